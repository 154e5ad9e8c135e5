import { Numberer } from '../../../src/ledger/numberer.service.js';
import { Overlays } from '../../../src/partners/overlays.service.js';
import { ProgressFeed } from '../../../src/progress/progress-feed.service.js';
import { Projector } from '../../../src/progress/projector.service.js';
import { eventsOf, type GiftKit, openGiftKit } from '../../donations/gift-kit.js';
import { buildActivePartner } from '../../partners/partner-kit.js';

let kit: GiftKit;
beforeAll(async () => {
  kit = await openGiftKit();
}, 60_000);
afterAll(() => kit.close());

test('names are masked and a minute late, a message waits until approved; without names there are none', async () => {
  const { app, clock } = kit;
  const project = await kit.project();
  const { partnerId, ownerId } = await buildActivePartner(app, project.organizationId);
  const overlay = async (showNames: boolean) => {
    const { token } = await app.get(Overlays).create({ personId: ownerId }, partnerId, {
      ...{ projectId: project.id, channelId: null, basis: 'project', since: null, title: '', target: null },
      ...{ showNames, theme: 'dark' },
    });
    return async () => (await app.inject({ url: `/overlay/${token}` })).body;
  };
  const [named, nameless] = [await overlay(true), await overlay(false)];
  const gift = await kit.give(project, { name: '欧阳明月', publicity: 'REAL_NAME', message: '祝平安' });
  await kit.deliver(eventsOf(gift, clock.now().getTime() / 1000).succeeded());
  await kit.intake();
  while ((await app.get(Numberer).numberOnce()) > 0);
  while ((await app.get(Projector).projectOnce()) > 0);
  await app.get(ProgressFeed).refresh();
  expect(await named()).toContain('¥100.00');
  expect(await named()).not.toContain('欧');
  clock.advance(61_000);
  const later = await named();
  expect(later).toContain('欧** 捐赠 ¥100.00');
  expect(later).not.toContain('欧阳明月');
  expect(later).not.toContain('祝平安');
  expect(await nameless()).not.toContain('欧');
});
