import { Moderation } from '../../../src/donations/moderation.service.js';
import { newId } from '../../../src/kernel/ids.js';
import { Numberer } from '../../../src/ledger/numberer.service.js';
import { Overlays } from '../../../src/partners/overlays.service.js';
import { ProgressFeed } from '../../../src/progress/progress-feed.service.js';
import { Projector } from '../../../src/progress/projector.service.js';
import { StaffMembers } from '../../../src/staff/staff.service.js';
import { eventsOf, type GiftKit, openGiftKit } from '../../donations/gift-kit.js';
import { buildActivePartner } from '../../partners/partner-kit.js';
import { StreamReader } from '../../support/event-source.js';

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

test('a message that is approved while the overlay is on air arrives there a minute later, and leaves when that is undone', async () => {
  const { app, clock } = kit;
  const project = await kit.project();
  const { partnerId, ownerId } = await buildActivePartner(app, project.organizationId);
  const { token } = await app.get(Overlays).create({ personId: ownerId }, partnerId, {
    ...{ projectId: project.id, channelId: null, basis: 'project', since: null, title: '', target: null },
    ...{ showNames: true, theme: 'dark' },
  });
  const gift = await kit.give(project, { name: '欧阳明月', message: '祝平安归来' });
  await kit.deliver(eventsOf(gift, clock.now().getTime() / 1000).succeeded());
  await kit.intake();
  while ((await app.get(Numberer).numberOnce()) > 0);
  while ((await app.get(Projector).projectOnce()) > 0);
  await app.get(ProgressFeed).refresh();
  const editor = await app.get(StaffMembers).create({
    ...{ loginName: `t-${newId()}`, displayName: '周静' },
    roles: [{ organizationId: kit.organizationId, role: 'editor' }],
  });
  const word = [{ donationId: gift.donationId, kind: 'message' as const }];
  const reader = await StreamReader.open(`${await app.listen()}/overlay/${token}/stream`);
  const shown = () => JSON.stringify(JSON.parse(reader.events.at(-1)?.data ?? '{}').texts ?? '');
  try {
    clock.advance(61_000);
    await reader.until(() => shown().includes('欧**'), 20_000);
    expect(shown()).not.toContain('祝平安归来');
    await app.get(Moderation).approve(editor, kit.organizationId, word);
    await new Promise((resolve) => setTimeout(resolve, 3_000));
    expect(shown()).not.toContain('祝平安归来');
    clock.advance(61_000);
    await reader.until(() => shown().includes('祝平安归来'), 20_000);
    await app.get(Moderation).undo(editor, kit.organizationId, word);
    await reader.until(() => !shown().includes('祝平安归来'), 20_000);
  } finally {
    reader.close();
  }
}, 90_000);
