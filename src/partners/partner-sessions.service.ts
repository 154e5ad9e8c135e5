import { Injectable } from '@nestjs/common';
import { IsNull, LessThan, MoreThan } from 'typeorm';
import { Clock } from '../kernel/clock.js';
import { newId } from '../kernel/ids.js';
import { Database, type Tx } from '../platform/database/database.js';
import { newToken, tokenHash } from '../platform/logins/tokens.js';
import { Partner } from './partner.entity.js';
import { PartnerPersonRow, type PartnerRole } from './partner-person.entity.js';
import { PartnerSession } from './partner-session.entity.js';

/** A session ends two hours after the last request and after twelve hours in any case. */
const IDLE_MS = 2 * 60 * 60_000;
const LONGEST_MS = 12 * 60 * 60_000;
const TOUCH_EVERY_MS = 60_000;

/** The person behind a partner's request. */
export interface CurrentPartner {
  readonly personId: string;
  readonly sessionId: string;
  readonly partnerId: string;
  /** In both languages; pages choose. */
  readonly partnerName: { readonly zh: string; readonly en: string };
  readonly displayName: string;
  readonly role: PartnerRole;
}

/** Opens, finds and ends the sessions of partners' people. */
@Injectable()
export class PartnerSessions {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** Opens a session inside the login's database transaction and returns the cookie's token, the only copy of it. */
  async open(tx: Tx, personId: string, userAgent: string): Promise<string> {
    const token = newToken();
    const now = this.clock.now();
    await tx.insert(PartnerSession, {
      tokenSha256: tokenHash(token),
      id: newId(now.getTime()),
      personId,
      createdAt: now,
      lastSeenAt: now,
      expiresAt: new Date(now.getTime() + LONGEST_MS),
      revokedAt: null,
      userAgent: userAgent.slice(0, 200),
    });
    return token;
  }

  /** Who holds this token, or null when it never was, was revoked, has expired, or its owner was removed. */
  async identify(token: string): Promise<CurrentPartner | null> {
    if (!/^[\w-]{43}$/.test(token)) return null;
    const now = this.clock.now();
    const session = await this.database.read.findOneBy(PartnerSession, {
      tokenSha256: tokenHash(token),
      revokedAt: IsNull(),
      expiresAt: MoreThan(now),
      lastSeenAt: MoreThan(new Date(now.getTime() - IDLE_MS)),
    });
    if (!session) return null;
    const person = await this.database.read.findOneBy(PartnerPersonRow, {
      id: session.personId,
      removedAt: IsNull(),
    });
    if (!person) return null;
    const partner = await this.database.read.findOneByOrFail(Partner, { id: person.partnerId });
    await this.touch(session, now);
    return {
      personId: person.id,
      sessionId: session.id,
      partnerId: partner.id,
      partnerName: { zh: partner.nameZh, en: partner.nameEn },
      displayName: person.displayName,
      role: person.role,
    };
  }

  /** Ends the session with this token; nothing happens when it has ended already. */
  async end(token: string): Promise<void> {
    await this.database.inTransaction((tx) =>
      tx.update(
        PartnerSession,
        { tokenSha256: tokenHash(token), revokedAt: IsNull() },
        { revokedAt: this.clock.now() },
      ),
    );
  }

  /** Ends all sessions of a person, but the one named: after a changed password nobody else stays in. */
  async revokeAllOf(tx: Tx, personId: string, except: string | null = null): Promise<void> {
    await tx.query(
      'UPDATE partner_session SET revoked_at = ? WHERE person_id = ? AND revoked_at IS NULL AND id <> ?',
      [this.clock.now(), personId, except ?? ''],
    );
  }

  /** `lastSeenAt` moves at most once a minute, so that reading a page costs no write most of the time. */
  private async touch(session: PartnerSession, now: Date): Promise<void> {
    if (session.lastSeenAt > new Date(now.getTime() - TOUCH_EVERY_MS)) return;
    await this.database.inTransaction((tx) =>
      tx.update(
        PartnerSession,
        { tokenSha256: session.tokenSha256, lastSeenAt: LessThan(now) },
        { lastSeenAt: now },
      ),
    );
  }
}
