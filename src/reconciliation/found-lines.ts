import {
  type Code,
  codeOfFact,
  codesOfLine,
  type FactTerms,
  type Found,
  type LineTerms,
  type OpenFact,
  type OpenLine,
} from './discrepancy.js';

/** What a chunk of lines or facts comes to. */
export interface Findings {
  readonly found: readonly Found[];
  readonly waiting: number;
  readonly unmatched: number;
}

/** Settlements uses the same keys for the cases that it opens itself: one case for one odd line. */
const keyOf = (accountId: string, lineKey: string): string => `${accountId}:${lineKey}`;

const lineSubject = (line: OpenLine) => ({ type: 'statement_line', id: line.key.slice(0, 64) });

/** Differences of these lines. */
export function findingsOfLines(accountId: string, lines: readonly OpenLine[], terms: LineTerms): Findings {
  const found: Found[] = [];
  let waiting = 0;
  for (const line of lines) {
    const { codes, waits } = codesOfLine(line, terms);
    if (waits) waiting++;
    found.push(...codes.map((code) => foundOfLine(accountId, line, code)));
  }
  return { found, waiting, unmatched: lines.filter(({ factId }) => factId === null).length };
}

/**
 * The two accounts' runs find the same money in the wrong one: it is one difference. What was carried over goes by the
 * fact, which was missed before its line came.
 */
function keyIn(accountId: string, line: OpenLine, code: Code): string {
  if (code === 'D14') return `line:${line.id}`;
  return keyOf(accountId, code === 'D09' && line.factId !== null ? line.factId : line.key);
}

function foundOfLine(accountId: string, line: OpenLine, code: Code): Found {
  const fees = code === 'D05' && line.factId !== null;
  const { type, key, sourceKey, status } = line;
  return {
    code,
    key: keyIn(accountId, line, code),
    lineId: line.id,
    ...(line.factId === null ? {} : { factId: line.factId }),
    ours: fees ? line.factFee : line.factAmount,
    theirs: fees ? line.fee : line.amount,
    currency: line.currency,
    // A line in another currency is booked as it is; the question is about the fact.
    subject: code === 'D04' && line.factId !== null ? { type: 'fact', id: line.factId } : lineSubject(line),
    detail: `${type} ${key} ${sourceKey ?? ''}${status ? ` (${status})` : ''}`.trim(),
    // Equal but for the day: nothing is wrong, and nobody is asked.
    ...(code === 'D09' ? { settled: true } : {}),
  };
}

/** Differences of these facts. */
export function findingsOfFacts(accountId: string, facts: readonly OpenFact[], terms: FactTerms): Findings {
  const found: Found[] = [];
  let waiting = 0;
  for (const fact of facts) {
    const code = codeOfFact(fact, terms);
    if (code === null) waiting++;
    else found.push(foundOfFact(accountId, fact, code));
  }
  return { found, waiting, unmatched: 0 };
}

function foundOfFact(accountId: string, fact: OpenFact, code: Code): Found {
  const elsewhere = fact.lineElsewhere;
  return {
    code,
    key: elsewhere === null ? keyOf(accountId, fact.id) : `line:${elsewhere}`,
    factId: fact.id,
    ...(elsewhere === null ? {} : { lineId: elsewhere }),
    ours: fact.amount,
    theirs: null,
    currency: fact.currency,
    subject: { type: 'fact', id: fact.id },
    detail: `${fact.kind} ${fact.key}`,
  };
}
