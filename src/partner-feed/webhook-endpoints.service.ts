import { Injectable } from '@nestjs/common';
import { Clock } from '../kernel/clock.js';
import type { FieldProblem } from '../kernel/errors.js';
import { newId } from '../kernel/ids.js';
import { type PartnerActor, PartnerTrail } from '../partners/partner-trail.service.js';
import { Database, type Tx } from '../platform/database/database.js';
import { Secrets } from '../platform/secrets/secrets.js';
import { announce } from './announcements.js';
import { EVENT_KINDS, type EventKind } from './partner-event.js';
import { PartnerEvents } from './partner-events.queries.js';
import {
  endpointDisabled,
  endpointInvalid,
  noSuchEndpoint,
  pingTooSoon,
  tooManyEndpoints,
} from './partner-feed.errors.js';
import { readWebhookUrl } from './safe-address.js';
import { ENDPOINT_COLUMNS, type EndpointRow, secretContext } from './webhook-endpoint.js';
import { newSecret } from './webhook-signature.js';
import { WebhookTargets } from './webhook-targets.service.js';

/** Endpoints that a partner may have of each mode. */
export const ENDPOINTS_MAX = 10;
/** How long the replaced secret goes on signing beside the new one. */
export const ROTATION_MS = 24 * 60 * 60 * 1_000;
const PING_EVERY_MS = 10_000;

/** What makes an endpoint; nothing in it is believed. */
export interface NewEndpoint {
  readonly url: string;
  readonly kinds: readonly string[];
  readonly livemode: boolean;
}

