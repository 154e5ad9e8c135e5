import { newId } from '../../src/kernel/ids.js';
import type { ProviderStatementLine } from '../../src/providers/payment-provider.service.js';
import { ProviderAccounts } from '../../src/providers/provider-accounts.service.js';
import { Reconciliation } from '../../src/reconciliation/reconciliation.service.js';
import { StatementBooks } from '../../src/settlements/statement-books.service.js';
import { event, eventsOf, type GiftKit, type OpenGift, openGiftKit } from '../donations/gift-kit.js';
import type { BuiltProject } from '../support/builders.js';

/** The day that the tests reconcile, and its noon in Shanghai. */
export const DAY = '2026-11-18';
export const NOON = new Date(`${DAY}T04:00:00Z`);

/** A society with a Stripe account, gifts whose events arrived, and a statement that the tests write themselves. */
export async function openMatchingKit(kit?: GiftKit) {
  const gifts = kit ?? (await openGiftKit());
  const { app, organizationId, clock } = gifts;
  const account = await app.get(ProviderAccounts).ensureMain();
  if (!account) throw new Error('no account');
  let project: BuiltProject | undefined;
  const goTo = async (at: Date): Promise<void> => {
    clock.set(at);
    await gifts.sandbox.control('PUT', '/clock', { at: at.getTime() / 1000 });
  };
  const line = (changes: Partial<ProviderStatementLine> = {}): ProviderStatementLine => {
    const amount = changes.amount ?? 10_000n;
    const fee = changes.fee ?? 0n;
    return {
      key: `txn_${newId()}`,
      type: 'charge',
      amount,
      fee,
      net: amount - fee,
      currency: 'CNY',
      paymentId: null,
      sourceKey: null,
      occurredAt: NOON,
      availableOn: null,
      raw: '{}',
      ...changes,
    };
  };
  return {
    ...gifts,
    account,
    line,
    async paid(at: Date = NOON): Promise<OpenGift> {
      await goTo(at);
      project ??= await gifts.project();
      const gift = await gifts.give(project);
      await gifts.deliver(eventsOf(gift, at.getTime() / 1000).succeeded());
      await gifts.intake();
      return gift;
    },
    async open(at: Date = NOON): Promise<OpenGift> {
      await goTo(at);
      project ??= await gifts.project();
      return gifts.give(project);
    },
    lineOf: (gift: OpenGift, changes: Partial<ProviderStatementLine> = {}) =>
      line({ paymentId: gift.paymentId, amount: BigInt(gift.amount), ...changes }),
    keep: (...lines: ProviderStatementLine[]) => app.get(StatementBooks).keep(account, lines),
    /** The provider's statement is complete up to here. */
    async covered(until: Date): Promise<void> {
      await app.database.rows(
        `INSERT INTO statement_cursor (provider_account_id, imported_until) VALUES (?, ?)
         ON DUPLICATE KEY UPDATE imported_until = VALUES(imported_until)`,
        [account.id, until],
      );
    },
    run: (day = DAY) =>
      app.get(Reconciliation).run({ organizationId, providerAccountId: account.id, day, startedBy: null }),
    /** "D01 standing" of each difference, in order. */
    async standing(): Promise<string[]> {
      const rows = await app.database.rows<{ code: string }>(
        "SELECT code FROM discrepancy WHERE state = 'standing' ORDER BY code",
      );
      return rows.map(({ code }) => code);
    },
    event,
    goTo,
  };
}

export type MatchingKit = Awaited<ReturnType<typeof openMatchingKit>>;
