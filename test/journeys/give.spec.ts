import type { Page } from 'playwright-core';
import { readableMoney } from '../../src/kernel/money.js';
import { axeViolations, openBrowser, overflow, type TestBrowser } from '../support/browser.js';
import { type BuiltProject, buildProject } from '../support/builders.js';
import { openTestStack, type TestStack } from '../support/stack.js';

jest.setTimeout(120_000);

let stack: TestStack;
let project: BuiltProject;
const browsers: TestBrowser[] = [];

beforeAll(async () => {
  stack = await openTestStack({ DEMO: '1' });
  project = await buildProject(stack.app);
});

afterAll(async () => {
  for (const browser of browsers) await browser.close();
  await stack.close();
});

async function openPage(options: Parameters<typeof openBrowser>[0] = {}): Promise<Page> {
  const browser = await openBrowser({ locale: 'zh-CN', viewport: { width: 360, height: 780 }, ...options });
  browsers.push(browser);
  return browser.context.newPage();
}

/** Presses Tab until the element with the focus answers to `selector`. */
async function tabTo(page: Page, selector: string): Promise<void> {
  for (let presses = 0; presses < 80; presses++) {
    await page.keyboard.press('Tab');
    if (await page.evaluate(`document.activeElement.matches(${JSON.stringify(selector)})`)) return;
  }
  throw new Error(`the keyboard does not reach ${selector}`);
}

/** Reloads until the page shows `text`: what a reader without JavaScript does, or waits for. */
async function eventually(page: Page, text: string): Promise<void> {
  for (let looks = 0; looks < 60; looks++) {
    if ((await page.textContent('main'))?.includes(text)) return;
    await page.waitForTimeout(250);
    await page.reload();
  }
  throw new Error(`"${text}" never came: ${await page.textContent('main')}`);
}

const gifts = () =>
  stack.app.database.rows<{ amount: string; status: string; publicity: string }>(
    'SELECT amount, status, publicity FROM donation WHERE project_id = ? ORDER BY created_at',
    [project.id],
  );

test('a gift by keyboard alone, from the project to the receipt', async () => {
  const page = await openPage();
  await page.goto(`${stack.url}/projects/${project.slug}`);
  await tabTo(page, 'input[name="preset"]');
  await page.keyboard.press('Space');
  await page.keyboard.press('ArrowRight');
  expect(await page.inputValue('input[name="preset"]:checked')).toBe('50');
  expect(await page.textContent('form button')).toBe('捐款 ¥50');
  await tabTo(page, 'summary');
  await page.keyboard.press('Enter');
  await tabTo(page, 'input[name="name"]');
  await page.keyboard.type('欧阳海燕');
  await tabTo(page, 'form[data-give] button');
  await page.keyboard.press('Enter');
  await page.waitForURL(`${stack.sandbox.url}/**`);
  await tabTo(page, 'button[value="pay"]');
  await page.keyboard.press('Enter');
  await page.waitForURL(`${stack.url}/donations/**`);
  // The page's own script exchanges the text; nobody reloads.
  await page.waitForSelector('a[href*="receipt.pdf"]', { timeout: 20_000 });
  const shown = (await page.textContent('main')) ?? '';
  for (const words of ['谢谢您', '¥50.00', '账本序号', '项目共筹', '欧**']) expect(shown).toContain(words);
  expect(await axeViolations(page)).toEqual([]);
  expect(await gifts()).toEqual([{ amount: '5000', status: 'succeeded', publicity: 'MASKED' }]);

  // The receipt knows the whole name; the public list shows it masked.
  await page.goto(`${stack.url}/projects/${project.slug}`);
  await eventually(page, '欧**');
  expect(await page.content()).not.toContain('欧阳海燕');
  await page.goBack();

  const href = await page.getAttribute('a[href*="receipt.pdf"]', 'href');
  const receipt = await page.context().request.get(new URL(href ?? '', stack.url).href);
  expect(receipt.headers()['content-type']).toBe('application/pdf');
  expect((await receipt.body()).subarray(0, 5).toString()).toBe('%PDF-');
});

