import { Injectable } from '@nestjs/common';
import type { EntryKind } from '../ledger/ledger.service.js';
import { Database, type Tx } from '../platform/database/database.js';
import { type BookAccount, type DayMove, type Movement, movementsOf } from './day-moves.js';

/** A day of one organization, with the instants at which it begins and ends. */
export interface DaySpan {
  readonly organizationId: string;
  readonly day: string;
  readonly from: Date;
  readonly until: Date;
}

/** The books of a day: what moved, and how every account and fund stood before. */
export interface DayBooks {
  readonly accounts: ReadonlyMap<string, BookAccount>;
  /** Booked on the day. */
  readonly moves: readonly DayMove[];
  /** Of the day, but booked on a later one while it was closed. */
  readonly elsewhere: readonly DayMove[];
  /** Everything booked before it. */
  readonly opening: readonly Movement[];
}

interface MoveRow {
  readonly kind: EntryKind;
  readonly undone: EntryKind | null;
  readonly ofProject: string;
  readonly late: string;
  readonly fundId: string;
  readonly debit: string;
  readonly credit: string;
  readonly amount: string;
}

/** How many days after its own a late fact is looked for: what was booked while the day was closed. */
const LATE_DAYS = 62;
const END_OF_TIME = '9999-12-31';

/** Reads the ledger day by day, from what closed days left and from the entries of open ones. */
@Injectable()
export class DayBooksQueries {
  constructor(private readonly database: Database) {}

  /** The books of the day. One statement reads the day's entries, whatever is asked of them afterwards. */
  async ofDay(span: DaySpan, tx?: Tx): Promise<DayBooks> {
    const { organizationId, day, from, until } = span;
    const accounts = await this.accounts(organizationId, tx);
    const open = await this.unkeptBefore(organizationId, day, tx);
    const ofDay = { sql: 'e.booked_on = ?', values: [day] };
    const moves = await this.moves(organizationId, accounts, from, ofDay, tx);
    const before = { sql: 'e.booked_on IN (?)', values: [open] };
    const unkept = open.length > 0 ? await this.moves(organizationId, accounts, from, before, tx) : [];
    const later = {
      sql: 'e.booked_on > ? AND e.booked_on <= ? + INTERVAL ? DAY AND e.occurred_at >= ? AND e.occurred_at < ?',
      values: [day, day, LATE_DAYS, from, until],
    };
    const elsewhere = (await this.wasClosed(organizationId, day, tx))
      ? await this.moves(organizationId, accounts, from, later, tx)
      : [];
    const kept = await this.kept(organizationId, day, tx);
    return { accounts, moves, elsewhere, opening: [...kept, ...movementsOf(unkept)] };
  }

  /**
   * Everything booked so far, on whatever day. `day` is read from its entries: while it is being closed, what was kept
   * of it is that of an older revision.
   */
  async standing(organizationId: string, day: string, tx?: Tx): Promise<readonly Movement[]> {
    const accounts = await this.accounts(organizationId, tx);
    const others = await this.unkeptBefore(organizationId, END_OF_TIME, tx);
    const which = { sql: 'e.booked_on IN (?)', values: [[...new Set([day, ...others])]] };
    const unkept = await this.moves(organizationId, accounts, new Date(0), which, tx);
    return [...(await this.kept(organizationId, END_OF_TIME, tx, day)), ...movementsOf(unkept)];
  }

  /** What the public totals do not contain yet: entries that have no number, or one that progress has not reached. */
  async ahead(organizationId: string, tx?: Tx): Promise<readonly Movement[]> {
    const accounts = await this.accounts(organizationId, tx);
    const which = {
      sql: `(e.id IN (SELECT u.entry_id FROM unnumbered_entry u WHERE u.organization_id = ?)
        OR e.id IN (SELECT s.entry_id FROM ledger_sequence s WHERE s.organization_id = ? AND s.seq > COALESCE(
          (SELECT c.ledger_seq FROM progress_cursor c WHERE c.organization_id = ?), 0)))`,
      values: [organizationId, organizationId, organizationId],
    };
    return movementsOf(await this.moves(organizationId, accounts, new Date(0), which, tx));
  }

  /** Keeps what a day moved, with the closing that signs it. */
  async keep(
    tx: Tx,
    { organizationId, day }: DaySpan,
    revision: number,
    moves: readonly DayMove[],
  ): Promise<void> {
    const rows = movementsOf(moves).map(({ accountId, fundId, debit, credit, raised }) => [
      ...[organizationId, day, revision, accountId, fundId],
      ...[debit.toString(), credit.toString(), raised.toString()],
    ]);
    if (rows.length === 0) return;
    await tx.query(
      'INSERT INTO day_movement (organization_id, day, revision, account_id, fund_id, debit, credit, raised) VALUES ?',
      [rows],
    );
  }

