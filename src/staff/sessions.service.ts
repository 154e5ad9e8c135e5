import { Injectable } from '@nestjs/common';
import { IsNull, LessThan, MoreThan, Not } from 'typeorm';
import { Clock } from '../kernel/clock.js';
import { isId, newId } from '../kernel/ids.js';
import { Database, type Tx } from '../platform/database/database.js';
import { newToken, tokenHash } from '../platform/logins/tokens.js';
import { type Assignment, needsSecondFactor } from './roles.js';
import { staffNotFound } from './staff.errors.js';
import { StaffMember } from './staff-member.entity.js';
import { StaffRole } from './staff-role.entity.js';
import { StaffSession } from './staff-session.entity.js';

/** A session ends after an hour without a request, and after twelve hours in any case: one working day. */
export const IDLE_MS = 60 * 60_000;
export const LONGEST_MS = 12 * 60 * 60_000;
const TOUCH_EVERY_MS = 60_000;

/** The person behind a request. `secondFactor` says what still stands between them and the console. */
export interface CurrentStaff {
  readonly staffId: string;
  readonly sessionId: string;
  readonly loginName: string;
  readonly displayName: string;
  readonly hasPassword: boolean;
  readonly assignments: readonly Assignment[];
  readonly secondFactor: 'not_needed' | 'verified' | 'due' | 'to_enrol';
}

/** Opens, finds, lists and ends sessions. */
@Injectable()
export class Sessions {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** Opens a session inside the login's database transaction and returns the cookie's token, the only copy of it. */
  async open(
    tx: Tx,
    staffId: string,
    options: { userAgent: string; secondFactor: boolean },
  ): Promise<string> {
    const token = newToken();
    const now = this.clock.now();
    await tx.insert(StaffSession, {
      tokenSha256: tokenHash(token),
      id: newId(now.getTime()),
      staffId,
      createdAt: now,
      lastSeenAt: now,
      expiresAt: new Date(now.getTime() + LONGEST_MS),
      totpVerifiedAt: options.secondFactor ? now : null,
      revokedAt: null,
      userAgent: options.userAgent.slice(0, 200),
    });
    return token;
  }

  /** Who holds this token, or null when it never was, was revoked, has expired, or its owner is shut out. */
  async identify(token: string): Promise<CurrentStaff | null> {
    if (!/^[\w-]{43}$/.test(token)) return null;
    const now = this.clock.now();
    const session = await this.database.read.findOneBy(StaffSession, {
      tokenSha256: tokenHash(token),
      revokedAt: IsNull(),
      expiresAt: MoreThan(now),
      lastSeenAt: MoreThan(new Date(now.getTime() - IDLE_MS)),
    });
    if (!session) return null;
    const member = await this.database.read.findOneBy(StaffMember, {
      id: session.staffId,
      disabledAt: IsNull(),
    });
    if (!member) return null;
    const assignments = await this.database.read.findBy(StaffRole, { staffId: member.id });
    await this.touch(session, now);
    return {
      staffId: member.id,
      sessionId: session.id,
      loginName: member.loginName,
      displayName: member.displayName,
      hasPassword: member.passwordHash !== null,
      assignments: assignments.map(({ organizationId, role }) => ({ organizationId, role })),
      secondFactor: secondFactorOf(session, member, assignments),
    };
  }

  /** The live sessions of one person, newest first. */
  async live(staffId: string): Promise<StaffSession[]> {
    const now = this.clock.now();
    return this.database.read.find(StaffSession, {
      where: {
        staffId,
        revokedAt: IsNull(),
        expiresAt: MoreThan(now),
        lastSeenAt: MoreThan(new Date(now.getTime() - IDLE_MS)),
      },
      order: { createdAt: 'DESC' },
    });
  }

  /** Ends one session of a person. @throws Refusal not_found when it is not theirs or has ended. */
  async revoke(tx: Tx, staffId: string, sessionId: string): Promise<void> {
    if (!isId(sessionId)) throw staffNotFound();
    const { affected } = await tx.update(
      StaffSession,
      { id: sessionId, staffId, revokedAt: IsNull() },
      { revokedAt: this.clock.now() },
    );
    if (affected !== 1) throw staffNotFound();
  }

  /** Ends all sessions of a person but the one named: after a changed password nobody else stays in. */
  async revokeAll(tx: Tx, staffId: string, except: string | null): Promise<void> {
    await tx.update(
      StaffSession,
      { staffId, revokedAt: IsNull(), ...(except === null ? {} : { id: Not(except) }) },
      { revokedAt: this.clock.now() },
    );
  }

  /** Notes that this session's holder showed the second factor. */
  async markVerified(tx: Tx, sessionId: string): Promise<void> {
    await tx.update(StaffSession, { id: sessionId }, { totpVerifiedAt: this.clock.now() });
  }

  /** `lastSeenAt` moves at most once a minute, so that reading a page costs no write most of the time. */
  private async touch(session: StaffSession, now: Date): Promise<void> {
    const stale = new Date(now.getTime() - TOUCH_EVERY_MS);
    if (session.lastSeenAt > stale) return;
    await this.database.inTransaction((tx) =>
      tx.update(StaffSession, { id: session.id, lastSeenAt: LessThan(now) }, { lastSeenAt: now }),
    );
  }
}

function secondFactorOf(
  session: StaffSession,
  member: StaffMember,
  assignments: readonly Assignment[],
): CurrentStaff['secondFactor'] {
  if (session.totpVerifiedAt) return 'verified';
  if (member.totpConfirmedAt) return 'due';
  return needsSecondFactor(assignments) ? 'to_enrol' : 'not_needed';
}
