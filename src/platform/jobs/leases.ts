import { hostname } from 'node:os';
import { Injectable } from '@nestjs/common';
import { newId } from '../../kernel/ids.js';
import { Database } from '../database/database.js';

/** Lets one process at a time do something, for a while; times are the database's, so hosts need not agree. */
@Injectable()
export class Leases {
  private readonly holder = `${hostname().slice(0, 40)}-${process.pid}-${newId().slice(-8)}`;

  constructor(private readonly database: Database) {}

  /** Takes or prolongs the lease for `seconds`. @returns whether this process has it now. */
  async hold(name: string, seconds: number): Promise<boolean> {
    return this.database.inTransaction(async (tx) => {
      await tx.query(
        `INSERT INTO lease (name, holder, until) VALUES (?, ?, UTC_TIMESTAMP(6))
         ON DUPLICATE KEY UPDATE name = name`,
        [name, this.holder],
      );
      const { affectedRows }: { affectedRows: number } = await tx.query(
        `UPDATE lease SET holder = ?, until = UTC_TIMESTAMP(6) + INTERVAL ? SECOND
         WHERE name = ? AND (holder = ? OR until <= UTC_TIMESTAMP(6))`,
        [this.holder, seconds, name, this.holder],
      );
      return affectedRows === 1;
    });
  }

  /** Gives the lease back before its time. */
  async release(name: string): Promise<void> {
    await this.database.inTransaction((tx) =>
      tx.query('UPDATE lease SET until = UTC_TIMESTAMP(6) WHERE name = ? AND holder = ?', [
        name,
        this.holder,
      ]),
    );
  }
}
