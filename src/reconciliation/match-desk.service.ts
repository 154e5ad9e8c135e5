import { Injectable } from '@nestjs/common';
import { CaseWork } from '../cases/case-work.service.js';
import { Clock } from '../kernel/clock.js';
import { AccountingDays } from '../ledger/accounting-days.service.js';
import { OrganizationsQueries } from '../organizations/organizations.queries.js';
import { Audit } from '../platform/audit/audit.js';
import { Database, type Tx } from '../platform/database/database.js';
import { isDuplicateKey } from '../platform/database/database-errors.js';
import { Doorbell } from '../platform/jobs/doorbell.js';
import { ProviderAccounts } from '../providers/provider-accounts.service.js';
import { suggestionOf } from './bank.js';
import { freeItems, freeLines } from './bank.statements.js';
import { BankMatches, type NewBankMatch, type PartKey } from './bank-matches.service.js';
import { BankRun, itemsAround } from './bank-run.service.js';
import { DayRun } from './day-run.service.js';
import { deskFact, deskLine, newestRunId, pairOfLine, partPair, standingAbout } from './desk.statements.js';
import { Discrepancies } from './discrepancies.service.js';
import { pairByHand } from './match-lines.statements.js';
import { alreadyMatched, deskRefused, notHere } from './reconciliation.errors.js';
import { readRun } from './run.statements.js';

/** A member of the staff, and where they act. */
export interface DeskActor {
  readonly staffId: string;
  readonly organizationId: string;
}

/** One suggestion that somebody says yes to: a provider's line and a fact, or a bank line and something of ours. */
export type Acceptance =
  | { readonly kind: 'line'; readonly lineId: string; readonly factId: string; readonly note?: string }
  | { readonly kind: 'bank'; readonly bankLineId: string; readonly part: PartKey; readonly note?: string };

/** A match that somebody takes back. */
export type Undoing =
  | { readonly kind: 'line'; readonly lineId: string }
  | { readonly kind: 'bank'; readonly matchId: string };

/** What people do about what no run decides: say yes, match many, take back. Each step is in the audit trail. */
@Injectable()
export class MatchDesk {
  constructor(
    private readonly database: Database,
    private readonly accounts: ProviderAccounts,
    private readonly organizations: OrganizationsQueries,
    private readonly days: AccountingDays,
    private readonly dayRun: DayRun,
    private readonly bankRun: BankRun,
    private readonly bank: BankMatches,
    private readonly discrepancies: Discrepancies,
    private readonly caseWork: CaseWork,
    private readonly audit: Audit,
    private readonly doorbell: Doorbell,
    private readonly clock: Clock,
  ) {}

  /**
   * Accepts one pair. Two amounts that differ need a note, and stay a difference (D03) with a case.
   * @returns the bank match's id, or the line's.
   * @throws Refusal not_found line_not_found, fact_not_found, bank_line_not_found, part_not_found · conflict
   * match_taken · invalid match_note_missing, match_kinds, match_sum, day_not_run.
   */
  async accept(actor: DeskActor, yes: Acceptance): Promise<string> {
    if (yes.kind === 'line') return this.acceptLine(actor, yes);
    return this.matchMany(actor, { bankLineIds: [yes.bankLineId], parts: [yes.part], note: yes.note ?? '' });
  }

  /** Matches bank lines with things of ours, many to one, one to many or many to many; the sums must be equal. */
  async matchMany(
    { staffId, organizationId }: DeskActor,
    many: Pick<NewBankMatch, 'bankLineIds' | 'parts' | 'note'>,
  ): Promise<string> {
    const arrivals = await this.bank.prepare(organizationId, many.parts);
    const id = await this.database.inTransaction(async (tx) => {
      const matchId = await this.bank.match(tx, { ...many, organizationId, staffId }, arrivals);
      await this.bankDone(tx, { staffId, organizationId }, matchId, many);
      return matchId;
    });
    this.doorbell.ring('numbering');
    return id;
  }

  /** Accepts every bank line of the day that has an exact suggestion: the same reference and amount. @returns how many. */
  async acceptAllExact(actor: DeskActor, day: string): Promise<number> {
    const { organizationId } = actor;
    const tx = this.database.read;
    const lines = await freeLines(tx, organizationId, day);
    const items = await itemsAround((from, to) => freeItems(tx, organizationId, from, to), day);
    let accepted = 0;
    for (const line of lines) {
      const best = suggestionOf(line, items);
      if (!best?.exact) continue;
      try {
        const part = { kind: best.item.kind, id: best.item.id };
        await this.accept(actor, { kind: 'bank', bankLineId: line.id, part });
        accepted++;
      } catch (error) {
        // Two lines with one reference: the first has it, and the other stays for a person.
        if ((error as { code?: string }).code !== 'match_taken') throw error;
      }
    }
    return accepted;
  }

  /**
   * Takes a match apart, until the day on which it counts is closed. No run makes the same pair again.
   * @throws Refusal not_found match_not_found · conflict day_closed, match_taken when it is undone already.
   */
  async undo(actor: DeskActor, what: Undoing): Promise<void> {
    if (what.kind === 'line') return this.undoLine(actor, what.lineId);
    const { organizationId, staffId } = actor;
    await this.database.inTransaction(async (tx) => {
      await this.bank.undo(tx, organizationId, what.matchId, staffId);
      await this.bankRun.lookAgain(tx, organizationId, what.matchId);
      await this.tell(tx, actor, 'match.undone', 'bank_match', what.matchId, {});
    });
    this.doorbell.ring('numbering');
  }

