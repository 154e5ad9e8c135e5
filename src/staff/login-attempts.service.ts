import { Injectable } from '@nestjs/common';
import { Clock } from '../kernel/clock.js';
import { Database, type Tx } from '../platform/database/database.js';
import { lockedUntil } from '../platform/logins/lockout.js';
import { LoginSources } from '../platform/logins/login-sources.js';
import { StaffMember } from './staff-member.entity.js';

/**
 * Counts tries BEFORE the secret is checked and forgives them when it was right: of a hundred tries sent at the
 * same moment, only the free ones get an answer.
 */
@Injectable()
export class LoginAttempts {
  constructor(
    private readonly database: Database,
    private readonly sources: LoginSources,
    private readonly clock: Clock,
  ) {}

  /** Counts one try from a network address. @throws Refusal too_many_requests once its window is full. */
  fromSource(address: string): Promise<void> {
    return this.sources.count(address);
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
    if (address !== null) await this.sources.takeBack(tx, address);
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
    await this.sources.takeBack(tx, address);
  }
}

function locked(tx: Tx, staffId: string): Promise<StaffMember | null> {
  return tx.findOne(StaffMember, { where: { id: staffId }, lock: { mode: 'pessimistic_write' } });
}
