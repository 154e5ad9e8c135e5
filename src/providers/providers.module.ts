import { Module } from '@nestjs/common';
import { DiskRoom } from './disk-room.js';
import { InboxQueries } from './inbox.queries.js';
import { Inbox } from './inbox.service.js';
import { PaymentProvider } from './payment-provider.service.js';
import { ProviderAccounts } from './provider-accounts.service.js';
import { ProviderFacts } from './provider-facts.service.js';
import { SignedEvents } from './signed-events.service.js';
import { StripeAdapter } from './stripe/stripe.adapter.js';

@Module({
  providers: [
    ProviderAccounts,
    DiskRoom,
    Inbox,
    InboxQueries,
    SignedEvents,
    ProviderFacts,
    StripeAdapter,
    { provide: PaymentProvider, useExisting: StripeAdapter },
  ],
  exports: [ProviderAccounts, Inbox, InboxQueries, SignedEvents, ProviderFacts, PaymentProvider],
})
export class ProvidersModule {}
