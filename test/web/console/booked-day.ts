import { newId } from '../../../src/kernel/ids.js';
import { ChartOfAccounts } from '../../../src/ledger/chart-of-accounts.service.js';
import { Funds } from '../../../src/ledger/funds.service.js';
import { Ledger } from '../../../src/ledger/ledger.service.js';
import { Numberer } from '../../../src/ledger/numberer.service.js';
import { ReceiptIssuing } from '../../../src/receipts/receipt-issuing.service.js';
import { eventsOf, type GiftKit, type OpenGift, openGiftKit } from '../../donations/gift-kit.js';
import { consoleOf } from './console.js';

/** A gift of the day in fen; times in UTC. `suspense`: another amount arrives than was promised. */
export interface DayGiftPlan {
  readonly amount: bigint;
  readonly at: string;
  readonly name?: string;
  readonly fee?: bigint;
  readonly receipt?: boolean;
  readonly suspense?: boolean;
}

/** A console over books that hold these gifts: given, paid, booked, numbered and receipted by the rooms themselves. */
export async function openBookedDay(plans: readonly DayGiftPlan[]) {
  const kit = await openGiftKit({ DEMO: '1' });
  const { app, clock, organizationId } = kit;
  const project = await kit.project();
  const gifts: OpenGift[] = [];
  for (const plan of plans) {
    const promised = plan.suspense ? plan.amount + 100n : plan.amount;
    const given = {
      amountText: `${promised / 100n}.${String(promised % 100n).padStart(2, '0')}`,
      ...(plan.name ? { name: plan.name } : {}),
    };
    gifts.push(await kit.give(project, given));
  }
  // The sandbox lives in the present, so gifts are promised there; paid and worked with on the day itself.
  clock.set(new Date('2026-11-20T04:00:00Z'));
  await kit.deliver(...gifts.map((gift, index) => paid(gift, plans[index])));
  await kit.intake();
  const donations = gifts.map(({ donationId }) => donationId);
  for (const [index, plan] of plans.entries()) {
    const donationId = donations[index] ?? '';
    if (plan.receipt)
      await app.database.inTransaction((tx) =>
        app.get(ReceiptIssuing).follow(tx, organizationId, [donationId]),
      );
    if (plan.fee !== undefined) await bookFee(kit, donationId, plan.fee, new Date(plan.at));
  }
  await app.get(Numberer).numberOnce();
  const [organization] = await app.database.rows<{ slug: string }>(
    'SELECT slug FROM organization WHERE id = ?',
    [organizationId],
  );
  return {
    ...consoleOf(app),
    organization: { id: organizationId, slug: organization?.slug ?? '' },
    project,
    donations,
    close: () => kit.close(),
  };
}

function paid(gift: OpenGift, plan: DayGiftPlan | undefined): object {
  if (!plan) throw new Error('a gift without a plan');
  const amount = Number(plan.amount);
  return eventsOf(gift, Date.parse(plan.at) / 1000).succeeded({ amount, amount_received: amount });
}

/** The fee as the settlements leave it: the provider's line, and Dr provider fees / Cr clearing in the general fund. */
async function bookFee(kit: GiftKit, donationId: string, fee: bigint, occurredAt: Date): Promise<void> {
  const { app, organizationId } = kit;
  const [paid] = await app.database.rows<{ account: string; payment: string; amount: string }>(
    `SELECT f.provider_account_id AS account, f.fact_key AS payment, f.amount FROM fact f
     JOIN payment_attempt a ON a.id = f.payment_attempt_id WHERE a.donation_id = ?`,
    [donationId],
  );
  if (!paid) throw new Error('a fee for a gift that was not paid');
  const lineKey = `txn_${donationId}`;
  const accounts = app.get(ChartOfAccounts);
  const transfer = {
    fundId: await app.get(Funds).technical(organizationId, 'GEN', 'CNY'),
    debit: await accounts.id(organizationId, '530101', 'CNY'),
    credit: await accounts.id(organizationId, '100903', 'CNY', paid.account),
    amount: fee,
    currency: 'CNY',
  };
  await app.database.inTransaction(async (tx) => {
    await tx.query(
      `INSERT INTO statement_line (organization_id, provider_account_id, line_key, type, amount, fee, net, currency,
         provider_payment_id, occurred_at, raw, imported_at) VALUES (?, ?, ?, 'charge', ?, ?, ?, 'CNY', ?, ?, '{}', ?)`,
      [
        ...[organizationId, paid.account, lineKey, paid.amount, fee.toString()],
        ...[(BigInt(paid.amount) - fee).toString(), paid.payment, occurredAt, app.clock.now()],
      ],
    );
    await app.get(Ledger).post(tx, [
      {
        id: newId(),
        organizationId,
        kind: 'provider_fee',
        sourceType: 'statement_line',
        sourceId: `${paid.account}:${lineKey}`,
        subjectType: 'donation',
        subjectId: donationId,
        occurredAt,
        transfers: [transfer],
      },
    ]);
  });
}
