import { SetClock } from '../../src/kernel/clock.js';
import { newId } from '../../src/kernel/ids.js';
import { Channels } from '../../src/partners/channels.service.js';
import { PARTNER_TEST_GIFT } from '../../src/partners/partners.outbox.js';
import { TestGiftsQueries } from '../../src/partners/test-gifts.queries.js';
import { TEST_GIFTS_MAX, TestGifts } from '../../src/partners/test-gifts.service.js';
import { ChannelFigures } from '../../src/progress/channel-figures.queries.js';
import { ProgressQueries } from '../../src/progress/progress.queries.js';
import { TestChannelFigures } from '../../src/progress/test-channel-figures.queries.js';
import { openTestApp, type TestApp } from '../support/app.js';
import { buildProject } from '../support/builders.js';
import { refusal } from '../support/refusal.js';
import { buildPartner } from './partner-kit.js';

const clock = new SetClock(new Date('2026-11-20T17:30:00Z'));
const NOVEMBER = { from: '2026-11-01', to: '2026-11-30' };
let app: TestApp;

beforeAll(async () => {
  app = await openTestApp({ clock });
});
afterAll(async () => {
  await app.close();
});

async function desk() {
  const project = await buildProject(app);
  const { partnerId } = await buildPartner(app, project.organizationId);
  const channelId = await app.get(Channels).create({ nameZh: '直播间', nameEn: 'Livestream', partnerId });
  return { project, partnerId, channelId };
}

const figures = (partnerId: string, channelId: string) =>
  app.get(TestChannelFigures).ofChannel(partnerId, channelId, NOVEMBER);

describe('test mode', () => {
  it('gives and gives back, on the day where the society is, each change under its own number', async () => {
    const { project, partnerId, channelId } = await desk();
    const gift = await app.get(TestGifts).give(partnerId, { channelId, projectId: project.id, amount: 700n });
    for (let i = 0; i < 5; i++)
      await app.get(TestGifts).give(partnerId, { channelId, projectId: project.id, amount: 100n });
    clock.advance(86_400_000);
    await app.get(TestGifts).refund(partnerId, gift);
    const { totals, groups, societies } = await figures(partnerId, channelId);
    expect(totals).toEqual([{ currency: 'CNY', gross: 1_200n, refunded: 700n, net: 500n, gifts: 6 }]);
    expect(groups).toMatchObject([{ from: '2026-11-21', to: '2026-11-22', final: false }]);
    expect(societies).toEqual([
      { organizationId: project.organizationId, final: false, ledgerSeq: 7n, asOf: clock.now() },
    ]);
    const kinds = await app.database.rows<{ ref: string }>(
      'SELECT ref FROM outbox_event WHERE kind = ? AND ref = ?',
      [PARTNER_TEST_GIFT, gift],
    );
    expect(kinds).toHaveLength(2);
  });

  it('touches no ledger, no public number and no real figure', async () => {
    const { project, partnerId, channelId } = await desk();
    const counts = async () => {
      const tables = [
        'entry',
        'transfer',
        'donation',
        'fact',
        'receipt',
        'channel_entry',
        'project_progress',
      ];
      return Promise.all(
        tables.map(async (table) => (await app.database.rows(`SELECT COUNT(*) AS n FROM ${table}`))[0]),
      );
    };
    const before = await counts();
    const id = await app.get(TestGifts).give(partnerId, { channelId, projectId: project.id, amount: 9_900n });
    await app.get(TestGifts).refund(partnerId, id);
    expect(await counts()).toEqual(before);
    expect((await app.get(ChannelFigures).ofChannel(channelId, NOVEMBER)).totals).toEqual([]);
    expect(await app.get(ProgressQueries).ofProject(project.id)).toMatchObject({ raised: 0n, ledgerSeq: 0n });
  });

  it('belongs to one partner: nobody else sees, refunds or uses its channel', async () => {
    const [mine, theirs] = [await desk(), await desk()];
    const [gifts, project] = [app.get(TestGifts), mine.project];
    const given = { channelId: mine.channelId, projectId: project.id, amount: 100n };
    const id = await gifts.give(mine.partnerId, given);
    expect(await refusal(gifts.give(theirs.partnerId, given))).toEqual(['not_found']);
    expect(await refusal(gifts.refund(theirs.partnerId, id))).toEqual(['not_found']);
    expect((await figures(theirs.partnerId, mine.channelId)).totals).toEqual([]);
    await gifts.clear(theirs.partnerId);
    expect(await app.get(TestGiftsQueries).recent(mine.partnerId, 9)).toHaveLength(1);
  });

  it('refuses what is no gift: no amount, a draft, an unknown project, a second refund', async () => {
    const { project, partnerId, channelId } = await desk();
    const gifts = app.get(TestGifts);
    const draft = await buildProject(app, { organizationId: project.organizationId, state: 'draft' });
    const give = (more: { projectId?: string; amount?: bigint }) =>
      refusal(gifts.give(partnerId, { channelId, projectId: project.id, amount: 1n, ...more }));
    expect(await give({ amount: 0n })).toEqual(['partner_invalid', 'amount_zero']);
    expect(await give({ amount: 10n ** 13n })).toEqual(['partner_invalid', 'too_large']);
    expect(await give({ projectId: draft.id })).toEqual(['not_found']);
    expect(await give({ projectId: newId() })).toEqual(['not_found']);
    const id = await gifts.give(partnerId, { channelId, projectId: project.id, amount: 1n });
    const both = await Promise.allSettled([gifts.refund(partnerId, id), gifts.refund(partnerId, id)]);
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(await refusal(gifts.refund(partnerId, id))).toEqual(['partner_state_changed']);
  });

  it('numbers gifts of many at once without gap or double, and stops at its limit until it is cleared', async () => {
    const { project, partnerId, channelId } = await desk();
    const gifts = app.get(TestGifts);
    const give = () => gifts.give(partnerId, { channelId, projectId: project.id, amount: 1n });
    await Promise.all(Array.from({ length: 8 }, give));
    const seen = await app.get(TestGiftsQueries).recent(partnerId, 20);
    expect(seen.map(({ seq }) => seq)).toEqual([8n, 7n, 6n, 5n, 4n, 3n, 2n, 1n]);
    const [first] = seen;
    const { id: _, ...rest } = first as (typeof seen)[number];
    await app.database.inTransaction((tx) =>
      tx.query(
        `INSERT INTO test_gift (id, partner_id, channel_id, project_id, organization_id, amount, currency, seq, given_on,
           given_at) VALUES ?`,
        [
          Array.from({ length: TEST_GIFTS_MAX - 8 }, (_one, i) => [
            ...[newId(), partnerId, channelId, project.id, rest.organizationId, '1', 'CNY', 100 + i],
            ...[rest.givenOn, rest.givenAt],
          ]),
        ],
      ),
    );
    expect(await refusal(give())).toEqual(['partner_invalid', 'too_many_test_gifts']);
    await gifts.clear(partnerId);
    expect(await app.get(TestGiftsQueries).recent(partnerId, 20)).toEqual([]);
    await give();
    expect((await app.get(TestGiftsQueries).recent(partnerId, 1))[0]?.seq).toBe(10n);
  });
});
