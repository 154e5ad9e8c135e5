import { timingSafeEqual } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { IsNull } from 'typeorm';
import { Clock } from '../kernel/clock.js';
import type { FieldProblem } from '../kernel/errors.js';
import { FormReading } from '../kernel/form-reading.js';
import { newId } from '../kernel/ids.js';
import { Database } from '../platform/database/database.js';
import { PartnerKey } from './partner-key.entity.js';
import {
  KEY_SCOPES,
  type KeyKind,
  type KeyParts,
  type KeyScope,
  keyText,
  newKeyParts,
  originOf,
  partsOf,
  secretHash,
} from './partner-key.js';
import { type PartnerActor, PartnerTrail } from './partner-trail.service.js';
import { partnerInvalid, partnerNotActive, partnerNotFound, partnerSuspended } from './partners.errors.js';
import { PartnersQueries } from './partners.queries.js';

export { beginningOf, KEY_SCOPES, type KeyKind, type KeyScope } from './partner-key.js';

/** What somebody wants a key for; nothing in it is believed. */
export interface KeyWish {
  readonly kind: KeyKind;
  readonly livemode: boolean;
  readonly name: string;
  readonly scopes: readonly string[];
  readonly origins: readonly string[];
}

/** A key that was shown and is right. */
export interface VerifiedKey {
  readonly keyId: string;
  readonly partnerId: string;
  readonly kind: KeyKind;
  readonly livemode: boolean;
  readonly scopes: readonly KeyScope[];
  readonly origins: readonly string[];
}

type Standing = 'active' | 'suspended' | 'not_active';
interface Known {
  readonly until: number;
  readonly key: VerifiedKey | null;
  readonly standing: Standing;
}

/** Another process's revocation is noticed after this time at the latest; this process's own at once. */
const KNOWN_MS = 5_000;
const KNOWN_MAX = 10_000;
const USED_EVERY_MS = 60_000;
const KEYS_MAX = 20;
const ORIGINS_MAX = 20;

