import { Injectable } from '@nestjs/common';
import { IsNull } from 'typeorm';
import { Clock } from '../kernel/clock.js';
import type { FieldProblem } from '../kernel/errors.js';
import { newId } from '../kernel/ids.js';
import { Database, type Tx } from '../platform/database/database.js';
import { Doorbell } from '../platform/jobs/doorbell.js';
import { Channel } from './channel.entity.js';
import { Overlay } from './overlay.entity.js';
import { isStart, newOverlayToken, type OverlayWish, overlayTokenHash, readOverlayWish } from './overlay.js';
import { OVERLAYS_CHANGED } from './overlays.queries.js';
import { type PartnerActor, PartnerTrail } from './partner-trail.service.js';
import { partnerInvalid, partnerNotFound } from './partners.errors.js';

export type { OverlayWish } from './overlay.js';

const OVERLAYS_MAX = 50;

/** Makes, changes and revokes partners' overlays. */
@Injectable()
export class Overlays {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly trail: PartnerTrail,
    private readonly doorbell: Doorbell,
  ) {}

  /**
   * Makes an overlay; its token is in the answer and nowhere else.
   * @throws Refusal invalid `partner_invalid` naming the fields; another partner's channel counts as none.
   */
  async create(
    actor: PartnerActor,
    partnerId: string,
    wish: OverlayWish,
  ): Promise<{ id: string; token: string }> {
    const now = this.clock.now();
    const { problems, ...read } = readOverlayWish(wish, now);
    const [id, token] = [newId(), newOverlayToken()];
    const tokenSha256 = overlayTokenHash(token);
    if (!tokenSha256) throw new Error('a new overlay token has not the form of one');
    await this.database.inTransaction(async (tx) => {
      await tx.query('SELECT id FROM partner WHERE id = ? FOR UPDATE', [partnerId]);
      const wrong = [...problems, ...(await this.wrongChannel(tx, partnerId, wish.channelId))];
      if (wrong.length > 0) throw partnerInvalid(wrong);
      if ((await tx.countBy(Overlay, { partnerId, revokedAt: IsNull() })) >= OVERLAYS_MAX)
        throw partnerInvalid([
          { field: 'title', code: 'too_many_overlays', params: { max: String(OVERLAYS_MAX) } },
        ]);
      const { projectId, channelId, showNames } = wish;
      await tx.insert(Overlay, {
        ...{ id, partnerId, projectId, channelId, showNames, tokenSha256 },
        ...read,
        createdBy: actor.personId ?? null,
        createdAt: now,
      });
      await this.trail.record(tx, actor, {
        action: 'partner.overlay_created',
        subjectType: 'overlay',
        subjectId: id,
        after: { projectId, channelId, basis: read.basis, since: read.since, title: read.title, showNames },
      });
    });
    return { id, token };
  }

  /**
   * Sets from when on gifts count. @throws Refusal not_found for another partner's overlay, a revoked one, or one that
   * shows the project's total; invalid for a moment too far away.
   */
  async setStart(actor: PartnerActor, partnerId: string, id: string, since: Date): Promise<void> {
    if (!isStart(since, this.clock.now()))
      throw partnerInvalid([{ field: 'since', code: 'overlay_start_far' }]);
    await this.database.inTransaction(async (tx) => {
      const which = { id, partnerId, basis: 'channel', revokedAt: IsNull() } as const;
      const overlay = await tx.findOneBy(Overlay, which);
      if (!overlay) throw partnerNotFound();
      const { affected } = await tx.update(Overlay, which, { since });
      if (affected !== 1) throw partnerNotFound();
      await this.trail.record(tx, actor, {
        action: 'partner.overlay_start_set',
        subjectType: 'overlay',
        subjectId: id,
        before: { since: overlay.since },
        after: { since },
      });
    });
    this.doorbell.ring(OVERLAYS_CHANGED, id);
  }

  /** Ends an overlay: it goes dark within seconds. Ending it twice is no error. @throws Refusal not_found. */
  async revoke(actor: PartnerActor, partnerId: string, id: string): Promise<void> {
    await this.database.inTransaction(async (tx) => {
      if (!(await tx.findOneBy(Overlay, { id, partnerId }))) throw partnerNotFound();
      const revokedAt = this.clock.now();
      const { affected } = await tx.update(Overlay, { id, revokedAt: IsNull() }, { revokedAt });
      if (affected !== 1) return;
      await this.trail.record(tx, actor, {
        action: 'partner.overlay_revoked',
        subjectType: 'overlay',
        subjectId: id,
      });
    });
    this.doorbell.ring(OVERLAYS_CHANGED, id);
  }

  private async wrongChannel(tx: Tx, partnerId: string, channelId: string | null): Promise<FieldProblem[]> {
    if (channelId === null) return [];
    const channel = await tx.findOneBy(Channel, { id: channelId, partnerId, state: 'active' });
    return channel ? [] : [{ field: 'channel', code: 'invalid' }];
  }
}
