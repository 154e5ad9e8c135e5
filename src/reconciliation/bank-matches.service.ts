import { Injectable } from '@nestjs/common';
import { Cases } from '../cases/cases.service.js';
import { Clock } from '../kernel/clock.js';
import { newId } from '../kernel/ids.js';
import { AccountingDays } from '../ledger/accounting-days.service.js';
import { ChartOfAccounts } from '../ledger/chart-of-accounts.service.js';
import { Funds } from '../ledger/funds.service.js';
import { Ledger, type NewTransfer } from '../ledger/ledger.service.js';
import { Database, type Tx } from '../platform/database/database.js';
import { isDuplicateKey } from '../platform/database/database-errors.js';
import { type BankLine, itemById, linesToMatch, type OurItem, type PartKind } from './bank.statements.js';
import { alreadyMatched, deskRefused, notHere } from './reconciliation.errors.js';

/** One thing of ours, by its kind and id. */
export interface PartKey {
  readonly kind: PartKind;
  readonly id: string;
}

/** What is to be matched with what; `staffId` null = the machine, by reference. */
export interface NewBankMatch {
  readonly organizationId: string;
  readonly bankLineIds: readonly string[];
  readonly parts: readonly PartKey[];
  readonly note: string;
  readonly staffId: string | null;
}

const NOTE_MAX = 500;
const MANY_MAX = 200;

/** Accounts between which a payout's arrival moves, opened before the database transaction that needs them. */
export interface Arrival {
  readonly bank: string;
  readonly treasury: string;
  readonly inTransit: ReadonlyMap<string, string>;
}

/** Writes matches of bank lines, and books what only they state: that a payout has arrived. */
@Injectable()
export class BankMatches {
  constructor(
    private readonly database: Database,
    private readonly ledger: Ledger,
    private readonly chart: ChartOfAccounts,
    private readonly funds: Funds,
    private readonly days: AccountingDays,
    private readonly cases: Cases,
    private readonly clock: Clock,
  ) {}

  /** Opens the accounts that arrivals of these payouts move. Call it before the database transaction. */
  async prepare(organizationId: string, parts: readonly PartKey[]): Promise<Map<string, Arrival>> {
    const ids = parts.filter(({ kind }) => kind === 'settlement').map(({ id }) => id);
    const opened = new Map<string, Arrival>();
    if (ids.length === 0) return opened;
    const rows = await this.database.rows<{ accountId: string; currency: string }>(
      `SELECT DISTINCT provider_account_id AS accountId, currency FROM settlement
        WHERE organization_id = ? AND id IN (?)`,
      [organizationId, ids],
    );
    for (const { accountId, currency } of rows) {
      const known = opened.get(currency);
      const inTransit = new Map(known?.inTransit);
      inTransit.set(accountId, await this.chart.id(organizationId, '100904', currency, accountId));
      opened.set(currency, {
        bank: await this.chart.id(organizationId, '100201', currency),
        treasury: await this.funds.technical(organizationId, 'TREASURY', currency),
        inTransit,
      });
    }
    return opened;
  }

  /**
   * Matches bank lines with what they are of ours; both sides add up to the same, to the cent. A payout in transit is
   * thereby booked as arrived. @returns the match's id.
   * @throws Refusal not_found bank_line_not_found, part_not_found · conflict match_taken · invalid match_sum.
   */
  async match(tx: Tx, wanted: NewBankMatch, arrivals: ReadonlyMap<string, Arrival>): Promise<string> {
    const { organizationId, staffId } = wanted;
    const lines = await this.linesOf(tx, wanted);
    const items = await this.itemsOf(tx, wanted, lines);
    const [first] = lines;
    if (!first) throw notHere('bank_line_not_found');
    const amount = lines.reduce((sum, line) => sum + line.amount, 0n);
    const latest = lines.reduce((one, other) => (other.day > one.day ? other : one), first);
    const [day = latest.day] = await this.days.lockOpen(tx, [{ organizationId, day: latest.day }]);
    const id = newId();
    const entryId = await this.bookArrival(tx, organizationId, id, latest, items, arrivals);
    try {
      await tx.query(
        `INSERT INTO bank_match (id, organization_id, bank_account_id, day, way, amount, currency, note, entry_id,
           matched_by, matched_at) VALUES (?)`,
        [
          [
            ...[id, organizationId, first.bankAccountId, day, staffId === null ? 'reference' : 'person'],
            ...[amount.toString(), first.currency, wanted.note.trim().slice(0, NOTE_MAX), entryId],
            ...[staffId, this.clock.now()],
          ],
        ],
      );
      await tx.query('INSERT INTO bank_match_line (match_id, bank_line_id, organization_id) VALUES ?', [
        lines.map((line) => [id, line.id, organizationId]),
      ]);
      await tx.query(
        'INSERT INTO bank_match_part (match_id, kind, subject_id, organization_id, amount) VALUES ?',
        [items.map((item) => [id, item.kind, item.id, organizationId, item.amount.toString()])],
      );
    } catch (error) {
      if (isDuplicateKey(error)) throw alreadyMatched();
      throw error;
    }
    return id;
  }

