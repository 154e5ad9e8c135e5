import { SetClock } from '../../../src/kernel/clock.js';
import { newId, withPrefix } from '../../../src/kernel/ids.js';
import { eventsOf, type GiftKit, openGiftKit } from '../../donations/gift-kit.js';
import { as, consoleOf, form, type Person, type TestOrganization } from './console.js';

describe('releasing money in suspense, from the form to the receipt', () => {
  let kit: GiftKit;
  let society: TestOrganization;
  let clerk: Person;
  let approver: Person;
  let casePath: string;
  let donationId: string;

  const read = async (person: Person, url: string) =>
    (await kit.app.inject(as(person, { method: 'GET', url }))).body;
  const post = (person: Person, url: string, fields: Record<string, string>) =>
    kit.app.inject(as(person, form(url, fields)));

  beforeAll(async () => {
    kit = await openGiftKit({ DEMO: '1' });
    expect(kit.clock).toBeInstanceOf(SetClock);
    const [row] = await kit.app.database.rows<{ slug: string }>(
      'SELECT slug FROM organization WHERE id = ?',
      [kit.organizationId],
    );
    society = { id: kit.organizationId, slug: row?.slug ?? '' };
    const { signIn } = consoleOf(kit.app);
    clerk = await signIn(society, 'clerk');
    approver = await signIn(society, 'approver');
    const gift = await kit.give(await kit.project());
    donationId = gift.donationId;
    const at = Math.floor(kit.clock.now().getTime() / 1000);
    await kit.deliver(eventsOf(gift, at).succeeded({ amount: 9_000, amount_received: 9_000 }));
    await kit.intake();
    const [opened] = await kit.app.database.rows<{ id: string }>(
      'SELECT id FROM work_case WHERE subject_id = ?',
      [donationId],
    );
    casePath = `/console/${society.slug}/cases/${withPrefix('cas', opened?.id ?? '')}`;
  });
  afterAll(() => kit.close());

  test('the form knows the gift, refuses what is not there, and keeps what was typed', async () => {
    expect(await read(clerk, casePath)).toContain(`${casePath}/release`);
    expect(await read(clerk, `${casePath}/release`)).toContain(withPrefix('don', donationId));
    const refused = await post(clerk, `${casePath}/release`, {
      donation: withPrefix('don', newId()),
      reason: '捐赠人<来电>',
    });
    expect(refused.statusCode).toBe(422);
    expect(refused.body).toContain('本机构没有这笔捐赠');
    expect(refused.body).toContain('捐赠人&lt;来电>');
    expect((await post(clerk, `${casePath}/release`, { donation: 'x', reason: 'x' })).statusCode).toBe(422);
    expect((await post(approver, `${casePath}/release`, { reason: 'x' })).statusCode).toBe(404);
  });

  test('another person reads it, agrees, and the gift has its money', async () => {
    const fields = { donation: withPrefix('don', donationId), reason: '捐赠人来电说明' };
    expect((await post(clerk, `${casePath}/release`, fields)).headers.location).toBe(
      `${casePath}?done=requested`,
    );
    const page = /\/console\/[^"]*\/approvals\/apr_\w+/.exec(await read(approver, casePath))?.[0] ?? '';
    const shown = await read(approver, page);
    for (const text of ['¥90.00', '捐赠人来电说明', withPrefix('don', donationId)])
      expect(shown).toContain(text);
    const hash = /name="shown" value="([0-9a-f]{64})"/.exec(shown)?.[1] ?? '';
    expect((await post(approver, `${page}/vote`, { shown: hash })).headers.location).toContain(
      'done=approved',
    );
    expect((await kit.books(donationId)).status).toBe('succeeded');
    expect(await read(clerk, casePath)).toContain('已结案');
  });
});
