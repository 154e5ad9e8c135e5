import { DonationKeys } from '../../src/donations/donation-keys.service.js';
import type { GiveInput } from '../../src/donations/donations.service.js';
import { GiftPublicity } from '../../src/donations/gift-publicity.service.js';
import { Moderation } from '../../src/donations/moderation.service.js';
import { PublicWordsQueries } from '../../src/donations/public-words.queries.js';
import { withPrefix } from '../../src/kernel/ids.js';
import { PublicGiftsQueries } from '../../src/progress/public-gifts.queries.js';
import { outcome } from '../disbursements/outflow-kit.js';
import type { BuiltProject } from '../support/builders.js';
import { buildPerson } from '../support/two-people.js';
import { eventsOf, type GiftKit, type OpenGift, openGiftKit } from './gift-kit.js';

let kit: GiftKit;
let editor: string;
let project: BuiltProject;
beforeAll(async () => {
  kit = await openGiftKit({}, {}, { worker: true });
  editor = await buildPerson(kit.app, kit.organizationId, 'editor');
  project = await kit.project();
});
afterAll(() => kit.close());

async function paid(over: Partial<GiveInput>): Promise<OpenGift> {
  const gift = await kit.give(project, over);
  await kit.deliver(eventsOf(gift, Math.floor(kit.clock.now().getTime() / 1000)).succeeded());
  await kit.app.settle();
  return gift;
}
const change = (gift: OpenGift, to: string) => kit.app.get(GiftPublicity).change(gift.donationId, to);
const shown = async (gift: OpenGift) => (await kit.app.get(PublicWordsQueries).ofGifts([gift.donationId]))[0];
const approve = (gift: OpenGift, kind: 'name' | 'message') =>
  kit.app.get(Moderation).approve(editor, kit.organizationId, [{ donationId: gift.donationId, kind }]);
const path = (gift: OpenGift, by = gift) =>
  `/donations/${withPrefix('don', gift.donationId)}/publicity?key=${kit.app.get(DonationKeys).keyOf(by.donationId)}`;
const send = (url: string, publicity: string) =>
  kit.app.inject({
    method: 'POST',
    url,
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    payload: new URLSearchParams({ publicity }).toString(),
  });

test('changes to anonymous: no list shows the name any more, the message is read again, the change is on record', async () => {
  const gift = await paid({ name: '欧阳修远', publicity: 'REAL_NAME', message: '修远祝大家平安' });
  await approve(gift, 'name');
  await approve(gift, 'message');
  expect(await shown(gift)).toMatchObject({ label: '欧阳修远', message: '修远祝大家平安' });
  const answer = await send(path(gift), 'ANONYMOUS');
  expect(answer.statusCode).toBe(303);
  expect(answer.headers.location).toContain('#publicity');
  expect(await shown(gift)).toMatchObject({ label: '爱心人士', message: null });
  const [listed] = await kit.app.get(PublicGiftsQueries).latest(project.id, 1);
  expect(listed).toMatchObject({ label: '爱心人士', message: null });
  for (const url of [`/projects/${project.slug}`, `/api/v1/projects/${project.slug}/donations`]) {
    const page = await kit.app.inject({ url });
    expect(page.statusCode).toBe(200);
    expect(page.body).not.toContain('修远');
    expect(page.body).not.toContain('欧');
  }
  const rows = await kit.app.database.rows<{ before_state: object; after_state: object }>(
    "SELECT before_state, after_state FROM audit_event WHERE action = 'donation.publicity_changed' AND subject_id = ?",
    [gift.donationId],
  );
  expect(rows).toEqual([
    { before_state: { publicity: 'REAL_NAME' }, after_state: { publicity: 'ANONYMOUS' } },
  ]);
});

test('a whole name waits to be read again, whatever was decided before', async () => {
  const gift = await paid({ name: '赵明', publicity: 'REAL_NAME' });
  await approve(gift, 'name');
  await change(gift, 'MASKED');
  expect(await shown(gift)).toMatchObject({ label: '赵*' });
  await change(gift, 'REAL_NAME');
  expect(await shown(gift)).toMatchObject({ label: '赵*' });
  await approve(gift, 'name');
  expect(await shown(gift)).toMatchObject({ label: '赵明' });
});

test('other gifts of the donor stay as they are, and the same choice again changes nothing', async () => {
  const [one, other] = [
    await paid({ name: '孙悦', mail: 'sun@example.org' }),
    await paid({ name: '孙悦', mail: 'sun@example.org' }),
  ];
  await change(one, 'ANONYMOUS');
  await change(one, 'ANONYMOUS');
  expect([await shown(one), await shown(other)]).toMatchObject([{ label: '爱心人士' }, { label: '孙*' }]);
  const [count] = await kit.app.database.rows<{ n: string }>(
    "SELECT COUNT(*) AS n FROM audit_event WHERE action = 'donation.publicity_changed' AND subject_id = ?",
    [one.donationId],
  );
  expect(Number(count?.n)).toBe(1);
});

test('a wrong key changes nothing, and an unknown choice is refused', async () => {
  const [one, other] = [await paid({ name: '李雷' }), await paid({ name: '韩梅' })];
  const forged = path(one).replace(/key=.*/, 'key=AAAAAAAAAAAAAAAAAAAAAA');
  const answers = [await send(path(one, other), 'ANONYMOUS'), await send(forged, 'ANONYMOUS')];
  expect(answers.map(({ statusCode }) => statusCode)).toEqual([404, 404]);
  expect(await shown(one)).toMatchObject({ label: '李*' });
  expect(await outcome(change(one, 'EVERYTHING'))).toBe('donation_invalid publicity:invalid');
});
