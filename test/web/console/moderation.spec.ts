import { DonorDetails } from '../../../src/donations/donor-details.service.js';
import { ModerationQueries } from '../../../src/donations/moderation.queries.js';
import { wordRow } from '../../../src/donations/public-word.js';
import { newId, withPrefix } from '../../../src/kernel/ids.js';
import { axeViolations, openBrowser, overflow } from '../../support/browser.js';
import { type BuiltProject, buildProject } from '../../support/builders.js';
import { as, form, openConsole, type Person, type TestConsole } from './console.js';

/** A browser on a busy machine takes its time. */
jest.setTimeout(120_000);

let desk: TestConsole;
let project: BuiltProject;
let editor: Person;
let here: string;

beforeAll(async () => {
  desk = await openConsole();
  project = await buildProject(desk.app, { organizationId: desk.society.id });
  editor = await desk.signIn(desk.society, 'editor');
  here = `/console/${desk.society.slug}/moderation`;
});
afterEach(() =>
  desk.app.database.inTransaction(async (tx) => {
    await tx.query('DELETE FROM public_word');
    await tx.query('DELETE FROM donation');
  }),
);
afterAll(() => desk.app.close());

/** A gift with a message, as if it had been paid; returns what a form calls its message. */
async function word(text: string): Promise<string> {
  const id = newId();
  await desk.app.database.inTransaction(async (tx) => {
    await tx.query(
      `INSERT INTO donation (id, organization_id, project_id, amount, currency, status, public_label, form_key,
         form_sha256, created_at) VALUES (?, ?, ?, 6600, 'CNY', 'succeeded', '张*', ?, REPEAT('x', 32), UTC_TIMESTAMP(6))`,
      [id, desk.society.id, project.id, newId()],
    );
    await tx.query(
      `INSERT INTO public_word (donation_id, kind, organization_id, text_encrypted, created_at)
       VALUES (?, 'message', ?, ?, UTC_TIMESTAMP(6))`,
      [id, desk.society.id, desk.app.get(DonorDetails).sealText(wordRow(id, 'message'), text)],
    );
  });
  return `${withPrefix('don', id)}:message`;
}
const states = () => desk.app.get(ModerationQueries).counts(desk.society.id);
/** A form in which a field may stand several times. */
function send(path: string, fields: readonly (readonly [string, string])[], person = editor) {
  const request = form(`${here}${path}`);
  return desk.app.inject(
    as(person, { ...request, payload: new URLSearchParams([...fields] as [string, string][]).toString() }),
  );
}
const get = (path = '', person = editor) => desk.app.inject(as(person, { url: `${here}${path}` }));

it('shows what waits, escaped, and says so when nothing does', async () => {
  expect((await get()).body).toContain('没有待审核的内容');
  await word('<script>alert(1)</script>👍');
  const { body } = await get();
  expect(body).toContain('&lt;script>alert(1)&lt;/script>👍');
  expect(body).not.toContain('<script>alert');
  expect(body).toContain('¥66.00');
});

it('several are approved at once, with one step back; what somebody else decided stands', async () => {
  const [one, two, three] = [await word('一'), await word('二'), await word('三')];
  const refused = await send('/refusals', [
    ['word', three],
    ['reason', '含广告'],
  ]);
  expect(refused.statusCode).toBe(303);
  const answer = await send('/approvals', [
    ['word', one],
    ['word', two],
    ['word', three],
  ]);
  expect(answer.headers.location).toContain('late=1');
  expect(await states()).toEqual({ waiting: 0, approved: 2, refused: 1 });
  const page = await desk.app.inject(as(editor, { url: String(answer.headers.location) }));
  expect(page.body).toContain('1 条已由他人处理');
  await send('/undoing', [
    ['word', one],
    ['word', two],
  ]);
  expect(await states()).toEqual({ waiting: 2, approved: 0, refused: 1 });
  expect((await get('?state=refused')).body).toContain('含广告');
});

