import { createReadStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { withPrefix } from '../../../src/kernel/ids.js';
import { ApprovalsQueries } from '../../../src/platform/approvals/approvals.queries.js';
import { ProviderAccounts } from '../../../src/providers/provider-accounts.service.js';
import { StatementFiles } from '../../../src/settlements/statement-files.service.js';
import { openStatementKit, type StatementKit } from '../../intake/statement-kit.js';
import { axeViolations, openBrowser, overflow, type TestBrowser } from '../../support/browser.js';
import { buildProject } from '../../support/builders.js';
import { as, consoleOf, form, type Person } from './console.js';

const FIXTURES = join(import.meta.dirname, '../../fixtures/statements');
let kit: StatementKit;
let slug: string;
let administrator: Person;
let clerk: Person;
let approver: Person;
let browser: TestBrowser;
let page: Page;
let pictures: string;
let site: string;

beforeAll(async () => {
  kit = await openStatementKit({ settings: { DEMO: '1' } });
  const [organization] = await kit.app.database.rows<{ slug: string }>(
    'SELECT slug FROM organization WHERE id = ?',
    [kit.organizationId],
  );
  slug = organization?.slug ?? '';
  const desk = consoleOf(kit.app);
  const here = { id: kit.organizationId, slug };
  administrator = await desk.signIn(here, 'administrator');
  clerk = await desk.signIn(here, 'clerk');
  approver = await desk.signIn(here, 'approver');
  pictures = process.env.PICTURES ?? (await mkdtemp(join(tmpdir(), 'boai-pictures-')));
  browser = await openBrowser({ locale: 'zh-CN' });
  page = await browser.context.newPage();
  site = await kit.app.listen();
}, 60_000);
afterAll(async () => {
  await browser.close();
  if (!process.env.PICTURES) await rm(pictures, { recursive: true, force: true });
  await kit.close();
});

const at = (path: string) => `/console/${slug}${path}`;
const send = (person: Person, path: string, fields: Record<string, string> = {}) =>
  kit.app.inject(as(person, form(at(path), fields)));
const read = async (person: Person, path: string) =>
  (await kit.app.inject(as(person, { method: 'GET', url: at(path) }))).body;

/** The page as this person sees it, on a phone and at a desk: nothing sticks out, nothing is out of reach. */
async function look(person: Person, path: string, name: string): Promise<void> {
  const [cookie = '', value = ''] = person.cookie.split('=');
  await browser.context.addCookies([{ name: cookie, value, url: site }]);
  for (const width of [360, 1440]) {
    await page.setViewportSize({ width, height: 900 });
    const answer = await page.goto(`${site}${at(path)}`);
    expect([path, answer?.status()]).toEqual([path, 200]);
    expect([path, width, await overflow(page)]).toEqual([path, width, 0]);
    await page.screenshot({ path: join(pictures, `${name}-${width}.png`), fullPage: true });
  }
  expect(await axeViolations(page)).toEqual([]);
}

/** The newest open request, agreed to on its page. */
async function agree(): Promise<string> {
  const asked = (await kit.app.get(ApprovalsQueries).open(kit.organizationId)).at(-1);
  if (!asked) throw new Error('nothing waits');
  const path = `/approvals/${withPrefix('apr', asked.id)}`;
  await look(approver, path, `approval-${asked.operation}-${asked.payload.act ?? ''}`);
  const body = await read(approver, path);
  expect((await send(approver, `${path}/vote`, { shown: asked.payloadSha256 })).statusCode).toBe(303);
  return body;
}

test('an account without keys is asked for; what was typed stays, and it is there when another person agreed', async () => {
  await look(administrator, '/provider-accounts/file-additions', 'addition');
  const typed = { provider: 'wechat', account: 'wechat-main', currency: 'cny', merchant_no: '1900000109' };
  const refused = await send(administrator, '/provider-accounts/file-additions', {
    ...typed,
    ...{ merchant_no: '19 00', display_name: '微信<支付>', reason: '' },
  });
  expect(refused.statusCode).toBe(422);
  for (const text of ['value="19 00"', '微信&lt;支付>', 'value="CNY"']) expect(refused.body).toContain(text);
  expect((await send(clerk, '/provider-accounts/file-additions', typed)).statusCode).toBe(404);
  const asked = await send(administrator, '/provider-accounts/file-additions', {
    ...typed,
    ...{ display_name: '微信支付', reason: '开通收款' },
  });
  expect(asked.statusCode).toBe(303);
  const body = await agree();
  for (const text of ['1900000109', '微信支付', '账单文件']) expect(body).toContain(text);
  await look(administrator, '/provider-accounts', 'accounts');
  await look(administrator, '/provider-accounts/wechat-main', 'account');
});

test('a clerk says which words mean which project, and sees those that nobody has said', async () => {
  const organizationId = kit.organizationId;
  const [p1, p2] = [
    await buildProject(kit.app, { organizationId }),
    await buildProject(kit.app, { organizationId }),
  ];
  const account = await kit.app.get(ProviderAccounts).byPath('wechat', 'wechat-main');
  const id = await kit.app.get(StatementFiles).upload(
    { staffId: clerk.staffId, organizationId },
    {
      ...{
        providerAccountId: account?.id ?? '',
        bill: 'trade',
        firstDay: '2026-01-15',
        lastDay: '2026-01-15',
      },
      name: 'wechat_trade_ALL_2026-01-15.csv',
      stream: createReadStream(join(FIXTURES, 'wechat_trade_ALL_2026-01-15.csv')),
    },
  );
  await kit.app.get(StatementFiles).read(id);
  await look(clerk, '/gift-mappings', 'mappings');
  const mapping = '/gift-mappings/wechat-main';
  await look(clerk, mapping, 'mapping-unsaid');
  expect(await read(clerk, mapping)).toContain('matches=attach&amp;value=P001#say');
  const project = withPrefix('prj', p1.id);
  const foreign = await buildProject(kit.app);
  const refused = await send(clerk, mapping, {
    ...{ matches: 'attach', value: 'P001', project: withPrefix('prj', foreign.id) },
  });
  expect(refused.statusCode).toBe(422);
  expect(refused.body).toContain('value="P001"');
  expect((await send(approver, mapping, { matches: 'attach', value: 'P001', project })).statusCode).toBe(404);
  expect((await send(clerk, mapping, { matches: 'attach', value: 'P001', project })).statusCode).toBe(303);
  const other = { matches: 'description', value: '灾后重建', project: withPrefix('prj', p2.id) };
  expect((await send(clerk, mapping, other)).statusCode).toBe(303);
  await look(clerk, mapping, 'mapping-said');
  expect(await kit.count('audit_event', "action = 'gift_mapping.said'")).toBe(2);
});

test('the clerk asks, another person sees what goes where and agrees, and the file is in the books', async () => {
  const [file] = await kit.app.database.rows<{ id: string }>('SELECT id FROM statement_file');
  const path = `/statements/${withPrefix('sfl', file?.id ?? '')}`;
  await look(clerk, path, 'file');
  expect(await read(clerk, path)).toContain(`${at(path)}/intake`);
  await look(clerk, `${path}/intake`, 'intake');
  const asked = await send(clerk, `${path}/intake`);
  expect(asked.statusCode).toBe(303);
  expect((await send(clerk, `${path}/intake`)).statusCode).toBe(409);
  const body = await agree();
  for (const text of ['108.88', '50.00', '账单入账']) expect(body).toContain(text);
  expect(await read(clerk, `${path}/intake`)).not.toContain('文件已全部入账');
  await kit.book();
  await look(clerk, `${path}/intake`, 'intake-booked');
  expect(await read(clerk, `${path}/intake`)).toContain('文件已全部入账');
  expect(await kit.count('donation', "status = 'succeeded'")).toBe(2);
});

test('a refund of such a gift is a person’s work at the provider, and the page says so', async () => {
  const [gift] = await kit.app.database.rows<{ id: string }>(
    "SELECT id FROM donation WHERE amount = 10000 AND status = 'succeeded'",
  );
  const path = `/gifts/${withPrefix('don', gift?.id ?? '')}`;
  await look(clerk, path, 'gift');
  expect(await read(clerk, path)).toContain('尚不能由本系统发起退款');
  const asked = await send(clerk, `${path}/refunds`, { amount: '100', reason: 'DUPLICATE', note: '' });
  expect(asked.statusCode).toBe(303);
  await agree();
  await look(
    clerk,
    String(asked.headers.location)
      .replace(/^\/console\/[^/]+/, '')
      .split('?')[0] ?? '',
    'refund',
  );
});