test('a gift with JavaScript off', async () => {
  const page = await openPage({ javaScriptEnabled: false, locale: 'en' });
  await page.goto(`${stack.url}/projects/${project.slug}`);
  await page.check('input[name="preset"][value="other"]');
  await page.fill('input[name="amount"]', '66.60');
  await page.click('details:has(input[name="publicity"]) > summary');
  await page.check('input[name="publicity"][value="ANONYMOUS"]');
  const formKey = await page.inputValue('input[name="form_key"]');
  await page.click('form[data-give] button');
  await page.waitForURL(`${stack.sandbox.url}/**`);
  await page.click('button[value="pay"]');
  await page.waitForURL(`${stack.url}/donations/**`);
  await eventually(page, 'Download receipt');
  const shown = (await page.textContent('main')) ?? '';
  for (const words of ['Thank you', 'CN¥66.60', 'Ledger number', 'Kind donor'])
    expect(shown).toContain(words);
  expect((await gifts()).at(-1)).toEqual({ amount: '6660', status: 'succeeded', publicity: 'ANONYMOUS' });
  // The form, sent once more when all is done, leads to the gift that it made.
  const again = await page.context().request.post(`${stack.url}/projects/${project.slug}/donations`, {
    form: { preset: 'other', amount: '66.60', publicity: 'ANONYMOUS', currency: 'CNY', form_key: formKey },
    headers: { origin: stack.url },
    maxRedirects: 0,
  });
  const [ownPage] = page.url().split('&session=');
  expect([again.status(), `${stack.url}${again.headers().location}`]).toEqual([303, ownPage]);
  // The total that the gift's page claims is the one that the project's page shows.
  await page.goto(`${stack.url}/projects/${project.slug}`);
  const booked = (await gifts()).filter(({ status }) => status === 'succeeded');
  const amount = booked.reduce((sum, gift) => sum + BigInt(gift.amount), 0n);
  await eventually(page, readableMoney({ amount, currency: 'CNY' }, 'en'));
});

test('coming back from the checkout and pressing again is still one gift', async () => {
  const page = await openPage();
  const before = (await gifts()).length;
  await page.goto(`${stack.url}/projects/${project.slug}`);
  await page.check('input[name="preset"][value="20"]');
  await page.click('form[data-give] button');
  await page.waitForURL(`${stack.sandbox.url}/**`);
  const checkout = page.url();
  await page.goBack();
  await page.waitForSelector('form[data-give]');
  expect(await page.inputValue('input[name="preset"]:checked')).toBe('20');
  await page.click('form[data-give] button');
  await page.waitForURL(checkout);
  expect((await gifts()).length).toBe(before + 1);

  // The checkout's own way back leads to the gift's page, which says that nothing was paid and leads on again.
  await page.click('a.back');
  await page.waitForURL(`${stack.url}/donations/**`);
  expect(await page.textContent('h1')).toBe('等待支付结果');
  expect([await axeViolations(page), await overflow(page)]).toEqual([[], 0]);
  await page.click('form.actions button');
  await page.waitForURL(checkout);
  await page.click('button[value="decline"]');
  await page.click('a.back');
  await page.waitForURL(`${stack.url}/donations/**`);
  await eventually(page, '这次支付没有成功');
  expect(await axeViolations(page)).toEqual([]);
});

test('every page passes axe in both languages and fits a phone of 360 px', async () => {
  const page = await openPage();
  const [organization] = await stack.app.database.rows<{ slug: string }>(
    'SELECT slug FROM organization LIMIT 1',
  );
  const closed = await buildProject(stack.app, { state: 'closed' });
  const paths = [
    '/',
    '/projects',
    `/projects/${project.slug}`,
    `/projects/${closed.slug}`,
    `/organizations/${organization?.slug}`,
    '/receipts/verify',
    '/receipts/verify?code=none',
    '/privacy',
    '/complaints',
    '/projects/none-such',
  ];
  const found: string[] = [];
  for (const lang of ['zh-CN', 'en'])
    for (const path of paths) {
      await page.goto(`${stack.url}${path}${path.includes('?') ? '&' : '?'}lang=${lang}`);
      for (const violation of await axeViolations(page)) found.push(`${path} ${lang} ${violation}`);
      const wider = await overflow(page);
      if (wider > 0) found.push(`${path} ${lang} is ${wider} px too wide`);
    }
  expect(found).toEqual([]);
});

test('a refused form shows what is wrong, keeps what was typed, and passes axe', async () => {
  const page = await openPage();
  await page.goto(`${stack.url}/projects/${project.slug}`);
  await page.fill('input[name="amount"]', '12.345');
  await page.click('form[data-give] button');
  await page.waitForSelector('[role="alert"]');
  expect(await page.textContent('#amount-problem')).toContain('小数位太多');
  expect(await page.inputValue('input[name="amount"]')).toBe('12.345');
  expect(await axeViolations(page)).toEqual([]);
});