  private async accounts(organizationId: string, tx?: Tx): Promise<Map<string, BookAccount>> {
    const rows = await this.database.rows<BookAccount>(
      `SELECT id, code, kind, currency, provider_account_key AS providerAccountKey FROM account
        WHERE organization_id = ?`,
      [organizationId],
      tx,
    );
    return new Map(rows.map((row) => [row.id, row]));
  }

  private async moves(
    organizationId: string,
    accounts: ReadonlyMap<string, BookAccount>,
    from: Date,
    which: { readonly sql: string; readonly values: readonly unknown[] },
    tx?: Tx,
  ): Promise<DayMove[]> {
    const rows = await this.database.rows<MoveRow>(
      `SELECT e.kind, r.kind AS undone, e.project_id IS NOT NULL AS ofProject, e.occurred_at < ? AS late,
              t.fund_id AS fundId, t.debit_account_id AS debit, t.credit_account_id AS credit, SUM(t.amount) AS amount
         FROM entry e JOIN transfer t ON t.entry_id = e.id
         LEFT JOIN entry r ON r.id = e.reverses_id AND r.organization_id = e.organization_id
        WHERE e.organization_id = ? AND ${which.sql}
        GROUP BY e.kind, r.kind, ofProject, late, t.fund_id, t.debit_account_id, t.credit_account_id`,
      [from, organizationId, ...which.values],
      tx,
    );
    return rows.flatMap(({ ofProject, late, debit, credit, amount, ...row }) => {
      const [from, to] = [accounts.get(debit), accounts.get(credit)];
      if (!from || !to) return [];
      const is = (flag: string): boolean => Number(flag) === 1;
      return [
        { ...row, ofProject: is(ofProject), late: is(late), debit: from, credit: to, amount: BigInt(amount) },
      ];
    });
  }

  /** What closed days before this one moved, by their newest revision. */
  private async kept(organizationId: string, day: string, tx?: Tx, but = ''): Promise<Movement[]> {
    const rows = await this.database.rows<Record<keyof Movement, string>>(
      `SELECT m.account_id AS accountId, m.fund_id AS fundId, SUM(m.debit) AS debit, SUM(m.credit) AS credit,
              SUM(m.raised) AS raised
         FROM accounting_day a
         JOIN (SELECT day, MAX(revision) AS revision FROM day_seal WHERE organization_id = ? GROUP BY day) g ON g.day = a.day
         JOIN day_movement m ON m.organization_id = a.organization_id AND m.day = a.day AND m.revision = g.revision
        WHERE a.organization_id = ? AND a.day < ? AND a.day <> ? AND a.state = 'closed' GROUP BY m.account_id, m.fund_id`,
      [organizationId, organizationId, day, but || END_OF_TIME],
      tx,
    );
    return rows.map(({ accountId, fundId, debit, credit, raised }) => ({
      ...{ accountId, fundId },
      ...{ debit: BigInt(debit), credit: BigInt(credit), raised: BigInt(raised) },
    }));
  }

  /** Earlier days of which nothing is kept: open ones, and those that were closed before anything was. */
  private async unkeptBefore(organizationId: string, day: string, tx?: Tx): Promise<string[]> {
    const rows = await this.database.rows<{ day: string }>(
      `SELECT a.day FROM accounting_day a WHERE a.organization_id = ? AND a.day < ? AND (a.state = 'open' OR EXISTS (
         SELECT 1 FROM day_seal g WHERE g.organization_id = a.organization_id AND g.day = a.day AND NOT EXISTS (
           SELECT 1 FROM day_sheet s WHERE s.organization_id = g.organization_id AND s.day = g.day AND s.revision = g.revision)
           AND NOT EXISTS (SELECT 1 FROM day_seal h WHERE h.organization_id = g.organization_id AND h.day = g.day
             AND h.revision > g.revision)))`,
      [organizationId, day],
      tx,
    );
    return rows.map((row) => row.day);
  }

  private async wasClosed(organizationId: string, day: string, tx?: Tx): Promise<boolean> {
    const [seal] = await this.database.rows(
      'SELECT 1 FROM day_seal WHERE organization_id = ? AND day = ? LIMIT 1',
      [organizationId, day],
      tx,
    );
    return seal !== undefined;
  }
}
