import { Injectable } from '@nestjs/common';
import type { ProviderAccount } from './provider-account.entity.js';
import { ProviderAccounts } from './provider-accounts.service.js';
import type { SignedEvent } from './provider-event.js';
import { signedEvent } from './stripe/stripe.arrival.js';
import { isSigned } from './stripe/stripe.signature.js';

/** Tells the provider's messages from everybody else's. */
@Injectable()
export class SignedEvents {
  constructor(private readonly accounts: ProviderAccounts) {}

  /**
   * The event in these very bytes, or null when the account's provider did not sign them within five minutes.
   * @param header the Stripe-Signature header as it came.
   */
  verified(
    account: ProviderAccount,
    header: string | string[] | undefined,
    body: Buffer,
    now: Date,
  ): SignedEvent | null {
    if (typeof header !== 'string') return null;
    if (!isSigned(header, body, this.accounts.signingKeys(account, now), now)) return null;
    return signedEvent(account, body, JSON.stringify({ 'stripe-signature': header }), now);
  }
}
