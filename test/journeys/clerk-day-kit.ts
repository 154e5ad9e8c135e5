import type { BrowserContext, Page } from 'playwright-core';
import { GiftMappings } from '../../src/donations/gift-mappings.service.js';
import { Recovery } from '../../src/intake/recovery.service.js';
import { dayIn } from '../../src/kernel/clock.js';
import { ProviderAccountChanges } from '../../src/providers/provider-account-changes.service.js';
import { ProviderAccounts } from '../../src/providers/provider-accounts.service.js';
import { ProviderApprovals } from '../../src/providers/provider-approvals.service.js';
import { Settlements } from '../../src/settlements/settlements.service.js';
import { openGiftKit } from '../donations/gift-kit.js';
import { openBank } from '../reconciliation/bank-kit.js';
import { openBrowser } from '../support/browser.js';
import { keyboardOf } from '../support/keyboard.js';
import { buildPerson, shownHash } from '../support/two-people.js';
import { consoleOf, type Person } from '../web/console/console.js';

const DAY_MS = 86_400_000;

/**
 * A society on the morning after: Stripe's gifts of the day are booked and their lines fetched; of WeChat Pay, Alipay
 * and a platform nothing is known yet but accounts and mappings; web and worker run, and a browser is open.
 */
export async function openClerkDay() {
  const kit = await openGiftKit({ DEMO: '1' }, {}, { worker: true });
  const { app, organizationId, clock, sandbox } = kit;
  const homes = await kit.project({ nameZh: '红十字博爱送万家' });
  const rebuilding = await kit.project({ nameZh: '灾后重建' });
  const administrator = await buildPerson(app, organizationId, 'administrator');
  const second = await buildPerson(app, organizationId, 'approver');
  const by = (staffId: string) => ({ staffId, organizationId });

  const account = async (provider: 'wechat' | 'alipay' | 'platform', merchantNo: string, name: string) => {
    const asked = await app.get(ProviderAccountChanges).requestAccount(by(administrator), {
      ...{ provider, account: `${provider}-main`, currency: 'CNY', merchantNo },
      ...{ displayName: name, reason: '开通' },
    });
    await app.get(ProviderApprovals).approve(by(second), asked, await shownHash(app, organizationId, asked));
    const made = await app.get(ProviderAccounts).byPath(provider, `${provider}-main`);
    if (!made) throw new Error(`no account at ${provider}`);
    return made;
  };
  const map = (of: Awaited<ReturnType<typeof account>>, matches: string, value: string, projectId: string) =>
    app.get(GiftMappings).say(by(administrator), of, { matches, value, projectId });
  const wechat = await account('wechat', '1900000109', '微信支付');
  await map(wechat, 'attach', 'P001', homes.id);
  await map(wechat, 'attach', 'P002', rebuilding.id);
  const alipay = await account('alipay', '20880000000000010156', '支付宝');
  await map(alipay, 'description', '红十字博爱送万家', homes.id);
  await map(alipay, 'description', '灾后重建', rebuilding.id);
  const platform = await account('platform', 'PF-88', '公益平台');
  await map(platform, 'description', '博爱送万家', homes.id);
  await map(platform, 'description', '灾后重建', rebuilding.id);
  await openBank(app, organizationId);

  for (const amountText of ['158.88', '50']) {
    const gift = await kit.give(homes, { amountText });
    await sandbox.control('POST', '/pay', { session: gift.sessionId });
  }
  const day = dayIn(clock.now(), 'Asia/Shanghai');
  clock.advance(60_000);
  await app.get(Recovery).compareLastDays();
  await app.settle(60_000);
  const payout = await sandbox.control<{ id: string; amount: number }>('POST', '/payout', { early: true });
  clock.advance(DAY_MS);
  const stripe = (await app.get(ProviderAccounts).ensureMain())?.id ?? '';
  await app.get(Settlements).importRecent(stripe);
  await app.settle(60_000);

  const [organization] = await app.database.rows<{ slug: string }>(
    'SELECT slug FROM organization WHERE id = ?',
    [organizationId],
  );
  const slug = organization?.slug ?? '';
  const url = await app.listen();
  const browser = await openBrowser({ locale: 'zh-CN', viewport: { width: 1440, height: 900 } });
  const page: Page = await browser.context.newPage();
  const { signIn } = consoleOf(app);
  const society = { id: organizationId, slug };
  return {
    ...{ app, organizationId, day, payout, slug, url, page },
    keys: keyboardOf(page),
    person: (...roles: Parameters<typeof signIn> extends [unknown, ...infer R] ? R : never) =>
      signIn(society, ...roles),
    /** Another person sits down at the browser. */
    async seat({ cookie }: Person, at: BrowserContext = browser.context): Promise<void> {
      const [name = '', value = ''] = cookie.split('=');
      await at.clearCookies();
      await at.addCookies([{ name, value, url }]);
    },
    /** What is typed into the browser's address line. */
    visit: (path = '') => page.goto(`${url}/console/${slug}${path}`),
    async close(): Promise<void> {
      await browser.close();
      await kit.close();
    },
  };
}

export type ClerkDay = Awaited<ReturnType<typeof openClerkDay>>;
