import type { Page } from 'playwright-core';
import { ProjectPresets } from '../../src/projects/project-presets.service.js';
import { ProjectsQueries } from '../../src/projects/projects.queries.js';
import { axeViolations, openBrowser, overflow, type TestBrowser } from '../support/browser.js';
import { type BuiltProject, buildProject } from '../support/builders.js';
import { openTestStack, type TestStack } from '../support/stack.js';

jest.setTimeout(120_000);

let stack: TestStack;
let phone: TestBrowser;
let plain: TestBrowser;
let english: TestBrowser;
let project: BuiltProject;

beforeAll(async () => {
  stack = await openTestStack({ DEMO: '1' });
  const viewport = { width: 360, height: 780 };
  phone = await openBrowser({ locale: 'zh-CN', viewport });
  english = await openBrowser({ locale: 'en', viewport });
  plain = await openBrowser({ locale: 'en', viewport, javaScriptEnabled: false });
});

afterAll(async () => {
  await phone.close();
  await plain.close();
  await english.close();
  await stack.close();
});

beforeEach(async () => {
  // All of one society: the provider's account serves that one.
  project = await buildProject(stack.app, project ? { organizationId: project.organizationId } : {});
});

const gifts = () =>
  stack.app.database.rows<{ id: string; amount: string; status: string }>(
    'SELECT id, amount, status FROM donation WHERE project_id = ? ORDER BY created_at',
    [project.id],
  );

async function open(browser = phone, query = ''): Promise<Page> {
  const page = await browser.context.newPage();
  await page.goto(`${stack.url}/projects/${project.slug}${query}`);
  return page;
}

const give = 'form[data-give] button';
const atCheckout = (page: Page) => page.waitForURL(`${stack.sandbox.url}/**`);
const atGift = (page: Page) => page.waitForURL(`${stack.url}/donations/**`);
const sessionOf = (page: Page) => new URL(page.url()).pathname.split('/').at(-1) ?? '';
const said = async (page: Page) => (await page.textContent('main')) ?? '';

/** Reloads until the page shows `text`: what a reader without JavaScript does, or waits for. */
async function eventually(page: Page, text: string): Promise<void> {
  for (let looks = 0; looks < 80; looks++) {
    if ((await said(page)).includes(text)) return;
    await page.waitForTimeout(250);
    await page.reload();
  }
  throw new Error(`"${text}" never came: ${await said(page)}`);
}

test('gives as guest in two taps, and pays by Alipay where the account has it', async () => {
  const page = await open();
  // One thing is required, and nothing that costs or binds is ticked for the donor.
  expect(await page.locator('form[data-give] [required]').count()).toBe(0);
  expect(await page.locator('form[data-give] input[type="checkbox"]:checked').count()).toBe(0);
  expect(await page.locator('form[data-give] input[name="preset"]:checked').count()).toBe(0);
  await page.click('.tile:has(input[value="50"])');
  expect(await page.textContent(give)).toBe('捐款 ¥50');
  await page.click(give);
  await atCheckout(page);
  // What is asked for is what was chosen: no tip, no fee on top.
  expect(await page.textContent('body')).toContain('50.00');
  const methods = await page
    .locator('input[name="method"]')
    .evaluateAll((inputs) => inputs.map((input) => (input as unknown as { value: string }).value));
  expect(methods).toEqual(['card', 'alipay', 'wechat_pay']);
  await page.check('input[value="alipay"]');
  await page.click('button[value="pay"]');
  await atGift(page);
  await eventually(page, '谢谢您');
  expect(await gifts()).toMatchObject([{ amount: '5000', status: 'succeeded' }]);
  await page.close();
});

test('double click is one gift and one checkout, with and without JavaScript', async () => {
  for (const browser of [phone, plain]) {
    const before = (await gifts()).length;
    const page = await open(browser);
    await page.check('input[value="20"]');
    await page.dblclick(give);
    await atCheckout(page);
    expect((await gifts()).length).toBe(before + 1);
    await page.close();
  }
});

