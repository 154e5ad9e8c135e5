import { newId, withPrefix } from '../../src/kernel/ids.js';
import { ROLES } from '../../src/staff/roles.js';
import { StaffMembers } from '../../src/staff/staff.service.js';
import { axeViolations, openBrowser, overflow, type TestBrowser } from '../support/browser.js';
import { buildProject } from '../support/builders.js';
import { openBookedDay } from '../web/console/booked-day.js';
import type { Person } from '../web/console/console.js';

const DAY = '2026-11-20';

describe('a clerk’s day in the console', () => {
  let base: string;
  let books: Awaited<ReturnType<typeof openBookedDay>>;
  let browser: TestBrowser | undefined;
  beforeAll(async () => {
    const plans = Array.from({ length: 53 }, (_, index) => ({
      amount: BigInt(1_000 + index * 137),
      at: `${DAY}T0${Math.trunc(index / 10)}:${String((index * 7) % 60).padStart(2, '0')}:00Z`,
      name: '欧阳震华',
      ...(index % 3 === 0 ? {} : { fee: BigInt(6 + index) }),
      receipt: index < 50,
    }));
    books = await openBookedDay(plans);
    base = await books.app.listen();
  }, 120_000);
  afterEach(async () => {
    await browser?.close();
    browser = undefined;
  });
  afterAll(() => books.close());

  const open = async (width: number, person: Person | null, javaScriptEnabled = true) => {
    browser = await openBrowser({
      baseURL: base,
      viewport: { width, height: 900 },
      locale: 'zh-CN',
      javaScriptEnabled,
    });
    const [name = '', value = ''] = person?.cookie.split('=') ?? [];
    if (value)
      await browser.context.addCookies([{ name, value, url: base, httpOnly: true, sameSite: 'Lax' }]);
    return browser.context.newPage();
  };

  test.each([1280, 390])(
    'every page is accessible and fits a window of %i pixels',
    async (width) => {
      const person = await books.signIn(books.organization, ...ROLES);
      const draft = await buildProject(books.app, { organizationId: books.organization.id, state: 'draft' });
      const project = `/projects/${withPrefix('prj', draft.id)}`;
      const inside = ['', `/days/${DAY}`, `/days/${DAY}?lacking=fee&lang=en`]
        .concat([`/gifts/${withPrefix('don', books.donations[1] ?? '')}`, '/projects', '/projects/new'])
        .concat([project, `${project}/edit`, `${project}/preview`])
        .concat(['/cases', '/inbox', '/outbox', '/schedules', '/mailbox', '/people'])
        .concat([`/people/${withPrefix('stf', person.staffId)}`]);
      const page = await open(width, person);
      const paths = inside.map((path) => `/console/${books.organization.slug}${path}`);
      for (const path of [...paths, '/console/account', '/console/login', '/console/nowhere']) {
        await page.goto(path);
        expect([path, await axeViolations(page)]).toEqual([path, []]);
        expect([path, await overflow(page)]).toEqual([path, 0]);
      }
    },
    120_000,
  );

  test('logs in and reads the day by keyboard alone, without JavaScript', async () => {
    const loginName = `k-${newId()}`;
    await books.app.get(StaffMembers).create({
      loginName,
      displayName: '键盘用户',
      password: 'plum blossoms in the snow',
      roles: [{ organizationId: books.organization.id, role: 'clerk' }],
    });
    const page = await open(390, null, false);
    await page.goto(`/console/${books.organization.slug}/days/${DAY}`);
    expect(page.url()).toContain('/console/login?to=');
    const reach = async (selector: string) => {
      for (let presses = 0; presses < 120; presses++) {
        await page.keyboard.press('Tab');
        if ((await page.locator(`${selector}:focus`).count()) === 1) return;
      }
      throw new Error(`the keyboard does not reach ${selector}`);
    };
    await reach('#name');
    await page.keyboard.type(loginName);
    await reach('#password');
    await page.keyboard.type('plum blossoms in the snow');
    await page.keyboard.press('Enter');
    await page.waitForURL(`**/days/${DAY}`);
    expect(await page.locator('tbody tr').count()).toBeGreaterThan(50);
    await reach('.pager a[rel=next]');
    await page.keyboard.press('Enter');
    await page.waitForURL('**page=2');
    expect(await page.locator('main').textContent()).toContain('欧*');
    await reach('.console-account button');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/console/login?out');
  }, 60_000);

  test('files the day on paper: every gift, the total once, lines to sign on', async () => {
    const person = await books.signIn(books.organization, 'clerk');
    const page = await open(1280, person);
    await page.goto(`/console/${books.organization.slug}/days/${DAY}?page=all`);
    await page.emulateMedia({ media: 'print' });
    expect(await page.locator('.console-header').isVisible()).toBe(false);
    expect(await page.locator('.signatures').isVisible()).toBe(true);
    const paper = await page.pdf({ preferCSSPageSize: true });
    expect(paper.subarray(0, 5).toString()).toBe('%PDF-');
    expect(
      paper.toString('latin1').match(/\/MediaBox \[0 0 59\d\.?\d* 84\d/g)?.length,
    ).toBeGreaterThanOrEqual(2);
  }, 60_000);
});