/** Makes, checks and revokes partners' keys. */
@Injectable()
export class PartnerKeys {
  private readonly known = new Map<string, Known>();
  /** Counts revocations: what was read before one is not kept after it. */
  private revocations = 0;

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly partners: PartnersQueries,
    private readonly trail: PartnerTrail,
  ) {}

  /** Makes a key; its text is in the answer and nowhere else. @throws Refusal invalid `partner_invalid` naming the fields. */
  async create(actor: PartnerActor, partnerId: string, wish: KeyWish): Promise<{ id: string; text: string }> {
    const { name, scopes, origins } = readWish(wish);
    const parts = newKeyParts(wish.kind, wish.livemode);
    const id = newId();
    await this.database.inTransaction(async (tx) => {
      await tx.query('SELECT id FROM partner WHERE id = ? FOR UPDATE', [partnerId]);
      if ((await tx.countBy(PartnerKey, { partnerId, revokedAt: IsNull() })) >= KEYS_MAX)
        throw partnerInvalid([{ field: 'name', code: 'too_many_keys', params: { max: String(KEYS_MAX) } }]);
      await tx.insert(PartnerKey, {
        ...{ id, partnerId, name, scopes, origins, kind: wish.kind, livemode: wish.livemode },
        shortId: parts.shortId,
        secretSha256: secretHash(parts.secret),
        createdBy: actor.personId ?? null,
        createdAt: this.clock.now(),
      });
      await this.trail.record(tx, actor, {
        action: 'partner.key_created',
        subjectType: 'partner_key',
        subjectId: id,
        after: { name, kind: wish.kind, livemode: wish.livemode, scopes, origins },
      });
    });
    return { id, text: keyText(parts) };
  }

  /** Ends a key at once. Ending it twice is no error. @throws Refusal not_found for another partner's key. */
  async revoke(actor: PartnerActor, partnerId: string, id: string): Promise<void> {
    await this.database.inTransaction(async (tx) => {
      const key = await tx.findOneBy(PartnerKey, { id, partnerId });
      if (!key) throw partnerNotFound();
      const { affected } = await tx.update(
        PartnerKey,
        { id, revokedAt: IsNull() },
        { revokedAt: this.clock.now() },
      );
      if (affected !== 1) return;
      await this.trail.record(tx, actor, {
        action: 'partner.key_revoked',
        subjectType: 'partner_key',
        subjectId: id,
        before: { name: key.name },
      });
    });
    this.revocations++;
    this.known.clear();
  }

  /**
   * Whose key this is, or null when it never was or was revoked. A mistyped text is refused without a query.
   * @throws Refusal forbidden `partner_suspended`, `partner_not_active` when the key is right and its partner rests.
   */
  async verify(text: string): Promise<VerifiedKey | null> {
    const parts = partsOf(text);
    if (!parts) return null;
    const name = secretHash(text).toString('base64');
    const now = this.clock.now().getTime();
    let known = this.known.get(name);
    if (!known || known.until <= now || known.until > now + KNOWN_MS) {
      const { revocations } = this;
      known = await this.look(parts, now);
      if (this.known.size >= KNOWN_MAX) this.known.clear();
      if (revocations === this.revocations) this.known.set(name, known);
    }
    if (known.key === null) return null;
    if (known.standing === 'suspended') throw partnerSuspended();
    if (known.standing === 'not_active') throw partnerNotActive();
    return known.key;
  }

  /** A partner's keys, newest first; revoked ones too. */
  ofPartner(partnerId: string): Promise<PartnerKey[]> {
    return this.database.read.find(PartnerKey, { where: { partnerId }, order: { createdAt: 'DESC' } });
  }

  private async look(parts: KeyParts, now: number): Promise<Known> {
    const { kind, livemode, shortId, secret } = parts;
    const until = now + KNOWN_MS;
    const row = await this.database.read.findOneBy(PartnerKey, { shortId, kind, livemode });
    const right = row !== null && timingSafeEqual(row.secretSha256, secretHash(secret));
    if (!row || !right || row.revokedAt) return { until, key: null, standing: 'active' };
    await this.noteUse(row, now);
    const { id: keyId, partnerId, scopes, origins } = row;
    return {
      until,
      key: { keyId, partnerId, kind, livemode, scopes, origins },
      standing: await this.partners.standingOf(partnerId),
    };
  }

  /** Once a minute at most, so that a busy key costs few writes. */
  private async noteUse(row: PartnerKey, now: number): Promise<void> {
    if (row.lastUsedAt && row.lastUsedAt.getTime() > now - USED_EVERY_MS) return;
    await this.database.inTransaction((tx) =>
      tx.update(PartnerKey, { id: row.id }, { lastUsedAt: new Date(now) }),
    );
  }
}

function readWish(wish: KeyWish): { name: string; scopes: KeyScope[]; origins: string[] } {
  const form = new FormReading();
  const name = form.line('name', wish.name, 80);
  const scopes = KEY_SCOPES.filter((scope) => wish.scopes.includes(scope));
  if (scopes.length === 0) form.refuse('scopes', 'key_scopes_none');
  else if (wish.scopes.some((scope) => !KEY_SCOPES.some((known) => known === scope)))
    form.refuse('scopes', 'invalid');
  const origins = wish.kind === 'public' ? readOrigins(wish.origins, form.problems) : [];
  if (form.problems.length > 0) throw partnerInvalid(form.problems);
  return { name, scopes, origins };
}

function readOrigins(given: readonly string[], problems: FieldProblem[]): string[] {
  const lines = given.map((line) => line.trim()).filter((line) => line !== '');
  const wrong = lines.find((line) => originOf(line) === null);
  const origins = [...new Set(lines.map(originOf).filter((origin) => origin !== null))];
  if (wrong !== undefined)
    problems.push({ field: 'origins', code: 'key_origin_form', params: { origin: wrong.slice(0, 100) } });
  else if (origins.length === 0) problems.push({ field: 'origins', code: 'key_origins_none' });
  else if (origins.length > ORIGINS_MAX)
    problems.push({ field: 'origins', code: 'too_many', params: { max: String(ORIGINS_MAX) } });
  return origins;
}