test('returns after closing the checkout: the gift says that nothing was charged and leads on to the same checkout', async () => {
  const page = await open();
  await page.check('input[value="20"]');
  await page.click(give);
  await atCheckout(page);
  const checkout = page.url();
  await page.click('a.back');
  await atGift(page);
  const gift = page.url();
  await page.close();

  const later = await phone.context.newPage();
  await later.goto(gift);
  expect(await said(later)).toContain('没有付款，就没有扣款');
  expect([await axeViolations(later), await overflow(later)]).toEqual([[], 0]);
  await later.click('form.actions button');
  await later.waitForURL(checkout);
  // A card is refused: the reason, and a way on that is still one gift.
  await later.click('button[value="decline"]');
  await later.click('a.back');
  await atGift(later);
  await eventually(later, '这次支付没有成功');
  expect(await said(later)).toContain('都只是一笔捐款');
  expect(await axeViolations(later)).toEqual([]);
  await later.click('form.actions button');
  await later.waitForURL(checkout);
  await later.click('button[value="pay"]');
  await atGift(later);
  await eventually(later, '谢谢您');
  expect(await gifts()).toMatchObject([{ amount: '2000', status: 'succeeded' }]);
  await later.close();
});

test('pays late: days after the checkout the gift counts, and its page explained the waiting', async () => {
  const page = await open(plain);
  await page.check('input[value="100"]');
  await page.click(give);
  await atCheckout(page);
  const session = sessionOf(page);
  await page.click('button[value="later"]');
  await atGift(page);
  expect(await said(page)).toContain('Please do not pay again');
  await stack.sandbox.control('POST', `/async/${session}`, { outcome: 'succeeded' });
  await eventually(page, 'Thank you');
  expect(await gifts()).toMatchObject([{ amount: '10000', status: 'succeeded' }]);
  await page.close();
});

test('two methods succeed: both are booked, and somebody is asked to give one back', async () => {
  const page = await open(plain);
  await page.check('input[value="20"]');
  await page.click(give);
  await atCheckout(page);
  const first = sessionOf(page);
  await page.click('button[value="later"]');
  await atGift(page);
  const [gift] = await gifts();
  // The first checkout has run out by our clock; its bank transfer is still on the way.
  await stack.app.database.rows(
    'UPDATE payment_attempt SET expires_at = created_at, created_at = created_at - INTERVAL 3 HOUR WHERE donation_id = ?',
    [gift?.id],
  );
  // The page offers no second try while money is on the way; a page that was opened before still does.
  const again = await page.context().request.post(page.url().replace('?key=', '/checkout?key='), {
    headers: { origin: stack.url },
    maxRedirects: 0,
  });
  await page.goto(again.headers().location ?? '');
  expect(sessionOf(page)).not.toBe(first);
  await page.click('button[value="pay"]');
  await atGift(page);
  await eventually(page, 'Thank you');
  await stack.sandbox.control('POST', `/async/${first}`, { outcome: 'succeeded' });
  for (let looks = 0; looks < 80; looks++) {
    const [found] = await stack.app.database.rows(
      "SELECT 1 FROM work_case WHERE subject_id = ? AND kind = 'SECOND_SUCCESS'",
      [gift?.id],
    );
    if (found) break;
    await page.waitForTimeout(250);
  }
  const cases = await stack.app.database.rows<{ kind: string }>(
    'SELECT kind FROM work_case WHERE subject_id = ?',
    [gift?.id],
  );
  expect(cases).toEqual([{ kind: 'SECOND_SUCCESS' }]);
  const [booked] = await stack.app.database.rows<{ n: string }>(
    "SELECT COUNT(*) AS n FROM entry WHERE subject_id = ? AND kind = 'gift'",
    [gift?.id],
  );
  expect([(await gifts()).length, booked?.n]).toEqual([1, '2']);
  await page.close();
});

