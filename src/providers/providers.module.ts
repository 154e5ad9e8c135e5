import { Module } from '@nestjs/common';
import { DiskRoom } from './disk-room.js';
import { InboxQueries } from './inbox.queries.js';
import { Inbox } from './inbox.service.js';
import { PaymentProvider } from './payment-provider.service.js';
import { ProviderAccountChanges } from './provider-account-changes.service.js';
import { ProviderAccountsQueries } from './provider-accounts.queries.js';
import { ProviderAccounts } from './provider-accounts.service.js';
import { ProviderApprovals } from './provider-approvals.service.js';
import { ProviderFacts } from './provider-facts.service.js';
import { ProviderReach } from './provider-reach.service.js';
import { ProviderSecretsJobs } from './provider-secrets.jobs.js';
import { ProviderSecrets } from './provider-secrets.service.js';
import { SignedEvents } from './signed-events.service.js';
import { StripeAdapter } from './stripe/stripe.adapter.js';

@Module({
  providers: [
    ProviderAccounts,
    ProviderAccountsQueries,
    ProviderSecrets,
    ProviderAccountChanges,
    ProviderApprovals,
    ProviderSecretsJobs,
    DiskRoom,
    Inbox,
    InboxQueries,
    SignedEvents,
    ProviderFacts,
    ProviderReach,
    StripeAdapter,
    { provide: PaymentProvider, useExisting: StripeAdapter },
  ],
  exports: [
    ProviderAccounts,
    ProviderAccountsQueries,
    ProviderSecrets,
    ProviderAccountChanges,
    ProviderApprovals,
    ProviderSecretsJobs,
    Inbox,
    InboxQueries,
    SignedEvents,
    ProviderFacts,
    ProviderReach,
    PaymentProvider,
  ],
})
export class ProvidersModule {}
