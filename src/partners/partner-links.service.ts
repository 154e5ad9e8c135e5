import { Injectable } from '@nestjs/common';
import { IsNull, MoreThan } from 'typeorm';
import { Clock } from '../kernel/clock.js';
import { Database, type Tx } from '../platform/database/database.js';
import { newToken, tokenHash } from '../platform/logins/tokens.js';
import { PartnerLink, type PartnerLinkPurpose } from './partner-link.entity.js';
import { PartnerPersonRow } from './partner-person.entity.js';
import { partnerLinkSpent } from './partners.errors.js';

const HOUR_MS = 60 * 60_000;
/** An invitation waits a week for its reader; a login link opens a door by itself and lives a day. */
const LIFE_MS = { invitation: 7 * 24 * HOUR_MS, login: 24 * HOUR_MS } as const;

/** Links that work once: invitations and one-time logins. */
@Injectable()
export class PartnerLinks {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** Makes a link's token; an older unused one of the same purpose stops working. */
  async make(tx: Tx, personId: string, purpose: PartnerLinkPurpose): Promise<string> {
    const token = newToken();
    const now = this.clock.now();
    await this.takeBack(tx, personId, purpose);
    await tx.insert(PartnerLink, {
      tokenSha256: tokenHash(token),
      personId,
      purpose,
      createdAt: now,
      expiresAt: new Date(now.getTime() + LIFE_MS[purpose]),
      usedAt: null,
    });
    return token;
  }

  /** Whose link it is while it is still good, without using it up; null otherwise. */
  async peek(token: string, purpose: PartnerLinkPurpose): Promise<PartnerPersonRow | null> {
    const link = await this.database.read.findOneBy(PartnerLink, {
      tokenSha256: tokenHash(token),
      purpose,
      usedAt: IsNull(),
      expiresAt: MoreThan(this.clock.now()),
    });
    if (!link) return null;
    return this.database.read.findOneBy(PartnerPersonRow, { id: link.personId, removedAt: IsNull() });
  }

  /** Uses a link up and returns whose it was. @throws Refusal gone `partner_link_spent`. */
  async use(tx: Tx, token: string, purpose: PartnerLinkPurpose): Promise<PartnerPersonRow> {
    const now = this.clock.now();
    const key = { tokenSha256: tokenHash(token), purpose };
    const { affected } = await tx.update(
      PartnerLink,
      { ...key, usedAt: IsNull(), expiresAt: MoreThan(now) },
      { usedAt: now },
    );
    if (affected !== 1) throw partnerLinkSpent();
    const { personId } = await tx.findOneByOrFail(PartnerLink, key);
    const person = await tx.findOneBy(PartnerPersonRow, { id: personId, removedAt: IsNull() });
    if (!person) throw partnerLinkSpent();
    return person;
  }

  /** Makes a person's unused links worthless; null = of every purpose. */
  async takeBack(tx: Tx, personId: string, purpose: PartnerLinkPurpose | null): Promise<void> {
    await tx.query(
      `DELETE FROM partner_link WHERE person_id = ? AND used_at IS NULL${purpose ? ' AND purpose = ?' : ''}`,
      purpose ? [personId, purpose] : [personId],
    );
  }
}