/** What partners do with their endpoints. Secrets are shown once and stored encrypted, since they sign each delivery. */
@Injectable()
export class WebhookEndpoints {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly secrets: Secrets,
    private readonly targets: WebhookTargets,
    private readonly events: PartnerEvents,
    private readonly trail: PartnerTrail,
  ) {}

  /**
   * Adds an endpoint, which gets what happens from now on. @returns its id and secret, which is shown this once.
   * @throws Refusal invalid `webhook_endpoint_invalid` (fields url, kinds) · conflict `webhook_endpoints_many`.
   */
  async add(
    actor: PartnerActor,
    partnerId: string,
    given: NewEndpoint,
  ): Promise<{ id: string; secret: string }> {
    const url = await this.usableUrl(given.url, kindProblems(given.kinds));
    const kinds = inOrder(given.kinds);
    const { livemode } = given;
    const [id, secret] = [newId(), newSecret()];
    await this.database.inTransaction(async (tx) => {
      await this.refuseTooMany(tx, partnerId, livemode);
      const last = (await this.events.lastSeq(partnerId, livemode, tx)).toString();
      await tx.query(
        `INSERT INTO webhook_endpoint (id, partner_id, livemode, url, kinds, secret_encrypted, delivered_seq, round_from,
           created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
        [
          ...[id, partnerId, livemode, url, kinds.join(','), this.sealed(id, secret), last, last],
          this.clock.now(),
        ],
      );
      await this.record(tx, actor, 'webhook.added', id, { url, kinds, livemode });
    });
    return { id, secret };
  }

  /** Changes which kinds it gets, from now on. @throws Refusal not_found · invalid `webhook_endpoint_invalid`. */
  async changeKinds(
    actor: PartnerActor,
    partnerId: string,
    endpointId: string,
    given: readonly string[],
  ): Promise<void> {
    const problems = kindProblems(given);
    if (problems.length > 0) throw endpointInvalid(problems);
    const kinds = inOrder(given);
    await this.change(partnerId, endpointId, async (tx, row) => {
      if (row.kinds === kinds.join(',')) return;
      await tx.query(
        'UPDATE webhook_endpoint SET kinds = ?, round = round + 1, round_from = delivered_seq WHERE id = ?',
        [kinds.join(','), endpointId],
      );
      await this.record(tx, actor, 'webhook.kinds_changed', endpointId, { kinds });
    });
  }

  /**
   * Gives the endpoint a new secret, which is shown this once. For 24 hours the old one signs too, unless it has become
   * known to others: then it ends at once. @throws Refusal not_found.
   */
  async rotateSecret(
    actor: PartnerActor,
    partnerId: string,
    endpointId: string,
    old: 'for a day' | 'ends now' = 'for a day',
  ): Promise<string> {
    const secret = newSecret();
    await this.change(partnerId, endpointId, async (tx, row) => {
      const [previous, until] =
        old === 'for a day'
          ? [row.secret_encrypted, new Date(this.clock.now().getTime() + ROTATION_MS)]
          : [null, null];
      await tx.query(
        `UPDATE webhook_endpoint SET secret_encrypted = ?, previous_secret_encrypted = ?, previous_until = ? WHERE id = ?`,
        [this.sealed(endpointId, secret), previous, until, endpointId],
      );
      await this.record(tx, actor, 'webhook.secret_rotated', endpointId, { previousUntil: until });
    });
    return secret;
  }

  /** Stops deliveries; nothing is lost, they go on where they stopped. @throws Refusal not_found. */
  async disable(actor: PartnerActor, partnerId: string, endpointId: string): Promise<void> {
    await this.change(partnerId, endpointId, async (tx, row) => {
      if (row.state !== 'active') return;
      await tx.query(
        "UPDATE webhook_endpoint SET state = 'disabled', disabled_because = 'person' WHERE id = ?",
        [endpointId],
      );
      await this.record(tx, actor, 'webhook.disabled', endpointId, {});
    });
  }

  /** Goes on with the first event that the endpoint lacks, at once. @throws Refusal not_found. */
  async enable(actor: PartnerActor, partnerId: string, endpointId: string): Promise<void> {
    await this.change(partnerId, endpointId, async (tx, row) => {
      if (row.state !== 'disabled') return;
      await tx.query(
        `UPDATE webhook_endpoint SET state = 'active', disabled_because = NULL, attempts = 0, next_at = NULL
          WHERE id = ?`,
        [endpointId],
      );
      await this.record(tx, actor, 'webhook.enabled', endpointId, {});
    });
  }

  /** Ends the endpoint for good; its secrets are erased. @throws Refusal not_found. */
  async remove(actor: PartnerActor, partnerId: string, endpointId: string): Promise<void> {
    await this.change(partnerId, endpointId, async (tx) => {
      await tx.query(
        `UPDATE webhook_endpoint SET state = 'removed', disabled_because = NULL, secret_encrypted = NULL,
           previous_secret_encrypted = NULL, previous_until = NULL, ended_at = ? WHERE id = ?`,
        [this.clock.now(), endpointId],
      );
      await tx.query('DELETE FROM webhook_resend WHERE endpoint_id = ?', [endpointId]);
      await this.record(tx, actor, 'webhook.removed', endpointId, {});
    });
  }

  /**
   * Sends a test event in the endpoint's order; what waits before it is tried at once.
   * @throws Refusal not_found · conflict `webhook_endpoint_disabled` · too_many_requests `webhook_ping_soon`.
   */
  async ping(actor: PartnerActor, partnerId: string, endpointId: string): Promise<void> {
    const now = this.clock.now();
    await this.change(partnerId, endpointId, async (tx, row) => {
      if (row.state !== 'active') throw endpointDisabled();
      const [recent]: unknown[] = await tx.query(
        "SELECT 1 FROM partner_announcement WHERE ref = ? AND kind = 'test.ping' AND occurred_at > ? LIMIT 1",
        [endpointId, new Date(now.getTime() - PING_EVERY_MS)],
      );
      if (recent) throw pingTooSoon();
      await announce(tx, [
        {
          ...{ dedupeKey: `ping:${newId()}`, kind: 'test.ping', livemode: Boolean(row.livemode) },
          ...{ organizationId: null, partnerId, ref: endpointId, occurredAt: now },
        },
      ]);
      await tx.query('UPDATE webhook_endpoint SET next_at = NULL WHERE id = ?', [endpointId]);
      await this.record(tx, actor, 'webhook.pinged', endpointId, {});
    });
  }

  /** @throws Refusal invalid, naming the address and whatever else is wrong. */
  private async usableUrl(text: string, problems: FieldProblem[]): Promise<string> {
    const url = readWebhookUrl(text, this.targets.reach);
    if (typeof url === 'string') throw endpointInvalid([{ field: 'url', code: url }, ...problems]);
    const target = await this.targets.of(url);
    if (target === 'unresolved') problems.unshift({ field: 'url', code: 'webhook_url_unresolved' });
    if (target === 'address_refused') problems.unshift({ field: 'url', code: 'webhook_url_private' });
    if (problems.length > 0) throw endpointInvalid(problems);
    return url.href;
  }

  private async refuseTooMany(tx: Tx, partnerId: string, livemode: boolean): Promise<void> {
    await tx.query('SELECT id FROM partner WHERE id = ? FOR UPDATE', [partnerId]);
    const [row]: { n: string }[] = await tx.query(
      "SELECT COUNT(*) AS n FROM webhook_endpoint WHERE partner_id = ? AND livemode = ? AND state <> 'removed'",
      [partnerId, livemode],
    );
    if (Number(row?.n) >= ENDPOINTS_MAX) throw tooManyEndpoints(ENDPOINTS_MAX);
  }

  /** Does something to an endpoint of this partner, whose row is locked meanwhile. */
  private async change(
    partnerId: string,
    endpointId: string,
    work: (tx: Tx, row: EndpointRow) => Promise<void>,
  ): Promise<void> {
    await this.database.inTransaction(async (tx) => {
      const [row]: EndpointRow[] = await tx.query(
        `SELECT ${ENDPOINT_COLUMNS} FROM webhook_endpoint w
          WHERE w.id = ? AND w.partner_id = ? AND w.state <> 'removed' FOR UPDATE`,
        [endpointId, partnerId],
      );
      if (!row) throw noSuchEndpoint();
      await work(tx, row);
    });
  }

  private record(
    tx: Tx,
    actor: PartnerActor,
    action: string,
    endpointId: string,
    after: Readonly<Record<string, unknown>>,
  ): Promise<void> {
    return this.trail.record(tx, actor, {
      action,
      subjectType: 'webhook_endpoint',
      subjectId: endpointId,
      after,
    });
  }

  private sealed(endpointId: string, secret: string): Buffer {
    return this.secrets.encrypt('webhook-secret', secret, secretContext(endpointId));
  }
}

/** The kinds that one may ask for: a ping reaches every endpoint that is pinged. */
const WANTABLE: readonly EventKind[] = EVENT_KINDS.filter((kind) => kind !== 'test.ping');

const inOrder = (kinds: readonly string[]): EventKind[] => WANTABLE.filter((kind) => kinds.includes(kind));

function kindProblems(kinds: readonly string[]): FieldProblem[] {
  if (kinds.length === 0) return [{ field: 'kinds', code: 'webhook_kinds_none' }];
  const unknown = kinds.find((kind) => !WANTABLE.some((each) => each === kind));
  return unknown === undefined ? [] : [{ field: 'kinds', code: 'webhook_kind_unknown' }];
}
