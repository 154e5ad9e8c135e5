import { Sealer } from '../../src/ledger/sealer.service.js';
import { PartnerFeedRelay } from '../../src/partner-feed/partner-feed-relay.service.js';
import { ChannelsQueries } from '../../src/partners/channels.queries.js';
import { Channels } from '../../src/partners/channels.service.js';
import { ReconciliationJobs } from '../../src/reconciliation/reconciliation.jobs.js';
import { type DayKit, openDayKit } from '../reconciliation/day-kit.js';
import { activePartner, dataOf, eventsOf, relayAll } from './feed-kit.js';

let kit: DayKit;
beforeAll(async () => {
  kit = await openDayKit();
});
afterAll(() => kit.end());

test('a closed day makes its channels final: their partner alone is told, once, with the month up to it', async () => {
  const { app, organizationId, day } = kit;
  const { partnerId } = await activePartner(app, [organizationId]);
  const stranger = await activePartner(app, [organizationId]);
  const create = () => app.get(Channels).create({ nameZh: '公众号', nameEn: 'Account', partnerId });
  const [channelId, quiet] = [await create(), await create()];
  const channel = await app.get(ChannelsQueries).byId(channelId);
  for (const channelCode of [channel?.code ?? '', null]) {
    const gift = await kit.give(kit.into, { amountText: '100', channelCode });
    await kit.control('/pay', { session: gift.sessionId });
  }
  await kit.hear();
  await app.get(Sealer).sealOnce();
  await relayAll(app);
  const settled = async (id: string) =>
    (await eventsOf(app, id)).filter(({ kind }) => kind === 'channel.settled').map(dataOf);
  expect(await settled(partnerId)).toEqual([]);
  kit.tomorrow();
  await kit.importLines();
  for (const { run } of app.get(ReconciliationJobs).schedules) await run();
  await kit.hear();
  await app.get(Sealer).sealOnce();
  await kit.close();
  await Promise.all([app.get(PartnerFeedRelay).relayOnce(), app.get(PartnerFeedRelay).relayOnce()]);
  await relayAll(app);
  expect(await settled(partnerId)).toMatchObject([
    {
      ...{ channel: channel?.code, from: day, to: day, revision: 1, final: true },
      month: {
        ...{ from: `${day.slice(0, 7)}-01`, to: day },
        totals: [{ currency: 'CNY', gross: '10000', refunded: '0', net: '10000', gifts: 1 }],
      },
    },
  ]);
  expect(await settled(stranger.partnerId)).toEqual([]);
  expect((await eventsOf(app, partnerId)).some(({ payload }) => payload.includes(quiet))).toBe(false);
});