it('a refusal without a reason comes back with what was ticked', async () => {
  const key = await word('一');
  const answer = await send('/refusals', [
    ['word', key],
    ['reason', ' '],
    ['state', 'waiting'],
  ]);
  expect(answer.statusCode).toBe(422);
  expect(answer.body).toMatch(new RegExp(`value="${key}" checked`));
  expect(answer.body).toContain('id="reason-problem"');
  expect((await send('/approvals', [])).statusCode).toBe(422);
});

it('a refusal that is too long comes back as it was typed', async () => {
  const key = await word('一');
  const reason = `含广告<b>${'很长'.repeat(150)}`;
  const answer = await send('/refusals', [
    ['word', key],
    ['reason', reason],
  ]);
  expect(answer.statusCode).toBe(422);
  expect(answer.body).toContain(`value="${reason.replace('<', '&lt;')}"`);
  expect(await states()).toEqual({ waiting: 1, approved: 0, refused: 0 });
});

it('other organizations, other roles and made-up words get nowhere', async () => {
  const key = await word('一');
  const strange = await desk.signIn(desk.chapter, 'editor');
  expect((await get('', strange)).statusCode).toBe(404);
  const elsewhere = form(`/console/${desk.chapter.slug}/moderation/approvals`, { word: key });
  expect((await desk.app.inject(as(strange, elsewhere))).statusCode).toBe(404);
  for (const role of ['clerk', 'approver', 'partner-manager'] as const)
    expect((await get('', await desk.signIn(desk.society, role))).statusCode).toBe(404);
  const supervisor = await desk.signIn(desk.society, 'supervisor');
  const page = await get('', supervisor);
  expect(page.statusCode).toBe(200);
  expect(page.body).not.toContain('type="checkbox"');
  expect((await send('/approvals', [['word', key]], supervisor)).statusCode).toBe(404);
  for (const made of ['x', `${key}x`, withPrefix('don', newId()), `${withPrefix('don', newId())}:name`])
    expect((await send('/approvals', [['word', made]])).statusCode).toBe(404);
  expect(await states()).toEqual({ waiting: 1, approved: 0, refused: 0 });
});

it('turns pages', async () => {
  for (let i = 1; i <= 21; i++) await word(`留言${i}号`);
  expect((await get()).body).toContain('rel="next"');
  const last = (await get('?page=2')).body;
  expect(last).toContain('留言21号');
  expect(last).not.toContain('留言20号');
});

it('is worked by keyboard alone, fits 360 pixels, and axe finds nothing', async () => {
  for (const text of ['第一条', '第二条', '第三条']) await word(text);
  const url = await desk.app.listen();
  const browser = await openBrowser();
  try {
    const [name = '', value = ''] = editor.cookie.split('=');
    await browser.context.addCookies([{ name, value, url }]);
    const page = await browser.context.newPage();
    for (const width of [360, 1440]) {
      await page.setViewportSize({ width, height: 800 });
      await page.goto(`${url}${here}?lang=${width === 360 ? 'zh-CN' : 'en'}`);
      expect([await overflow(page), await axeViolations(page)]).toEqual([0, []]);
    }
    await page.goto(`${url}${here}?lang=zh-CN`);
    const press = async (key: string) => {
      await Promise.all([page.waitForEvent('load'), page.keyboard.press(key)]);
    };
    await page.keyboard.press('ArrowDown');
    await press('Enter');
    expect(await states()).toEqual({ waiting: 2, approved: 1, refused: 0 });
    await press('u');
    expect(await states()).toEqual({ waiting: 3, approved: 0, refused: 0 });
    await page.keyboard.press('n');
    await page.keyboard.type('含广告');
    await page.keyboard.press('Tab');
    await press('Enter');
    expect(await states()).toEqual({ waiting: 2, approved: 0, refused: 1 });
    await page.goto(`${url}${here}?all=1`);
    await press('Control+Enter');
    expect(await states()).toEqual({ waiting: 0, approved: 2, refused: 1 });
  } finally {
    await browser.close();
  }
});
