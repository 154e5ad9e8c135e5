import { DIFFERS, LINE_KINDS } from './line-kinds.js';

/** Codes of differences (payments.md 2.6). */
export const CODES = [
  ...(['D01', 'D02', 'D03', 'D04', 'D05', 'D06', 'D07', 'D08'] as const),
  ...(['D09', 'D10', 'D11', 'D12', 'D13', 'D14', 'D15', 'D16'] as const),
] as const;
export type Code = (typeof CODES)[number];

/** A difference as a run finds it. Amounts in minor units, signed as the provider signs; null = that side has nothing. */
export interface Found {
  readonly code: Code;
  /** Which one it is, without the code: the same difference has the same key in every run. */
  readonly key: string;
  readonly lineId?: string;
  readonly factId?: string;
  readonly settlementId?: string;
  readonly bankLineId?: string;
  readonly ours: bigint | null;
  readonly theirs: bigint | null;
  readonly currency: string;
  readonly subject: { readonly type: string; readonly id: string };
  readonly detail: string;
  /** Explained already: it is written down as gone and nobody is asked. */
  readonly settled?: boolean;
  /** The case that stands already, opened by whoever met it first under a name of its own. */
  readonly caseId?: string;
}

/** A provider's line that has no fact, or one that is not the same, with what our books know about it. */
export interface OpenLine {
  readonly id: string;
  readonly key: string;
  readonly type: string;
  readonly sourceKey: string | null;
  readonly amount: bigint;
  readonly fee: bigint;
  readonly currency: string;
  readonly status: string | null;
  readonly occurredAt: Date;
  readonly factId: string | null;
  readonly pass: number;
  readonly differs: number;
  readonly factAmount: bigint | null;
  readonly factFee: bigint | null;
  /** A fact of the same kind and key: of this account (it stands in another pair, or was taken out of this one) … */
  readonly sameFact: boolean;
  readonly sameFactMatched: boolean;
  /** … or of another account. */
  readonly factElsewhere: boolean;
  /** The order or the refund is ours and ended without money, as far as our books know. */
  readonly endedOtherwise: boolean;
}

/** What else the rules for lines go by. */
export interface LineTerms {
  /** Lines after this moment may still get their notification. */
  readonly dueBefore: Date;
  /** Facts are made from this account's lines: one without a fact waits for being booked. */
  readonly bookedFromLines: boolean;
}

const DISPUTE_ID = /^(dp|du)_/;
const kindOf = (type: string) => LINE_KINDS.find(({ types }) => types.includes(type));
const isPayment = (type: string): boolean => kindOf(type)?.fact === 'payment_succeeded';

/** What is wrong with a line; `waits` when it may still come right by itself. */
export function codesOfLine(line: OpenLine, terms: LineTerms): { codes: Code[]; waits: boolean } {
  if (line.factId !== null) return { codes: codesOfPair(line), waits: false };
  const one = (code: Code) => ({ codes: [code], waits: false });
  if (line.type === 'adjustment' && !DISPUTE_ID.test(line.sourceKey ?? '')) return one('D15');
  if (line.sameFactMatched) return one('D07');
  if (line.factElsewhere) return one('D14');
  if (line.endedOtherwise) return one('D06');
  if (!line.sameFact && (terms.bookedFromLines || line.occurredAt >= terms.dueBefore))
    return { codes: [], waits: true };
  if (line.type === 'adjustment') return one('D11');
  if (line.type === 'refund_failure') return one('D06');
  return one(isPayment(line.type) ? 'D01' : 'D10');
}

/** What is not equal in a pair: another currency says all; two days are no fault (`settled`). */
function codesOfPair({ differs, pass }: OpenLine): Code[] {
  const codes: Code[] = [];
  if (differs & DIFFERS.currency) codes.push('D04');
  else if (differs & DIFFERS.amount) codes.push('D03');
  if (differs & DIFFERS.status) codes.push('D06');
  if (differs & (DIFFERS.fee | DIFFERS.sum)) codes.push('D05');
  if (pass === 3) codes.push('D09');
  return codes;
}

/** A fact of ours that no line states. */
export interface OpenFact {
  readonly id: string;
  readonly kind: string;
  readonly key: string;
  readonly amount: bigint;
  readonly currency: string;
  readonly occurredAt: Date;
  /** A line under the same id stands in another account's statement. */
  readonly lineElsewhere: string | null;
  /** The same attempt has another such fact of the same amount, and that one has its line. */
  readonly twin: boolean;
}

/** What else the rules for facts go by. */
export interface FactTerms {
  /** The provider's statement is complete up to here; null = there is none of this day. */
  readonly coveredUntil: Date | null;
  /** The other side has had its three days. */
  readonly carried: boolean;
}

/** What is wrong with a fact without a line; null when the statement cannot have it yet. */
export function codeOfFact(fact: OpenFact, { coveredUntil, carried }: FactTerms): Code | null {
  if (fact.lineElsewhere !== null) return 'D14';
  if (fact.twin) return 'D08';
  if (coveredUntil === null || fact.occurredAt >= coveredUntil) return null;
  return carried ? 'D02' : 'D09';
}

/** The sign that a fact's money has in a statement. */
export function signOf(factKind: string): bigint {
  return BigInt(LINE_KINDS.find(({ fact }) => fact === factKind)?.sign ?? 1);
}

/** Money at stake: by how much the two sides differ, never negative. */
export function atStake({ ours, theirs }: Pick<Found, 'ours' | 'theirs'>): bigint {
  const difference = (theirs ?? 0n) - (ours ?? 0n);
  return difference < 0n ? -difference : difference;
}

/** Days within which a person should have dealt with it: what may be money lost or taken by force comes first. */
export function daysToDeal(code: Code): number {
  if (code === 'D09') return 3;
  return ['D01', 'D10', 'D11', 'D13', 'D14'].includes(code) ? 1 : 2;
}