  /** Adds a note to a difference: to its case, where everybody who works on it reads it. @throws Refusal not_found. */
  async note({ staffId, organizationId }: DeskActor, discrepancyId: string, text: string): Promise<void> {
    const [row] = await this.database.rows<{ caseId: string | null }>(
      'SELECT case_id AS caseId FROM discrepancy WHERE id = ? AND organization_id = ?',
      [discrepancyId, organizationId],
    );
    if (!row?.caseId) throw notHere('discrepancy_not_found');
    await this.caseWork.note({ organizationId, staffId, caseId: row.caseId }, text);
  }

  private async acceptLine(actor: DeskActor, yes: Extract<Acceptance, { kind: 'line' }>): Promise<string> {
    const { organizationId, staffId } = actor;
    const { lineId, factId, note = '' } = yes;
    await this.database.inTransaction(async (tx) => {
      const line = await deskLine(tx, organizationId, lineId);
      if (!line) throw notHere('line_not_found');
      const fact = await deskFact(tx, organizationId, factId);
      if (!fact) throw notHere('fact_not_found');
      const own = await this.days.dayOf(organizationId, line.occurredAt, tx);
      const runId = await newestRunId(tx, 'provider_account_id', line.accountId, own);
      if (!runId) throw deskRefused('day', 'day_not_run', { day: own });
      const [day = own] = await this.days.lockOpen(tx, [{ organizationId, day: own }]);
      const pair = { lineId, factId, accountId: line.accountId, factKind: fact.kind };
      if (!(await this.paired(tx, pair, { runId, day, staffId }))) throw deskRefused('fact', 'match_kinds');
      const made = await pairOfLine(tx, lineId);
      if (Number(made?.differs) !== 0 && note.trim() === '') throw deskRefused('note', 'match_note_missing');
      await this.discrepancies.end(
        tx,
        await standingAbout(tx, organizationId, { lineId, factId }),
        'matched',
      );
      if (Number(made?.differs) !== 0) await this.lookAgain(tx, actor, line.accountId, runId, [lineId], []);
      const after = { fact: factId, note: note.trim(), differs: Number(made?.differs) };
      await this.tell(tx, actor, 'match.accepted', 'statement_line', lineId, after);
    });
    return lineId;
  }

  private async paired(...given: Parameters<typeof pairByHand>): Promise<boolean> {
    try {
      return await pairByHand(...given);
    } catch (error) {
      if (isDuplicateKey(error)) throw alreadyMatched();
      throw error;
    }
  }

  private async undoLine(actor: DeskActor, lineId: string): Promise<void> {
    const { organizationId, staffId } = actor;
    await this.database.inTransaction(async (tx) => {
      const line = await deskLine(tx, organizationId, lineId);
      const pair = line && (await pairOfLine(tx, lineId));
      if (!line || !pair) throw notHere('match_not_found');
      await this.days.mustBeOpen(tx, { organizationId, day: pair.day });
      await partPair(tx, { lineId, factId: pair.factId }, { staffId, at: this.clock.now() });
      const own = await this.days.dayOf(organizationId, line.occurredAt, tx);
      const runId = await newestRunId(tx, 'provider_account_id', line.accountId, own);
      const standing = await standingAbout(tx, organizationId, { lineId, factId: pair.factId });
      await this.discrepancies.end(tx, standing, 'not_found');
      if (runId) await this.lookAgain(tx, actor, line.accountId, runId, [lineId], [pair.factId]);
      const before = { fact: pair.factId, pass: Number(pair.pass) };
      await this.tell(tx, actor, 'match.undone', 'statement_line', lineId, {}, before);
    });
  }

  private async lookAgain(
    tx: Tx,
    { organizationId }: DeskActor,
    accountId: string,
    runId: string,
    lineIds: readonly string[],
    factIds: readonly string[],
  ): Promise<void> {
    const account = await this.accounts.byId(accountId);
    const timeZone = await this.organizations.timeZoneOf(organizationId, tx);
    const run = await readRun(this.database, runId, tx);
    await this.dayRun.lookAgain(tx, { run, account, timeZone }, { lineIds, factIds });
  }

  private async bankDone(
    tx: Tx,
    actor: DeskActor,
    matchId: string,
    many: Pick<NewBankMatch, 'bankLineIds' | 'parts' | 'note'>,
  ): Promise<void> {
    const { organizationId } = actor;
    const standing = await standingAbout(tx, organizationId, { bankLineIds: many.bankLineIds });
    const linked = many.parts.filter(({ kind }) => kind === 'case').map(({ id }) => id);
    await this.discrepancies.end(
      tx,
      standing.filter(({ caseId }) => !linked.includes(caseId ?? '')),
      'matched',
    );
    const after = { lines: many.bankLineIds, parts: many.parts, note: many.note.trim() };
    await this.tell(tx, actor, 'match.accepted', 'bank_match', matchId, after);
  }

  private tell(
    tx: Tx,
    { organizationId, staffId }: DeskActor,
    action: string,
    subjectType: string,
    subjectId: string,
    after: Readonly<Record<string, unknown>>,
    before?: Readonly<Record<string, unknown>>,
  ): Promise<void> {
    return this.audit.record(tx, {
      ...{ organizationId, staffId, action, subjectType, subjectId, after },
      ...(before ? { before } : {}),
    });
  }
}
