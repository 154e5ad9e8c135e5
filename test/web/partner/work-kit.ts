import { newId, withPrefix } from '../../../src/kernel/ids.js';
import { Numberer } from '../../../src/ledger/numberer.service.js';
import { Channels } from '../../../src/partners/channels.service.js';
import { Projector } from '../../../src/progress/projector.service.js';
import { eventsOf, type GiftKit, type OpenGift, openGiftKit } from '../../donations/gift-kit.js';
import { buildActivePartner } from '../../partners/partner-kit.js';
import type { BuiltProject } from '../../support/builders.js';

/** A donor of a test: everything in here must never reach a partner. */
export interface TestDonor {
  readonly name: string;
  readonly mail: string;
  readonly message: string;
  /** Yuan with cents. */
  readonly amount: string;
}

/** A partner with one channel at a society with one project, and donors who come through it. */
export interface PartnerWorkKit extends GiftKit {
  readonly project1: BuiltProject;
  readonly partner: Awaited<ReturnType<typeof buildActivePartner>>;
  readonly channel: { readonly id: string; readonly code: string; readonly key: string };
  /** Gives, pays and books; numbers and figures follow. */
  came(donors: readonly Partial<TestDonor>[], channelCode?: string | null): Promise<OpenGift[]>;
  follow(): Promise<void>;
  page(url: string, cookie?: string): Promise<{ status: number; body: string; location: unknown }>;
  post(
    url: string,
    fields: Readonly<Record<string, string>>,
    cookie?: string,
  ): Promise<{ status: number; body: string; location: unknown }>;
}

export async function openPartnerWork(): Promise<PartnerWorkKit> {
  const kit = await openGiftKit({ DEMO: '1' });
  const { app } = kit;
  const project1 = await kit.project();
  const partner = await buildActivePartner(app, kit.organizationId);
  const code = newId().slice(-6);
  const id = await app.get(Channels).create({
    ...{ code, nameZh: '云川直播间', nameEn: 'Yunchuan Live', partnerId: partner.partnerId },
  });
  const follow = async (): Promise<void> => {
    while ((await app.get(Numberer).numberOnce()) > 0);
    while ((await app.get(Projector).projectOnce()) > 0);
  };
  const headers = (cookie = partner.cookie) => ({ cookie, origin: app.config.PUBLIC_URL });
  return {
    ...kit,
    ...{ project1, partner, follow, channel: { id, code, key: withPrefix('chn', id) } },
    async came(donors, channelCode = code) {
      const given: OpenGift[] = [];
      for (const { name, mail, message, amount = '100' } of donors) {
        const gift = await kit.give(project1, {
          ...{ amountText: amount, channelCode },
          ...(name ? { name, publicity: 'REAL_NAME' } : {}),
          ...(mail ? { mail } : {}),
          ...(message ? { message } : {}),
        });
        await kit.deliver(eventsOf(gift, Math.floor(kit.clock.now().getTime() / 1000)).succeeded());
        given.push(gift);
      }
      await kit.intake();
      await follow();
      return given;
    },
    async page(url, cookie) {
      const answer = await app.inject({ url, headers: headers(cookie) });
      return { status: answer.statusCode, body: answer.body, location: answer.headers.location };
    },
    async post(url, fields, cookie) {
      const answer = await app.inject({
        ...{ url, method: 'POST', payload: new URLSearchParams(fields).toString() },
        headers: { ...headers(cookie), 'content-type': 'application/x-www-form-urlencoded' },
      });
      return { status: answer.statusCode, body: answer.body, location: answer.headers.location };
    },
  };
}
