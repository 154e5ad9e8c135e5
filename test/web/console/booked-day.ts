import { DonorDetails } from '../../../src/donations/donor-details.service.js';
import { newId } from '../../../src/kernel/ids.js';
import { ChartOfAccounts } from '../../../src/ledger/chart-of-accounts.service.js';
import { Funds } from '../../../src/ledger/funds.service.js';
import { Ledger } from '../../../src/ledger/ledger.service.js';
import { Numberer } from '../../../src/ledger/numberer.service.js';
import { Receipts } from '../../../src/receipts/receipts.service.js';
import { Gifts } from '../../receipts/receipts-room.js';
import type { TestApp } from '../../support/app.js';

/** A gift of the day; times in UTC. */
export interface DayGiftPlan {
  readonly amount: bigint;
  readonly at: string;
  readonly name?: string;
  readonly fee?: bigint;
  readonly receipt?: boolean;
  readonly suspense?: boolean;
}

/** An organization whose books hold these gifts, posted, numbered and receipted by the rooms themselves. */
export async function bookedDay(app: TestApp, plans: readonly DayGiftPlan[]) {
  const { database } = app;
  const gifts = new Gifts(database, app.get(DonorDetails), app.get(Ledger));
  const place = await gifts.place();
  const { organizationId } = place;
  const general = await app.get(Funds).technical(organizationId, 'GEN', 'CNY');
  const cost = await app.get(ChartOfAccounts).id(organizationId, '530101', 'CNY');
  const donations: string[] = [];
  for (const plan of plans) {
    const { amount, fee } = plan;
    const occurredAt = new Date(plan.at);
    const donationId = await gifts.give(place, {
      amount,
      paidAt: occurredAt,
      ...(plan.name ? { name: plan.name } : {}),
      ...(plan.suspense ? { suspense: true } : {}),
    });
    donations.push(donationId);
    if (plan.receipt) {
      await database.inTransaction((tx) => app.get(Receipts).issue(tx, organizationId, [donationId]));
    }
    if (fee === undefined) continue;
    const transfer = { fundId: general, debit: cost, credit: place.clearing, amount: fee, currency: 'CNY' };
    await database.inTransaction((tx) =>
      app.get(Ledger).post(tx, [
        {
          id: newId(),
          organizationId,
          kind: 'provider_fee',
          sourceType: 'statement_line',
          sourceId: `test:${donationId}`,
          subjectType: 'donation',
          subjectId: donationId,
          occurredAt,
          transfers: [transfer],
        },
      ]),
    );
  }
  await app.get(Numberer).numberOnce();
  return { place, organization: { id: organizationId, slug: `org-${organizationId}` }, donations };
}
