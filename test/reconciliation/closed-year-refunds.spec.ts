import { RefundSending } from '../../src/donations/refund-sending.service.js';
import { Refunds } from '../../src/donations/refunds.service.js';
import { dayIn } from '../../src/kernel/clock.js';
import { newId } from '../../src/kernel/ids.js';
import type { ProviderAccount } from '../../src/providers/provider-account.entity.js';
import { ProviderAccounts } from '../../src/providers/provider-accounts.service.js';
import { DayClosing } from '../../src/reconciliation/day-closing.service.js';
import { YearClosing } from '../../src/reconciliation/year-closing.service.js';
import { Settlements } from '../../src/settlements/settlements.service.js';
import { StatementBooks } from '../../src/settlements/statement-books.service.js';
import { eventsOf, type GiftKit, type OpenGift, openGiftKit } from '../donations/gift-kit.js';
import {
  balanceOf,
  disputeEvent,
  disputeOf,
  lineOf,
  refundEvents,
  refundOf,
} from '../donations/returns-kit.js';
import type { BuiltProject } from '../support/builders.js';
import { buildPerson, shownHash } from '../support/two-people.js';

const LAST_YEAR = new Date().getUTCFullYear() - 1;
const PAID_AT = Math.floor(Date.parse(`${LAST_YEAR}-12-30T04:00:00Z`) / 1000);

let kit: GiftKit;
let project: BuiltProject;
let clerk: string;
let approver: string;
let kept: OpenGift;
let disputed: OpenGift;
let undone: OpenGift;

const actor = (staffId: string) => ({ staffId, organizationId: kit.organizationId });
const shown = (id: string) => shownHash(kit.app, kit.organizationId, id);

/** A gift that was paid at the end of last year, with the provider's line about it. */
async function paid(account: ProviderAccount): Promise<OpenGift> {
  const gift = await kit.give(project);
  await kit.deliver(eventsOf(gift, PAID_AT).succeeded());
  await kit.intake();
  await kit.app.get(StatementBooks).keep(account, [
    {
      ...{ key: `txn_${newId()}`, type: 'charge', amount: 10_000n, fee: 320n, net: 9_680n, currency: 'CNY' },
      ...{ paymentId: gift.paymentId, sourceKey: `ch_${gift.paymentId.slice(3)}`, raw: '{}' },
      ...{ occurredAt: new Date(PAID_AT * 1000), availableOn: null },
    },
  ]);
  return gift;
}

beforeAll(async () => {
  kit = await openGiftKit({}, { webhookUrl: 'http://127.0.0.1:9/webhooks/stripe/main', retryMs: 600_000 });
  project = await kit.project();
  clerk = await buildPerson(kit.app, kit.organizationId, 'clerk');
  approver = await buildPerson(kit.app, kit.organizationId, 'approver');
  const account = await kit.app.get(ProviderAccounts).byPath('stripe', 'main');
  if (!account) throw new Error('there is no account');
  await kit.app.get(Settlements).importSince(account.id, new Date((PAID_AT - 86_400) * 1000));
  [kept, disputed, undone] = [await paid(account), await paid(account), await paid(account)];
  const day = dayIn(new Date(PAID_AT * 1000), 'Asia/Shanghai');
  const closing = await kit.app.get(DayClosing).request(actor(clerk), day);
  await kit.app.get(DayClosing).approve(actor(approver), closing, await shown(closing));
  const year = await kit.app.get(YearClosing).request(actor(clerk), LAST_YEAR);
  await kit.app.get(YearClosing).approve(actor(approver), year, await shown(year));
}, 120_000);
afterAll(() => kit.close());

describe('what goes back of a gift whose year is closed', () => {
  const refunded = async (gift: OpenGift): Promise<string> => {
    const { refundId, approvalId } = await kit.app.get(Refunds).request(actor(clerk), {
      ...{ organizationId: kit.organizationId, donationId: gift.donationId, amountText: '40.00' },
      ...{ currency: 'CNY', reason: 'DUPLICATE', note: '' },
    });
    await kit.app.get(Refunds).approve(actor(approver), approvalId, await shown(approvalId));
    expect(await balanceOf(kit, '3102', gift.donationId)).toBe(4_000);
    expect(await balanceOf(kit, '410102', gift.donationId)).toBe(-10_000);
    return refundId;
  };

  it('a refund is taken from net assets', async () => {
    const at = Math.floor(kit.clock.now().getTime() / 1000);
    const refund = await refunded(kept);
    await kit.deliver(refundEvents(refundOf(kept, 4_000, at, { refund })).created());
    await kit.intake();
    expect(await balanceOf(kit, '3102', kept.donationId)).toBe(4_000);
    expect(await balanceOf(kit, '220902', kept.donationId)).toBe(0);
  });

  it('a refund that fails and is given up goes back to where it was taken from', async () => {
    const refund = await refunded(undone);
    // The sandbox does not know the payment, so it refuses.
    await kit.app.database.inTransaction(await kit.app.get(RefundSending).send(refund));
    await kit.app.get(RefundSending).giveUp(actor(approver), refund);
    expect(await balanceOf(kit, '3102', undone.donationId)).toBe(0);
    expect(await balanceOf(kit, '410102', undone.donationId)).toBe(-10_000);
  });

  it('so are a refund made at the provider and a lost dispute', async () => {
    const at = Math.floor(kit.clock.now().getTime() / 1000);
    await kit.deliver(refundEvents(refundOf(kept, 1_000, at)).created());
    await kit.intake();
    expect(await balanceOf(kit, '3102', kept.donationId)).toBe(5_000);
    const dispute = disputeOf(disputed, at);
    const line = lineOf(-10_000, 1_500, at);
    await kit.deliver(
      disputeEvent(dispute, 'created', 'needs_response', [line], at),
      disputeEvent(dispute, 'closed', 'lost', [line], at + 5),
    );
    await kit.intake();
    expect(await balanceOf(kit, '3102', disputed.donationId)).toBe(10_000);
    expect(await balanceOf(kit, '112201', disputed.donationId)).toBe(0);
  });
});
