import { CasesQueries } from '../../../src/cases/cases.queries.js';
import { Cases } from '../../../src/cases/cases.service.js';
import { newId, withPrefix } from '../../../src/kernel/ids.js';
import { Resolutions } from '../../../src/reconciliation/resolutions.service.js';
import { axeViolations, openBrowser, overflow, type TestBrowser } from '../../support/browser.js';
import { buildProject } from '../../support/builders.js';
import { openConsole, type Person, type TestConsole } from './console.js';

/** A browser on a busy machine takes its time. */
jest.setTimeout(120_000);

describe('approvals and cases in a browser', () => {
  let desk: TestConsole;
  let browser: TestBrowser;
  let url: string;
  let clerk: Person;
  let approver: Person;
  let caseId: string;
  let approvalId: string;

  beforeAll(async () => {
    desk = await openConsole();
    url = await desk.app.listen();
    browser = await openBrowser();
    clerk = await desk.signIn(desk.society, 'clerk');
    approver = await desk.signIn(desk.society, 'approver');
    const { fundId } = await buildProject(desk.app, { organizationId: desk.society.id });
    caseId = await desk.app.database.inTransaction((tx) =>
      desk.app.get(Cases).open(tx, {
        ...{
          organizationId: desk.society.id,
          kind: 'D13',
          dedupeKey: newId(),
          detail: 'bank line 7 differs',
        },
        ...{ subjectType: 'statement_line', subjectId: newId(), amount: 1_234n, currency: 'CNY' },
      }),
    );
    const leg = {
      fundId,
      debit: '100201',
      credit: '410102',
      providerAccountId: null,
      amount: 1_234n,
    } as const;
    approvalId = await desk.app
      .get(Resolutions)
      .propose(
        { staffId: clerk.staffId },
        { organizationId: desk.society.id, caseId, memo: '银行利息误记', legs: [leg] },
      );
  });
  afterAll(async () => {
    await browser.close();
    await desk.app.close();
  });

  const as = async (person: Person) => {
    const [name = '', value = ''] = person.cookie.split('=');
    await browser.context.clearCookies();
    await browser.context.addCookies([{ name, value, url }]);
  };
  const pages = () => {
    const at = (path: string) => `${url}/console/${desk.society.slug}${path}`;
    const item = withPrefix('cas', caseId);
    return [
      [clerk, at('/approvals')],
      [approver, at(`/approvals/${withPrefix('apr', approvalId)}`)],
      [clerk, at('/cases')],
      [clerk, at(`/cases/${item}`)],
      [clerk, at(`/cases/${item}/entry`)],
    ] as const;
  };

  test.each([
    [390, 'zh-CN'],
    [1440, 'en'],
  ])('fit a window of %i pixels in %s, and axe finds nothing', async (width, lang) => {
    const page = await browser.context.newPage();
    await page.setViewportSize({ width, height: 900 });
    for (const [person, address] of pages()) {
      await as(person);
      await page.goto(`${address}?lang=${lang}`);
      expect([address, await overflow(page), await axeViolations(page)]).toEqual([address, 0, []]);
    }
    await page.close();
  });

  test('are agreed to with the keyboard alone', async () => {
    await as(approver);
    const page = await browser.context.newPage();
    await page.goto(`${pages()[1][1]}?lang=en`);
    for (let step = 0; step < 60; step += 1) {
      await page.keyboard.press('Tab');
      const text = await page.evaluate('document.activeElement.textContent');
      if (String(text).trim() === 'Approve and carry out') break;
    }
    await Promise.all([page.waitForURL(/done=approved/), page.keyboard.press('Enter')]);
    expect(await page.textContent('[role=status]')).toContain('Approved and carried out');
    expect(await desk.app.get(CasesQueries).detail(desk.society.id, caseId)).toMatchObject({
      item: { state: 'closed' },
    });
  });
});
