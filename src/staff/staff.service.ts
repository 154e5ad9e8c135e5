import { Injectable } from '@nestjs/common';
import { Clock } from '../kernel/clock.js';
import { newId } from '../kernel/ids.js';
import { Database, type Tx } from '../platform/database/database.js';
import { isDuplicateKey } from '../platform/database/database-errors.js';
import { hashPassword, passwordMatches, passwordProblem } from '../platform/logins/password.js';
import type { Assignment } from './roles.js';
import type { CurrentStaff } from './sessions.service.js';
import { Sessions } from './sessions.service.js';
import { loginFailed, loginNameTaken, passwordRefused } from './staff.errors.js';
import { StaffMember } from './staff-member.entity.js';
import { StaffRole } from './staff-role.entity.js';

/** A person to be let in. Without a password only a one-time link opens the door. */
export interface NewStaff {
  readonly loginName: string;
  readonly displayName: string;
  readonly password?: string;
  readonly roles: readonly Assignment[];
}

/** The people of the console: adding them, their passwords, shutting them out. */
@Injectable()
export class StaffMembers {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly sessions: Sessions,
  ) {}

  /** Adds a person with roles and returns their id. @throws Refusal conflict when the login name is taken. */
  async create(person: NewStaff): Promise<string> {
    const id = newId();
    const now = this.clock.now();
    const passwordHash = person.password === undefined ? null : await hashPassword(person.password);
    try {
      await this.database.inTransaction(async (tx) => {
        await tx.insert(StaffMember, {
          id,
          loginName: person.loginName,
          displayName: person.displayName,
          passwordHash,
          failedLogins: 0,
          createdAt: now,
        });
        if (person.roles.length === 0) return;
        await tx.insert(
          StaffRole,
          person.roles.map((held) => ({ staffId: id, ...held, grantedAt: now })),
        );
      });
    } catch (error) {
      if (isDuplicateKey(error)) throw loginNameTaken();
      throw error;
    }
    return id;
  }

  /**
   * Sets a new password; the old one must be shown where there is one. All other sessions of the person end.
   * @throws Refusal invalid naming the field.
   */
  async changePassword(staff: CurrentStaff, current: string, next: string): Promise<void> {
    const problem = passwordProblem(next, staff.loginName);
    if (problem) throw passwordRefused({ field: 'next', code: problem });
    const member = await this.database.read.findOneBy(StaffMember, { id: staff.staffId });
    if (!member) throw loginFailed();
    if (member.passwordHash !== null && !(await passwordMatches(current, member.passwordHash)))
      throw passwordRefused({ field: 'current', code: 'password_wrong' });
    const passwordHash = await hashPassword(next);
    await this.database.inTransaction(async (tx) => {
      await tx.update(StaffMember, { id: member.id }, { passwordHash });
      await this.sessions.revokeAll(tx, member.id, staff.sessionId);
    });
  }

  /** Shuts a person out at once: no login, and every session ends. */
  async disable(tx: Tx, staffId: string): Promise<void> {
    await tx.update(StaffMember, { id: staffId }, { disabledAt: this.clock.now() });
    await this.sessions.revokeAll(tx, staffId, null);
  }
}
