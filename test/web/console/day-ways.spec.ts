import { OfflineAnnulments } from '../../../src/donations/offline-annulments.service.js';
import { OfflineApprovals } from '../../../src/donations/offline-approvals.service.js';
import { OfflineGifts } from '../../../src/donations/offline-gifts.service.js';
import { dayIn } from '../../../src/kernel/clock.js';
import { newId } from '../../../src/kernel/ids.js';
import { Numberer } from '../../../src/ledger/numberer.service.js';
import { ApprovalsQueries } from '../../../src/platform/approvals/approvals.queries.js';
import { ProgressQueries } from '../../../src/progress/progress.queries.js';
import { Projector } from '../../../src/progress/projector.service.js';
import { PublicGiftsQueries } from '../../../src/progress/public-gifts.queries.js';
import { DayQueries } from '../../../src/web/console/day/day.queries.js';
import { eventsOf, type GiftKit, openGiftKit } from '../../donations/gift-kit.js';
import { refundEvents, refundOf } from '../../donations/returns-kit.js';
import type { BuiltProject } from '../../support/builders.js';
import { buildPerson } from '../../support/two-people.js';
import { as, consoleOf } from './console.js';

const EVERYTHING = { projectId: null, lacking: null, text: null };
let kit: GiftKit;
let project: BuiltProject;
let clerk: string;
let approver: string;
let today: string;

beforeAll(async () => {
  kit = await openGiftKit();
  project = await kit.project();
  clerk = await buildPerson(kit.app, kit.organizationId, 'clerk');
  approver = await buildPerson(kit.app, kit.organizationId, 'approver');
  today = dayIn(kit.clock.now(), 'Asia/Shanghai');
  await online();
  await offline({
    way: 'cash',
    amountText: '30',
    countedBy: '王芳',
    countedWith: '李强',
    counts: { '1000': '3' },
  });
  const wrong = await offline({
    way: 'bank_transfer',
    amountText: '500',
    bankReference: `B${newId()}`,
    payer: '张三',
  });
  await kit.app.get(OfflineAnnulments).request({ staffId: clerk }, kit.organizationId, wrong, '录入错误');
  await approve(wrong);
  await kit.app.get(Numberer).numberOnce();
  await kit.app.get(Projector).projectOnce();
});
afterAll(() => kit.close());

/** A gift of 100.00 of which the provider gave 40.00 back, and the same gift paid a second time. */
async function online(): Promise<void> {
  const gift = await kit.give(project);
  const at = Math.floor(kit.clock.now().getTime() / 1000);
  const twice = { ...gift, paymentId: `pi_${newId()}` };
  await kit.deliver(eventsOf(gift, at).succeeded(), eventsOf(twice, at + 1).succeeded());
  await kit.intake();
  await kit.deliver(refundEvents(refundOf(twice, 4_000, at + 2)).created());
  await kit.intake();
}

async function offline(form: object): Promise<string> {
  const whole = {
    projectId: project.id,
    receivedOn: today,
    name: '张三丰',
    formKey: `form-${newId()}`,
    ...form,
  };
  const id = await kit.app.get(OfflineGifts).request({ staffId: clerk }, kit.organizationId, whole as never);
  await approve(id);
  return id;
}

async function approve(subjectId: string): Promise<void> {
  const [asked] = await kit.app.get(ApprovalsQueries).ofSubject(kit.organizationId, subjectId);
  const by = { staffId: approver, organizationId: kit.organizationId };
  await kit.app.get(OfflineApprovals).approve(by, asked?.id ?? '', asked?.payloadSha256 ?? '');
}

it('lists every gift of the day with its way, and what has gone back of the very payment', async () => {
  const gifts = await kit.app
    .get(DayQueries)
    .gifts(kit.organizationId, today, EVERYTHING, { skip: 0, limit: 50 });
  const seen = gifts.map(({ way, amount, refunded, fee }) => [way, amount, refunded, fee]);
  expect(new Set(seen.map(String))).toEqual(
    new Set(
      [
        ['stripe', 10_000n, 0n, null],
        ['stripe', 10_000n, 4_000n, null],
        ['cash', 3_000n, 0n, 0n],
        ['bank_transfer', 50_000n, 50_000n, 0n],
      ].map(String),
    ),
  );
});

it('adds up gross, refunded and net apart, filtered or not', async () => {
  const totals = (filter: object) =>
    kit.app.get(DayQueries).totals(kit.organizationId, today, { ...EVERYTHING, ...filter });
  expect(await totals({})).toMatchObject([
    {
      gifts: 4,
      amount: 73_000n,
      refunded: 54_000n,
      feesKnown: 2,
      net: 3_000n,
      paid: 73_000n,
      receiptsDue: 2,
    },
  ]);
  expect(await totals({ lacking: 'fee' })).toMatchObject([{ gifts: 2, refunded: 4_000n }]);
  expect(await totals({ text: '张' })).toMatchObject([{ gifts: 2, amount: 53_000n }]);
});

it('says both on the page and in the file', async () => {
  const { signIn } = consoleOf(kit.app);
  const [organization] = await kit.app.database.rows<{ slug: string }>(
    'SELECT slug FROM organization WHERE id = ?',
    [kit.organizationId],
  );
  const slug = organization?.slug ?? '';
  const reader = await signIn({ id: kit.organizationId, slug }, 'clerk');
  const page = await kit.app.inject(as(reader, { url: `/console/${slug}/days/${today}` }));
  for (const cell of ['现金', '银行转账', 'Stripe', '−¥40.00', '−¥540.00', '已退回'])
    expect(page.body).toContain(cell);
  const file = await kit.app.inject(as(reader, { url: `/console/${slug}/days/${today}/gifts.csv` }));
  expect(file.body).toMatch(/,CNY,30\.00,0\.00,30\.00,[^\r]*,0\.00,现金\r\n/);
  expect(file.body).toMatch(/,CNY,100\.00,,,[^\r]*,40\.00,Stripe\r\n/);
});

it('the public list shows what is left of each gift: it adds up to what was raised', async () => {
  const latest = await kit.app.get(PublicGiftsQueries).latest(project.id, 20);
  const numbers = await kit.app.get(ProgressQueries).ofProject(project.id);
  expect(latest.map(({ amount }) => amount).sort()).toEqual([16_000n, 3_000n]);
  expect(latest.reduce((sum, { amount }) => sum + amount, 0n)).toBe(numbers?.raised);
});