test('reads in English, gives a meant amount in memory of somebody, and asks for the official receipt', async () => {
  const meant = [{ amount: 26_800n, meaningZh: '一只家庭箱', meaningEn: 'one family box' }];
  const version = (await stack.app.get(ProjectsQueries).byId(project.id))?.version ?? 0;
  await stack.app.get(ProjectPresets).set({ staffId: null }, project.id, version, meant);
  const page = await open(english);
  await eventually(page, 'one family box');
  await page.check('input[value="268"]');
  for (const summary of await page.locator('form[data-give] summary').all()) await summary.click();
  expect([await axeViolations(page), await overflow(page)]).toEqual([[], 0]);
  await page.fill('#name', 'Jane Miller');
  await page.selectOption('#dedication_kind', 'memory');
  await page.fill('#dedication_name', 'Old Wang');
  await page.selectOption('#official_kind', 'organization');
  await page.fill('#official_no', '91310000MA1FL8TQ37');
  await page.click(give);
  await page.waitForSelector('#official_no-problem');
  expect(await page.textContent('#official_no-problem')).toContain('compare each of them');
  expect(await page.inputValue('#dedication_name')).toBe('Old Wang');
  expect(await axeViolations(page)).toEqual([]);
  await page.fill('#official_no', '91310000MA1FL8TQ36');
  await page.click(give);
  await atCheckout(page);
  await page.click('button[value="pay"]');
  await atGift(page);
  await eventually(page, 'Thank you');
  for (const text of ['In memory of', 'Old Wang', 'Official donation receipt'])
    expect(await said(page)).toContain(text);
  expect(await page.content()).not.toContain('91310000MA1FL8TQ36');
  expect(await axeViolations(page)).toEqual([]);
  await page.goto(`${stack.url}/projects/${project.slug}`);
  expect(await page.content()).not.toContain('Old Wang');
  await page.close();
});

test('a sum worth a second look is asked once more; one digit more asks again', async () => {
  const page = await open();
  const type = async (amount: string) => {
    await page.check('input[value="other"]');
    await page.fill('#amount', amount);
    await page.click(give);
  };
  await type('1200');
  await page.waitForSelector('h1:has-text("金额对吗？")');
  expect(await said(page)).toContain('人民币壹仟贰佰元整');
  expect([await axeViolations(page), await overflow(page)]).toEqual([[], 0]);
  expect(await gifts()).toEqual([]);
  // What says "seen" is of this form and this amount: put to another amount it says nothing.
  const seen = (await page.getAttribute('button[name="second_look"]', 'value')) ?? '';
  await page.click('button[name="edit"]');
  await page.waitForSelector('form[data-give]');
  expect(await page.inputValue('#amount')).toBe('1200');
  const formKey = await page.inputValue('input[name="form_key"]');
  const answer = await page.context().request.post(`${stack.url}/projects/${project.slug}/donations`, {
    form: { amount: '12000', currency: 'CNY', form_key: formKey, second_look: seen },
    headers: { origin: stack.url },
    maxRedirects: 0,
  });
  expect([answer.status(), await answer.text()]).toEqual([
    200,
    expect.stringContaining('人民币壹万贰仟元整'),
  ]);
  await type('12000');
  await page.waitForSelector('h1:has-text("金额对吗？")');
  await page.click('button[name="second_look"]');
  await atCheckout(page);
  expect(await gifts()).toMatchObject([{ amount: '1200000', status: 'pending' }]);
  await page.close();
});

test('a minor gives with the guardian’s consent up to the cap, after a second look', async () => {
  const page = await open(plain, '?lang=en');
  await page.locator('summary', { hasText: 'Under 18?' }).click();
  await page.selectOption('#age', 'minor_with_guardian');
  await page.check('input[value="500"]');
  await page.click(give);
  await page.waitForSelector('#amount-problem');
  expect(await page.textContent('#amount-problem')).toContain('at most 200');
  await page.check('input[value="100"]');
  await page.click(give);
  await page.waitForSelector('h1:has-text("Is the amount right?")');
  expect(await said(page)).toContain('one hundred yuan');
  await page.click('button[name="second_look"]');
  await atCheckout(page);
  const [declared] = await stack.app.database.rows<{ age: string }>(
    'SELECT g.age FROM gift_declaration g JOIN donation d ON d.id = g.donation_id WHERE d.project_id = ?',
    [project.id],
  );
  expect(declared?.age).toBe('minor_with_guardian');
  await page.close();
});
