import { Module } from '@nestjs/common';
import { InboxQueries } from './inbox.queries.js';
import { Inbox } from './inbox.service.js';
import { PaymentProvider } from './payment-provider.js';
import { ProviderAccounts } from './provider-accounts.service.js';
import { StripeAdapter } from './stripe/stripe.adapter.js';

@Module({
  providers: [
    ProviderAccounts,
    Inbox,
    InboxQueries,
    StripeAdapter,
    { provide: PaymentProvider, useExisting: StripeAdapter },
  ],
  exports: [ProviderAccounts, Inbox, InboxQueries, PaymentProvider],
})
export class ProvidersModule {}
