import { createHash } from 'node:crypto';
import { type DonationFact, odditiesOf, statusOf } from '../../src/donations/donation.js';
import { Donations } from '../../src/donations/donations.service.js';
import { newId } from '../../src/kernel/ids.js';
import { Inbox } from '../../src/providers/inbox.service.js';
import { ProviderAccount } from '../../src/providers/provider-account.entity.js';
import { ProviderAccounts } from '../../src/providers/provider-accounts.service.js';
import { eventsOf, type GiftKit, openGiftKit } from './gift-kit.js';

const promised = { amount: 100n, currency: 'CNY' };
const at = (second: number) => new Date(Date.UTC(2026, 10, 20, 4, 0, second));

function fact(kind: DonationFact['kind'], second: number, stranger = false): DonationFact {
  const money = kind === 'payment_succeeded' ? promised : { amount: null, currency: null };
  const providerAccountId = stranger ? 'theirs' : 'ours';
  return {
    ...{ kind, key: `${kind}-${second}`, ...money, occurredAt: at(second) },
    ...{ fee: null, paymentKey: null, disputeKey: null, providerAccountId, attemptAccountId: 'ours' },
  };
}

describe('what another account states about our try', () => {
  it.each([
    ['payment_failed', 'pending'],
    ['payment_expired', 'pending'],
    ['payment_succeeded', 'pending'],
  ] as const)('a lone %s leaves the donation %s', (kind, status) => {
    expect(statusOf(promised, [fact(kind, 1, true)])).toBe(status);
  });

  it('speaks neither over our own failure nor over our expiry', () => {
    expect(statusOf(promised, [fact('payment_failed', 1), fact('payment_expired', 2, true)])).toBe('failed');
    expect(statusOf(promised, [fact('payment_expired', 1), fact('payment_failed', 2, true)])).toBe('expired');
  });

  it('makes no success a late one', () => {
    const paid = fact('payment_succeeded', 2);
    expect(odditiesOf(promised, [fact('payment_expired', 1, true), paid], null)).toEqual([]);
    expect(odditiesOf(promised, [fact('payment_expired', 1), paid], null)).toEqual(['LATE_SUCCESS']);
  });
});

describe('events of our try that come through another account', () => {
  let kit: GiftKit;
  let other: ProviderAccount;

  beforeAll(async () => {
    kit = await openGiftKit();
    const accounts = kit.app.get(ProviderAccounts);
    const main = await accounts.ensureMain();
    if (!main) throw new Error('no account');
    other = { ...main, id: newId(), account: 'other', currency: 'USD' };
    await kit.app.database.inTransaction((tx) => tx.insert(ProviderAccount, other));
    await accounts.servesProject(kit.organizationId, 'USD');
  });
  afterAll(() => kit.close());

  async function arrive(event: { id: string; type: string }): Promise<void> {
    const body = Buffer.from(JSON.stringify(event));
    await kit.app.get(Inbox).accept({
      ...{ account: other, eventId: event.id, type: event.type, body, headers: '{}' },
      ...{ bodySha256: createHash('sha256').update(body).digest(), receivedAt: kit.clock.now() },
      arrival: { state: 'NEW', reason: null },
    });
    await kit.intake();
  }

  it('change neither its status nor its checkout; a success lies in suspense, with a case', async () => {
    const gift = await kit.give(await kit.project());
    const now = kit.clock.now().getTime() / 1000;
    const first = await kit.app.get(Donations).resume(gift.donationId);
    await arrive(eventsOf(gift, now).expired());
    await arrive(eventsOf(gift, now).failed());
    expect(await kit.books(gift.donationId)).toMatchObject({
      status: 'pending',
      facts: ['payment_expired', 'payment_failed'],
    });
    expect((await kit.app.get(Donations).resume(gift.donationId)).checkoutUrl).toBe(first.checkoutUrl);
    await arrive(eventsOf(gift, now).succeeded());
    expect(await kit.books(gift.donationId)).toMatchObject({
      status: 'pending',
      entries: ['suspense_gift 10000 CNY 100903 220901 suspense'],
      cases: ['ACCOUNT_MISMATCH'],
      announced: 0,
    });
  });
});
