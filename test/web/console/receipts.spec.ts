import { withPrefix } from '../../../src/kernel/ids.js';
import { ReceiptsQueries } from '../../../src/receipts/receipts.queries.js';
import { type GiftsInApp, giftsOf } from '../../receipts/gifts-in-app.js';
import { textOf } from '../../receipts/pdf-reader.js';
import { shownHash } from '../../support/two-people.js';
import { as, form, openConsole, type Person, type TestConsole } from './console.js';

describe('the register of receipts at the console', () => {
  let desk: TestConsole;
  let kit: GiftsInApp;
  let clerk: Person;
  let approver: Person;
  let base: string;
  let donations: string[];
  const places: Awaited<ReturnType<GiftsInApp['gifts']['place']>>[] = [];

  beforeAll(async () => {
    desk = await openConsole();
    kit = giftsOf(desk.app);
    const place = await kit.gifts.place();
    places.push(place);
    const [row] = await desk.app.database.rows<{ slug: string }>(
      'SELECT slug FROM organization WHERE id = ?',
      [place.organizationId],
    );
    const organization = { id: place.organizationId, slug: row?.slug ?? '' };
    base = `/console/${organization.slug}/receipts`;
    clerk = await desk.signIn(organization, 'clerk');
    approver = await desk.signIn(organization, 'approver');
    donations = [];
    for (let each = 0; each < 3; each++)
      donations.push(
        await kit.gifts.give(place, { name: '张三', ...(each === 0 ? { mail: 'z@example.org' } : {}) }),
      );
    await kit.drain();
    await kit.oneDonor(donations);
  });
  afterAll(() => desk.app.close());

  const get = async (url: string, person = clerk) => desk.app.inject(as(person, { method: 'GET', url }));
  const post = (url: string, fields: Record<string, string> = {}, person = clerk) =>
    desk.app.inject(as(person, form(url, fields)));
  const receiptOf = async (donation = '') => {
    const receipt = await desk.app.get(ReceiptsQueries).byDonation(donation);
    return receipt ? `${base}/${withPrefix('rcp', receipt.id)}` : '';
  };

  test('lists, finds by number and by gift, and adds up what it shows', async () => {
    const whole = (await get(base)).body;
    expect(whole).toContain('2026-00000003');
    expect(whole).toContain('¥300.00');
    const one = (await get(`${base}?text=2026-00000002`)).body;
    expect(one).toContain('2026-00000002');
    expect(one).not.toContain('2026-00000003');
    expect((await get(`${base}?text=${withPrefix('don', donations[0] ?? '')}`)).body).toContain('¥100.00');
    expect((await get(`${base}?text=nobody`)).body).toContain('没有确认书');
    expect((await get(`${base}?state=voided`)).body).not.toContain('2026-00000001');
  });

  test('gives the register as CSV for a spreadsheet', async () => {
    const answer = await get(`${base}/register.csv`);
    expect(answer.rawPayload.subarray(0, 3).toString('hex')).toBe('efbbbf');
    const lines = answer.body.split('\r\n');
    expect(lines[1]).toMatch(/^2026-00000003,有效,/);
    expect(lines.at(-2)).toContain('boai-receipts-1');
    expect(answer.body).not.toContain('张三');
  });

  test('proves that no number is missing', async () => {
    const page = (await get(`${base}/gaps`)).body;
    expect(page).toContain('没有缺号');
  });

  test('a person’s void: asked for by one, shown with the name, agreed to by another', async () => {
    const url = await receiptOf(donations[2]);
    const refused = await post(`${url}/void`, { reason: '', reissue: 'no', name: '李四' });
    expect(refused.statusCode).toBe(422);
    expect(refused.body).toContain('请写明作废原因');
    expect(refused.body).toContain('value="李四"');
    const asked = await post(`${url}/void`, { reason: '=姓名错误', reissue: 'yes', name: '张三丰' });
    expect(asked.statusCode).toBe(303);
    const where = String(asked.headers.location).split('?')[0] ?? '';
    const page = (await get(where, approver)).body;
    expect(page).toContain('张三丰');
    expect(page).toContain('换发新确认书');
    expect((await get(url)).body).toContain('作废申请待批准');
    const id = where.split('_').at(-1) ?? '';
    const shown = await shownHash(desk.app, places[0]?.organizationId ?? '', id);
    expect((await post(`${where}/vote`, { shown }, approver)).statusCode).toBe(303);
    const old = (await get(url)).body;
    expect(old).toContain('2026-00000004');
    expect(old).toContain('人工作废');
    const pdf = await get(`${await receiptOf(donations[2])}/copy.pdf`);
    expect(textOf(pdf.rawPayload)).toContain('张三丰');
    expect(textOf(pdf.rawPayload)).toContain('副本');
    expect((await get(`${base}/register.csv`)).body).toContain("'=姓名错误");
  });

  test('merges a donor’s receipts of a period', async () => {
    const url = await receiptOf(donations[0]);
    const refused = await post(`${url}/merge`, { from: 'yesterday', until: '2026-12-31' });
    expect(refused.statusCode).toBe(422);
    // The third one bears another name by now.
    expect((await post(`${url}/merge`, { from: '2026-01-01', until: '2026-12-31' })).statusCode).toBe(409);
    const [, , third = ''] = donations;
    await desk.app.database.rows('UPDATE donation SET donor_id = NULL WHERE id = ?', [third]);
    const merged = await post(`${url}/merge`, { from: '2026-01-01', until: '2026-12-31' });
    expect(merged.statusCode).toBe(303);
    const page = (await get(String(merged.headers.location))).body;
    expect(page).toContain('¥200.00');
    expect(page).toContain('2026-00000001');
    expect(page).toContain('合并出具');
  });

  test('only a clerk asks; an approver, a supervisor and a stranger do not', async () => {
    const url = await receiptOf(donations[0]);
    const supervisor = await desk.signIn(clerk.organization, 'supervisor');
    for (const person of [approver, supervisor])
      expect((await post(`${url}/void`, { reason: 'x' }, person)).statusCode).toBe(404);
    expect((await get(`${url}/copy.pdf`, supervisor)).statusCode).toBe(404);
    const stranger = await desk.signIn(desk.society, 'clerk');
    expect((await post(`${url}/void`, { reason: 'x' }, stranger)).statusCode).toBe(404);
    const elsewhere = url.replace(`/console/${clerk.organization.slug}/`, `/console/${desk.society.slug}/`);
    expect((await get(elsewhere, stranger)).statusCode).toBe(404);
    expect((await post(`${elsewhere}/void`, { reason: 'x' }, stranger)).statusCode).toBe(404);
  });
});
