import { formsOf } from '../../bin/lib/forms.mjs';
import { sleep } from '../../bin/lib/processes.mjs';
import { Visitor } from '../../bin/lib/visitor.mjs';

/** How long a donor keeps pressing the button while the site is away. */
const PATIENCE_MS = 20_000;
const AGAIN_MS = 250;

/** Repeats what a person would repeat until the answer has this status; undefined when patience has run out. */
async function until(status, ask) {
  const end = Date.now() + PATIENCE_MS;
  while (Date.now() < end) {
    const answer = await ask().catch(() => undefined);
    if (answer?.status === status) return answer;
    await sleep(AGAIN_MS);
  }
  return undefined;
}

/** Addresses of projects that take gifts. */
export async function projectsOf(house) {
  const answer = await fetch(`${house.env.PUBLIC_URL}/api/v1/projects`);
  const { data } = await answer.json();
  const open = [];
  for (const { slug } of data) {
    const url = `${house.env.PUBLIC_URL}/projects/${slug}`;
    const form = await (await fetch(url)).text();
    if (form.includes(`/projects/${slug}/donations`)) open.push(url);
  }
  return open;
}

/** Gives until `running()` says no: the page, the form, the checkout; and what donors and banks do afterwards. */
export async function donate(house, random, projects, running, tally) {
  while (running()) {
    const donor = new Visitor();
    const url = random.pick(projects);
    const cents = random.between(100, 90_000);
    const fate = random.next();
    const after = random.next();
    const page = await until(200, () => donor.get(url));
    const form = page && formsOf(page.text, page.url).find(({ action }) => action.includes('/donations'));
    if (!form) continue;
    const fields = new URLSearchParams(form.fields);
    if (form.names.includes('preset')) fields.set('preset', 'other');
    fields.set('amount', `${Math.floor(cents / 100)}.${String(cents % 100).padStart(2, '0')}`);
    // The same form again and again, as its button would: the form key makes it one gift.
    const opened = await until(303, () => donor.post(form.action, fields, page.url));
    const session = opened?.location?.split('/').at(-1);
    if (!session?.startsWith('cs_')) continue;
    tally.opened += 1;
    if (fate < 0.1) await house.control('POST', '/pay', { session, outcome: 'declined' });
    if (fate > 0.92) continue;
    const method = random.pick(['card', 'alipay', 'wechat_pay']);
    const paid = await house.control('POST', '/pay', { session, method });
    if (paid.refused) continue;
    tally.paid += 1;
    await afterwards(house, random, { session, cents, after }, tally);
  }
}

/** One gift in five is given back in part or whole, one in twelve is disputed and sometimes decided at once. */
async function afterwards(house, random, { session, cents, after }, tally) {
  if (after < 0.2) {
    const amount = random.chance(0.5) ? cents : random.between(1, cents);
    const refund = await house.control('POST', '/refund', { session, amount });
    if (!refund.refused) tally.refunds += 1;
  } else if (after < 0.28) {
    const dispute = await house.control('POST', '/dispute', { session });
    if (dispute.refused) return;
    tally.disputes += 1;
    const to = random.pick(['won', 'lost', undefined]);
    if (to) await house.control('POST', `/dispute/${dispute.id}`, { to, fee_returned: random.chance(0.5) });
  }
}

/** The provider's own acts: payouts, one in three of which comes back, and a fee now and then. */
export async function provide(house, random, running, tally) {
  while (running()) {
    await sleep(random.between(1500, 4000));
    const payout = await house.control('POST', '/payout', { early: true });
    if (payout.refused) continue;
    tally.payouts += 1;
    if (random.chance(0.3)) await house.control('POST', `/payout/${payout.id}`, { to: 'failed' });
  }
}
