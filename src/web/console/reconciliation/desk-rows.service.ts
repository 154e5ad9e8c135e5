import { Injectable } from '@nestjs/common';
import { Database } from '../../../platform/database/database.js';
import {
  type AccountDay,
  type Candidate,
  type DiscrepancyRow,
  type LinePair,
  type OpenBankLine,
  ReconciliationQueries,
} from '../../../reconciliation/reconciliation.queries.js';

/** Something that a person must decide: a bank line without its counterpart, or a difference. */
export interface DeskRow {
  readonly bankLine: OpenBankLine | null;
  readonly difference: DiscrepancyRow | null;
  /** The nearest of the other side. */
  readonly candidates: readonly Candidate[];
}

/** A match of bank lines that stands. */
export interface BankMatchRow {
  readonly id: string;
  readonly amount: bigint;
  readonly currency: string;
  readonly way: 'reference' | 'person';
  readonly note: string;
  readonly lines: string;
  readonly parts: string;
}

/** A day on the desk. */
export interface DeskDay {
  readonly accounts: readonly AccountDay[];
  readonly rows: readonly DeskRow[];
  /** Differences that a person has explained. */
  readonly explained: readonly DiscrepancyRow[];
  readonly bankMatches: readonly BankMatchRow[];
  /** The first pairs of each provider account, those that differ before the others. */
  readonly pairs: readonly (LinePair & { readonly account: string })[];
  /** More differences than the desk shows at once. */
  readonly more: boolean;
}

/** What the desk shows at once; what is decided makes room for the next. */
const ROWS_MAX = 100;
const PAIRS_MAX = 50;
const FIRST = { skip: 0, limit: PAIRS_MAX };

/** Gathers what one day leaves to people. */
@Injectable()
export class DeskRows {
  constructor(
    private readonly queries: ReconciliationQueries,
    private readonly database: Database,
  ) {}

  async day(organizationId: string, day: string): Promise<DeskDay> {
    const [accounts, free, open, explained, bankMatches] = await Promise.all([
      this.queries.day(organizationId, day),
      this.queries.openBankLines(organizationId, day),
      this.queries.discrepancies(organizationId, { day, state: 'open' }, { skip: 0, limit: ROWS_MAX + 1 }),
      this.queries.discrepancies(organizationId, { day, state: 'explained' }, FIRST),
      this.bankMatches(organizationId, day),
    ]);
    // What somebody has explained is done, unless something of ours turns up that it may be.
    const known = new Set(explained.map(({ bankLineId }) => bankLineId));
    const bankLines = free.filter(({ id, suggestion }) => suggestion !== null || !known.has(id));
    const ofBankLine = new Map(open.map((each) => [each.bankLineId, each]));
    const shown = new Set(bankLines.map(({ id }) => id));
    const rows: DeskRow[] = [];
    for (const bankLine of bankLines.slice(0, ROWS_MAX)) {
      const difference = ofBankLine.get(bankLine.id) ?? null;
      // Beside a suggestion no other candidate is shown.
      const asked = bankLine.suggestion ? null : difference;
      rows.push({ bankLine, difference, candidates: await this.candidates(organizationId, asked) });
    }
    for (const difference of open.slice(0, ROWS_MAX)) {
      if (difference.bankLineId !== null && shown.has(difference.bankLineId)) continue;
      rows.push({
        ...{ bankLine: null, difference },
        candidates: await this.candidates(organizationId, difference),
      });
    }
    const pairs: DeskDay['pairs'][number][] = [];
    for (const { accountId, kind, name } of accounts) {
      if (kind !== 'provider') continue;
      const found = await this.queries.pairs(organizationId, day, accountId, FIRST);
      pairs.push(...found.map((pair) => ({ ...pair, account: name })));
    }
    const more = bankLines.length > ROWS_MAX || open.length > ROWS_MAX;
    return { accounts, rows, explained, bankMatches, pairs, more };
  }

  private async candidates(
    organizationId: string,
    difference: DiscrepancyRow | null,
  ): Promise<readonly Candidate[]> {
    return difference ? this.queries.candidates(organizationId, difference.id) : [];
  }

  private async bankMatches(organizationId: string, day: string): Promise<BankMatchRow[]> {
    const rows = await this.database.rows<Omit<BankMatchRow, 'amount'> & { amount: string }>(
      `SELECT m.id, m.amount, m.currency, m.way, m.note,
              (SELECT GROUP_CONCAT(CONCAT_WS(' ', b.summary, b.reference) ORDER BY b.id SEPARATOR ' + ')
                 FROM bank_match_line l JOIN bank_line b ON b.id = l.bank_line_id WHERE l.match_id = m.id) AS \`lines\`,
              (SELECT GROUP_CONCAT(DISTINCT p.kind ORDER BY p.kind SEPARATOR ' ')
                 FROM bank_match_part p WHERE p.match_id = m.id) AS parts
         FROM bank_match m WHERE m.organization_id = ? AND m.day = ? AND m.undone_at IS NULL
        ORDER BY m.matched_at DESC, m.id DESC LIMIT ?`,
      [organizationId, day, PAIRS_MAX],
    );
    return rows.map((row) => ({ ...row, amount: BigInt(row.amount) }));
  }
}
