import { Injectable } from '@nestjs/common';
import { OrganizationsQueries } from '../organizations/organizations.queries.js';
import { Database } from '../platform/database/database.js';
import { type Suggestion, suggestionOf } from './bank.js';
import { type BankLine, freeItems, freeLines, type OurItem } from './bank.statements.js';
import { itemsAround } from './bank-run.service.js';
import { type Candidate, candidatesOf } from './candidates.statements.js';
import { CODES, type Code } from './discrepancy.js';
import {
  type AccountDay,
  accountDays,
  type DiscrepancyFilter,
  type DiscrepancyRow,
  discrepancyRows,
  type LinePair,
  linePairs,
} from './queries.statements.js';
import { spanOf } from './run.js';

export type { Reason, Suggestion } from './bank.js';
export { type BankLine, type OurItem, PART_KINDS, type PartKind } from './bank.statements.js';
export type { Candidate, Why } from './candidates.statements.js';
export { CODES, type Code } from './discrepancy.js';
export type { AccountDay, DiscrepancyFilter, DiscrepancyRow, LinePair } from './queries.statements.js';

/** One page of a list; ask for one row more than it holds to learn whether there is another. */
export interface Page {
  readonly skip: number;
  readonly limit: number;
}

/** A bank line that stands in no match, with what it may be of ours. */
export interface OpenBankLine extends BankLine {
  readonly suggestion: Suggestion | null;
}

/** Whether a day is explained: what is open, what waits, and which accounts have no finished run of it. */
export interface DayExplained {
  /** Standing differences whose case is open, D09 not among them: what was carried over is explained by itself. */
  readonly open: number;
  readonly byCode: Readonly<Partial<Record<Code, number>>>;
  /** Unmatched and no difference yet. */
  readonly waiting: number;
  /** Provider and bank accounts with lines or facts of the day and no finished run, or with lines newer than it. */
  readonly unreconciled: readonly { readonly accountId: string; readonly kind: 'provider' | 'bank' }[];
}

/** Read models of reconciliation. */
@Injectable()
export class ReconciliationQueries {
  constructor(
    private readonly database: Database,
    private readonly organizations: OrganizationsQueries,
  ) {}

  /** Every account of the organization that has a statement or facts of the day, with its newest run. */
  async day(organizationId: string, day: string): Promise<AccountDay[]> {
    const timeZone = await this.organizations.timeZoneOf(organizationId);
    return accountDays(this.database, organizationId, day, spanOf(day, timeZone));
  }

  /** Differences of the organization, the latest day first. */
  discrepancies(organizationId: string, filter: DiscrepancyFilter, page: Page): Promise<DiscrepancyRow[]> {
    return discrepancyRows(this.database, organizationId, filter, page);
  }

  /** How many standing differences of the organization nobody has explained; carried-over ones (D09) not among them. */
  async unexplained(organizationId: string): Promise<number> {
    const [row] = await this.database.rows<{ n: string }>(
      `SELECT COUNT(*) AS n FROM discrepancy d JOIN work_case c ON c.id = d.case_id
        WHERE d.organization_id = ? AND d.state = 'standing' AND d.code <> 'D09' AND c.state = 'open'`,
      [organizationId],
    );
    return Number(row?.n);
  }

  /** One difference, or null when this organization has none of that id. */
  async discrepancy(organizationId: string, id: string): Promise<DiscrepancyRow | null> {
    const [row] = await discrepancyRows(this.database, organizationId, { id }, { skip: 0, limit: 1 });
    return row ?? null;
  }

  /** What a difference may belong to: the three nearest of the other side, each with why it was not matched. */
  async candidates(organizationId: string, discrepancyId: string): Promise<Candidate[]> {
    const found = await this.discrepancy(organizationId, discrepancyId);
    return found ? candidatesOf(this.database, found) : [];
  }

  /** Pairs of lines and facts that count on the day, those first that differ. */
  pairs(organizationId: string, day: string, accountId: string, page: Page): Promise<LinePair[]> {
    return linePairs(this.database, { organizationId, day, accountId }, page);
  }

  /** Bank lines of the day that stand in no match, each with a suggestion where there is one. */
  async openBankLines(organizationId: string, day: string): Promise<OpenBankLine[]> {
    const tx = this.database.read;
    const lines = await freeLines(tx, organizationId, day);
    const items = await itemsAround((from, to) => freeItems(tx, organizationId, from, to), day);
    return lines.map((line) => ({ ...line, suggestion: suggestionOf(line, items) }));
  }

  /** What of ours the bank may show on the day, some days before or after it, and stands in no match. */
  openItems(organizationId: string, day: string): Promise<OurItem[]> {
    return itemsAround((from, to) => freeItems(this.database.read, organizationId, from, to), day);
  }

  /** Whether everything of the day is matched or explained. */
  async explained(organizationId: string, day: string): Promise<DayExplained> {
    const accounts = await this.day(organizationId, day);
    const byCode: Partial<Record<Code, number>> = {};
    for (const { open } of accounts)
      for (const code of CODES) if (open[code]) byCode[code] = (byCode[code] ?? 0) + (open[code]?.n ?? 0);
    return {
      byCode,
      open: CODES.filter((code) => code !== 'D09').reduce((sum, code) => sum + (byCode[code] ?? 0), 0),
      waiting: accounts.reduce((sum, { run }) => sum + (run?.waiting ?? 0), 0),
      unreconciled: accounts
        .filter(({ run, outdated }) => run?.state !== 'done' || outdated)
        .map(({ accountId, kind }) => ({ accountId, kind })),
    };
  }
}