  /**
   * Takes a match apart while its day is open; what it booked is reversed.
   * @throws Refusal not_found match_not_found · conflict match_undone, day_closed.
   */
  async undo(tx: Tx, organizationId: string, matchId: string, staffId: string): Promise<void> {
    const [row]: { day: string; entryId: string | null; undoneAt: Date | null }[] = await tx.query(
      `SELECT day, entry_id AS entryId, undone_at AS undoneAt FROM bank_match
        WHERE id = ? AND organization_id = ? FOR UPDATE`,
      [matchId, organizationId],
    );
    if (!row) throw notHere('match_not_found');
    if (row.undoneAt !== null) throw alreadyMatched();
    await this.days.mustBeOpen(tx, { organizationId, day: row.day });
    const now = this.clock.now();
    await tx.query('UPDATE bank_match SET undone_by = ?, undone_at = ? WHERE id = ?', [
      staffId,
      now,
      matchId,
    ]);
    await tx.query('UPDATE bank_match_line SET live = FALSE WHERE match_id = ?', [matchId]);
    await tx.query('UPDATE bank_match_part SET live = FALSE WHERE match_id = ?', [matchId]);
    if (row.entryId === null) return;
    const [entry]: { occurredAt: Date }[] = await tx.query(
      'SELECT occurred_at AS occurredAt FROM entry WHERE id = ?',
      [row.entryId],
    );
    await this.ledger.reverse(tx, row.entryId, {
      id: newId(),
      sourceType: 'bank_match_undone',
      sourceId: matchId,
      occurredAt: entry?.occurredAt ?? now,
      memo: 'bank line taken off the payout again',
    });
  }

  private async linesOf(tx: Tx, { organizationId, bankLineIds }: NewBankMatch): Promise<BankLine[]> {
    const ids = [...new Set(bankLineIds)];
    if (ids.length === 0 || ids.length > MANY_MAX) throw deskRefused('lines', 'match_lines');
    const lines = await linesToMatch(tx, organizationId, ids);
    if (lines.length !== ids.length) throw notHere('bank_line_not_found');
    if (new Set(lines.map(({ bankAccountId, currency }) => `${bankAccountId} ${currency}`)).size > 1)
      throw deskRefused('lines', 'match_accounts');
    return lines;
  }

  private async itemsOf(
    tx: Tx,
    { organizationId, parts }: NewBankMatch,
    lines: readonly BankLine[],
  ): Promise<OurItem[]> {
    if (parts.length === 0 || parts.length > MANY_MAX) throw deskRefused('parts', 'match_parts');
    const [line] = lines;
    const items: OurItem[] = [];
    for (const { kind, id } of parts) {
      if (kind === 'case') continue;
      const item = await itemById(tx, organizationId, kind, id);
      if (!item) throw notHere('part_not_found');
      if (item.currency !== line?.currency) throw deskRefused('parts', 'match_currency');
      items.push(item);
    }
    const total = (list: readonly { amount: bigint }[]): bigint =>
      list.reduce((sum, { amount }) => sum + amount, 0n);
    const rest = total(lines) - total(items);
    const asked = parts.filter(({ kind }) => kind === 'case');
    const [one] = asked;
    if (asked.length > 1 || (one && rest === 0n) || (!one && rest !== 0n))
      throw deskRefused('parts', 'match_sum', {
        difference: rest.toString(),
        currency: line?.currency ?? '',
      });
    if (!one || !line) return items;
    await this.cases.lockOpen(tx, organizationId, one.id);
    const { currency, day } = line;
    return [...items, { kind: 'case', id: one.id, amount: rest, currency, day, reference: null }];
  }

  /** Dr donation account / Cr payout in transit, in the treasury, for each payout among the items. */
  private async bookArrival(
    tx: Tx,
    organizationId: string,
    matchId: string,
    line: BankLine,
    items: readonly OurItem[],
    arrivals: ReadonlyMap<string, Arrival>,
  ): Promise<string | null> {
    const transfers: NewTransfer[] = [];
    for (const { kind, id, amount, currency } of items) {
      if (kind !== 'settlement' || amount === 0n) continue;
      const [settlement]: { accountId: string; booked: number }[] = await tx.query(
        `SELECT s.provider_account_id AS accountId, EXISTS (
           SELECT 1 FROM entry e WHERE e.organization_id = s.organization_id AND e.kind = 'payout'
              AND e.subject_id = LEFT(s.provider_payout_id, 64)) AS booked
           FROM settlement s WHERE s.id = ? AND s.organization_id = ?`,
        [id, organizationId],
      );
      const arrival = arrivals.get(currency);
      const inTransit = settlement && arrival?.inTransit.get(settlement.accountId);
      if (!arrival || !inTransit || Number(settlement.booked) !== 1)
        throw deskRefused('parts', 'payout_unbooked');
      const [debit, credit] = amount > 0n ? [arrival.bank, inTransit] : [inTransit, arrival.bank];
      const moved = amount > 0n ? amount : -amount;
      transfers.push({ fundId: arrival.treasury, debit, credit, amount: moved, currency });
    }
    if (transfers.length === 0) return null;
    const id = newId();
    const source = { sourceType: 'bank_line', sourceId: `${line.id}:${matchId}` };
    const subject = { subjectType: 'bank_match', subjectId: matchId };
    await this.ledger.post(tx, [
      {
        id,
        organizationId,
        kind: 'bank_credit',
        ...source,
        ...subject,
        occurredAt: line.occurredAt,
        transfers,
      },
    ]);
    return id;
  }
}
