import { Injectable } from '@nestjs/common';
import { Clock } from '../kernel/clock.js';
import { Database, type Tx } from '../platform/database/database.js';
import { Secrets } from '../platform/secrets/secrets.js';
import { lockedUntil, SOURCE_FAILURES_MAX, SOURCE_WINDOW_MS, sourceOf } from './lockout.js';
import { LoginSource } from './login-source.entity.js';
import { tooManyLogins } from './staff.errors.js';
import { StaffMember } from './staff-member.entity.js';

/**
 * Counts tries BEFORE the secret is checked and forgives them when it was right: of a hundred tries sent at the
 * same moment, only the free ones get an answer.
 */
@Injectable()
export class LoginAttempts {
  constructor(
    private readonly database: Database,
    private readonly secrets: Secrets,
    private readonly clock: Clock,
  ) {}

  /** Counts one try from a network address. @throws Refusal too_many_requests once its window is full. */
  async fromSource(address: string): Promise<void> {
    const now = this.clock.now();
    const mac = this.mac(address);
    const windowStart = new Date(now.getTime() - SOURCE_WINDOW_MS);
    const failures = await this.database.inTransaction(async (tx) => {
      await tx.query(
        `INSERT INTO login_source (source_mac, failures, window_started_at) VALUES (?, 1, ?)
         ON DUPLICATE KEY UPDATE failures = IF(window_started_at < ?, 1, failures + 1),
           window_started_at = IF(window_started_at < ?, ?, window_started_at)`,
        [mac, now, windowStart, windowStart, now],
      );
      const row = await tx.findOneByOrFail(LoginSource, { sourceMac: mac });
      return row.failures;
    });
    if (failures > SOURCE_FAILURES_MAX) throw tooManyLogins();
  }

  /** Counts one try at an account; false when the account is pausing, and then the try must fail unseen. */
  async atAccount(staffId: string): Promise<boolean> {
    const now = this.clock.now();
    return this.database.inTransaction(async (tx) => {
      const member = await locked(tx, staffId);
      if (!member || (member.lockedUntil && member.lockedUntil > now)) return false;
      const failedLogins = member.failedLogins + 1;
      await tx.update(
        StaffMember,
        { id: staffId },
        { failedLogins, lockedUntil: lockedUntil(failedLogins, now) },
      );
      return true;
    });
  }

  /** The secret was right: the account's failures are forgotten, the address gets its one try back. */
  async forgive(tx: Tx, staffId: string, address: string | null): Promise<void> {
    await tx.update(StaffMember, { id: staffId }, { failedLogins: 0, lockedUntil: null });
    if (address !== null) await this.takeBackAt(tx, address);
  }

  /**
   * The password was right and a code is still due: only this one try is taken back. Were all failures forgotten,
   * whoever knows the password could guess codes for ever, four at a time.
   */
  async takeBack(tx: Tx, staffId: string, address: string): Promise<void> {
    await tx.query(
      `UPDATE staff_member SET failed_logins = failed_logins - 1, locked_until = NULL
        WHERE id = ? AND failed_logins > 0`,
      [staffId],
    );
    await this.takeBackAt(tx, address);
  }

  private async takeBackAt(tx: Tx, address: string): Promise<void> {
    await tx.query('UPDATE login_source SET failures = failures - 1 WHERE source_mac = ? AND failures > 0', [
      this.mac(address),
    ]);
  }

  private mac(address: string): Buffer {
    return this.secrets.mac('blind-index', `login-source:${sourceOf(address)}`);
  }
}

function locked(tx: Tx, staffId: string): Promise<StaffMember | null> {
  return tx.findOne(StaffMember, { where: { id: staffId }, lock: { mode: 'pessimistic_write' } });
}
