import { Injectable } from '@nestjs/common';
import { IsNull, MoreThan } from 'typeorm';
import { Clock } from '../kernel/clock.js';
import { Config } from '../platform/config/config.js';
import { Database } from '../platform/database/database.js';
import { hashPassword, isOutdated, passwordMatches } from '../platform/logins/password.js';
import { newToken, tokenHash } from '../platform/logins/tokens.js';
import { LoginAttempts } from './login-attempts.service.js';
import { Sessions } from './sessions.service.js';
import { loginFailed, loginLinkSpent } from './staff.errors.js';
import { StaffLoginLink } from './staff-login-link.entity.js';
import { StaffMember } from './staff-member.entity.js';

const LINK_LIFE_MS = 24 * 60 * 60_000;

/** Where a login comes from. */
export interface LoginOrigin {
  readonly address: string;
  readonly userAgent: string;
}

/** The two ways in: name and password, or a one-time link. Both return the new session's token. */
@Injectable()
export class Logins {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly config: Config,
    private readonly attempts: LoginAttempts,
    private readonly sessions: Sessions,
  ) {}

  /** @throws Refusal unauthenticated, the same for every reason; too_many_requests for a busy address. */
  async byPassword(loginName: string, password: string, origin: LoginOrigin): Promise<string> {
    await this.attempts.fromSource(origin.address);
    const member = await this.database.read.findOneBy(StaffMember, {
      loginName: loginName.trim(),
      disabledAt: IsNull(),
    });
    const open = member !== null && (await this.attempts.atAccount(member.id));
    const right = await passwordMatches(password, member?.passwordHash ?? null);
    if (!member || !open || !right) throw loginFailed();
    const better = isOutdated(member.passwordHash ?? '') ? await hashPassword(password) : null;
    return this.database.inTransaction(async (tx) => {
      if (member.totpConfirmedAt) await this.attempts.takeBack(tx, member.id, origin.address);
      else await this.attempts.forgive(tx, member.id, origin.address);
      if (better) await tx.update(StaffMember, { id: member.id }, { passwordHash: better });
      return this.sessions.open(tx, member.id, { userAgent: origin.userAgent, secondFactor: false });
    });
  }

  /** Makes a link's token for one person: good for one login within 24 hours. Stored as a hash only. */
  async createLink(staffId: string): Promise<string> {
    const token = newToken();
    const now = this.clock.now();
    await this.database.inTransaction((tx) =>
      tx.insert(StaffLoginLink, {
        tokenSha256: tokenHash(token),
        staffId,
        createdAt: now,
        expiresAt: new Date(now.getTime() + LINK_LIFE_MS),
        usedAt: null,
      }),
    );
    return token;
  }

  /** Whose link it is while it is still good, without using it up; null otherwise. */
  async peekLink(token: string): Promise<{ displayName: string } | null> {
    const link = await this.database.read.findOneBy(StaffLoginLink, {
      tokenSha256: tokenHash(token),
      usedAt: IsNull(),
      expiresAt: MoreThan(this.clock.now()),
    });
    const member =
      link && (await this.database.read.findOneBy(StaffMember, { id: link.staffId, disabledAt: IsNull() }));
    return member ? { displayName: member.displayName } : null;
  }

  /**
   * Uses a link up. In a demonstration the link stands for the second factor too (visitors have no phone enrolled);
   * everywhere else an approver must still show it. @throws Refusal gone when the link is spent.
   */
  async byLink(token: string, origin: LoginOrigin): Promise<string> {
    const now = this.clock.now();
    const key = { tokenSha256: tokenHash(token) };
    return this.database.inTransaction(async (tx) => {
      const { affected } = await tx.update(
        StaffLoginLink,
        { ...key, usedAt: IsNull(), expiresAt: MoreThan(now) },
        { usedAt: now },
      );
      if (affected !== 1) throw loginLinkSpent();
      const { staffId } = await tx.findOneByOrFail(StaffLoginLink, key);
      const member = await tx.findOneBy(StaffMember, { id: staffId, disabledAt: IsNull() });
      if (!member) throw loginLinkSpent();
      await this.attempts.forgive(tx, staffId, null);
      return this.sessions.open(tx, staffId, {
        userAgent: origin.userAgent,
        secondFactor: this.config.DEMO,
      });
    });
  }
}
