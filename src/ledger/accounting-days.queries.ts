import { Injectable } from '@nestjs/common';
import { Database, type Tx } from '../platform/database/database.js';
import type { DayState } from './accounting-days.service.js';

/** A signed closing of a day. */
export interface DaySeal {
  /** Place in the organization's order of signing. */
  readonly no: number;
  readonly day: string;
  readonly coversFrom: string;
  readonly revision: number;
  readonly rows: number;
  readonly previousRoot: string;
  readonly root: string;
  readonly keyId: string;
  readonly publicKey: string;
  readonly signedAt: Date;
  readonly fileId: string;
}

/** A day as the list of days shows it; `seal` is its last one. */
export interface DayLine {
  readonly day: string;
  readonly state: DayState;
  readonly entries: number;
  readonly revision: number;
  readonly root: string | null;
}

const SEAL = `SELECT g.no, g.day, g.covers_from AS coversFrom, g.revision, g.row_count AS rowCount,
    g.previous_root AS previousRoot, g.root, g.key_id AS keyId, k.public_key AS publicKey, g.signed_at AS signedAt,
    g.file_id AS fileId
  FROM day_seal g JOIN seal_key k ON k.key_id = g.key_id WHERE g.organization_id = ?`;

/** Read models of accounting days and their seals. Inside a database transaction give its handle. */
@Injectable()
export class AccountingDaysQueries {
  constructor(private readonly database: Database) {}

  /** Days that have entries or were closed, newest first. */
  async list(organizationId: string, before: string | null, limit: number): Promise<DayLine[]> {
    const rows = await this.database.rows<Omit<DayLine, 'entries'> & { entries: string }>(
      `SELECT a.day, a.state,
         (SELECT COUNT(*) FROM entry e WHERE e.organization_id = a.organization_id AND e.booked_on = a.day) AS entries,
         COALESCE((SELECT MAX(g.revision) FROM day_seal g
                    WHERE g.organization_id = a.organization_id AND g.day = a.day), 0) AS revision,
         (SELECT g.root FROM day_seal g WHERE g.organization_id = a.organization_id AND g.day = a.day
           ORDER BY g.revision DESC LIMIT 1) AS root
       FROM accounting_day a WHERE a.organization_id = ? AND (? IS NULL OR a.day < ?)
       ORDER BY a.day DESC LIMIT ?`,
      [organizationId, before, before, limit],
    );
    return rows.map((row) => ({ ...row, entries: Number(row.entries), revision: Number(row.revision) }));
  }

  /** Earlier days with business that are open, oldest first. */
  async openBefore(organizationId: string, day: string, tx?: Tx): Promise<string[]> {
    const rows = await this.database.rows<{ day: string }>(
      "SELECT day FROM accounting_day WHERE organization_id = ? AND day < ? AND state = 'open' ORDER BY day LIMIT 32",
      [organizationId, day],
      tx,
    );
    return rows.map((row) => row.day);
  }

  /**
   * Tells which days from `from` to `to` can change no more: closed ones. A day without business that lies before a
   * closed one counts as closed, because nothing is booked on it any more.
   */
  async finality(organizationId: string, from: string, to: string): Promise<(day: string) => boolean> {
    const rows = await this.database.rows<{ day: string; state: DayState }>(
      `SELECT day, state FROM accounting_day WHERE organization_id = ? AND day >= ?
        AND (day <= ? OR day = (SELECT MAX(c.day) FROM accounting_day c WHERE c.organization_id = ?
                                 AND c.state = 'closed'))`,
      [organizationId, from, to, organizationId],
    );
    const states = new Map(rows.map(({ day, state }) => [day, state]));
    const closed = rows.flatMap(({ day, state }) => (state === 'closed' ? [day] : [])).sort();
    const last = closed[closed.length - 1] ?? '';
    return (day) => (states.has(day) ? states.get(day) === 'closed' : day < last);
  }

  /** Entries of the day that have no number yet. */
  async unnumbered(organizationId: string, day: string, tx?: Tx): Promise<number> {
    const [row] = await this.database.rows<{ n: string }>(
      `SELECT COUNT(*) AS n FROM unnumbered_entry u JOIN entry e ON e.id = u.entry_id
        WHERE u.organization_id = ? AND e.booked_on = ?`,
      [organizationId, day],
      tx,
    );
    return Number(row?.n ?? 0);
  }

  /** All signed closings, newest signature first. */
  async seals(organizationId: string, limit = 1000): Promise<DaySeal[]> {
    return this.sealRows(`${SEAL} ORDER BY g.no DESC LIMIT ?`, [organizationId, limit]);
  }

  /** Days that were closed and are open again. */
  async reopened(organizationId: string): Promise<Set<string>> {
    const rows = await this.database.rows<{ day: string }>(
      `SELECT DISTINCT a.day FROM accounting_day a
         JOIN day_seal g ON g.organization_id = a.organization_id AND g.day = a.day
        WHERE a.organization_id = ? AND a.state = 'open'`,
      [organizationId],
    );
    return new Set(rows.map(({ day }) => day));
  }

  /** The signed closings of one day, newest first. */
  async sealsOf(organizationId: string, day: string, tx?: Tx): Promise<DaySeal[]> {
    return this.sealRows(`${SEAL} AND g.day = ? ORDER BY g.revision DESC`, [organizationId, day], tx);
  }

  private async sealRows(sql: string, values: unknown[], tx?: Tx): Promise<DaySeal[]> {
    const rows = await this.database.rows<Omit<DaySeal, 'rows'> & { rowCount: string }>(sql, values, tx);
    return rows.map(({ rowCount, ...row }) => ({ ...row, rows: Number(rowCount) }));
  }
}
