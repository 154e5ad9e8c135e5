import { type DynamicModule, type INestApplicationContext, Module, type Type } from '@nestjs/common';
import { ALL_CHECKS } from './checks.js';
import { DisbursementsJobs } from './disbursements/disbursements.jobs.js';
import { USE_CHANGED } from './disbursements/disbursements.outbox.js';
import { DisclosureJobs } from './disclosure/disclosure.jobs.js';
import { GIFT_LINK_ASKED } from './disclosure/disclosure.outbox.js';
import { DONATION_BOOKED, DONATION_CHANGED, REFUND_APPROVED } from './donations/donations.outbox.js';
import { GiverMailingsJobs } from './donations/giver-mailings.jobs.js';
import { GivingJobs } from './donations/giving-limits.jobs.js';
import { MonthlyJobs } from './donations/monthly.jobs.js';
import { OfflineJobs } from './donations/offline.jobs.js';
import { RefundsJobs } from './donations/refunds.jobs.js';
import { ExportsJobs } from './exports/exports.jobs.js';
import { IntakeSchedules } from './intake/intake.schedules.js';
import { Intake } from './intake/intake.service.js';
import { StatementBooking } from './intake/statement-booking.service.js';
import { StatementIntakeWork } from './intake/statement-intake-work.service.js';
import { Numberer } from './ledger/numberer.service.js';
import { Sealer } from './ledger/sealer.service.js';
import { BankAccounts } from './organizations/bank-accounts.service.js';
import { PartnerFeedJobs } from './partner-feed/partner-feed.jobs.js';
import { PartnerFeedRelay } from './partner-feed/partner-feed-relay.service.js';
import { WebhookSending } from './partner-feed/webhook-sending.service.js';
import { PartnersJobs } from './partners/partners.jobs.js';
import { PARTNER_TEST_GIFT } from './partners/partners.outbox.js';
import { APPROVAL_ENDED } from './platform/approvals/approvals.js';
import { ApprovalsExpiry } from './platform/approvals/approvals-expiry.js';
import { Config } from './platform/config/config.js';
import { Poller } from './platform/jobs/poller.js';
import type { WorkerDuties } from './platform/jobs/worker-loops.js';
import { MAIL_REQUESTED, MAIL_TO_MANY_REQUESTED } from './platform/mail/mail.js';
import { MailSender } from './platform/mail/mail.sender.js';
import { MailRefusals } from './platform/mail/mail-refusals.js';
import { OutboxPurge } from './platform/outbox/outbox-purge.js';
import { PlatformModule, type ProcessOptions } from './platform/platform.module.js';
import { Projector } from './progress/projector.service.js';
import { ProjectsJobs } from './projects/projects.jobs.js';
import { PROJECT_EVENTS } from './projects/projects.outbox.js';
import { ProviderSecretsJobs } from './providers/provider-secrets.jobs.js';
import { ReceiptsJobs } from './receipts/receipts.jobs.js';
import { RECEIPT_ISSUED, RECEIPT_VOIDED } from './receipts/receipts.outbox.js';
import { ReconciliationJobs } from './reconciliation/reconciliation.jobs.js';
import { ReconciliationSchedules } from './reconciliation/reconciliation.schedules.js';
import { ROOMS } from './rooms.js';
import { SettlementsJobs } from './settlements/settlements.jobs.js';
import { PAYOUT_STATED } from './settlements/settlements.outbox.js';
import { SettlementsSchedules } from './settlements/settlements.schedules.js';
import { StatementReading } from './settlements/statement-reading.service.js';
import { StaffJobs } from './staff/staff.jobs.js';
import { TABLES } from './tables.js';

/** The worker process: all rooms, no faces. */
@Module({})
export class WorkerModule {
  static with(options: ProcessOptions): DynamicModule {
    return {
      module: WorkerModule,
      imports: [PlatformModule.with({ ...options, tables: TABLES, checks: ALL_CHECKS }), ...ROOMS],
    };
  }
}

/** How long a booked gift may wait for its number, and a number for the public, when nobody rings. */
const FOLLOW_MS = 200;
/** How long an accepted event may wait when nobody rings. */
const INTAKE_MS = 1_000;
/** How long lines of an accepted file may wait when nobody rings. */
const STATEMENTS_MS = 2_000;
/** How long what has happened may wait until partners are told, when nobody rings. */
const FEED_MS = 1_000;
/** How long a numbered entry may wait for its seal. */
const SEAL_MS = 60_000;

/** Everything a worker does, one line each; checked when it starts. */
export function workerDuties(app: INestApplicationContext): WorkerDuties {
  const get = <T>(token: Type<T>): T => app.get(token, { strict: false });
  const webhooks = new Poller('webhooks', FEED_MS, async () => {
    await get(WebhookSending).handOut();
    return 0;
  });
  const feed = new Poller('partner-feed', FEED_MS, async () => {
    const told = await get(PartnerFeedRelay).relayOnce();
    if (told > 0) webhooks.ring();
    return told;
  });
  const progress = new Poller('progress', FOLLOW_MS, async () => {
    const taken = await get(Projector).projectOnce();
    if (taken > 0) feed.ring();
    return taken;
  });
  const numbering = new Poller('numbering', FOLLOW_MS, async () => {
    const numbered = await get(Numberer).numberOnce();
    if (numbered > 0) progress.ring();
    return numbered;
  });
  const intake = Array.from(
    { length: get(Config).INTAKE_LOOPS },
    () =>
      new Poller('intake', INTAKE_MS, async () => {
        const rows = await get(Intake).runOnce();
        if (rows > 0) numbering.ring();
        return rows;
      }),
  );
  return {
    kinds: [
      MAIL_REQUESTED,
      MAIL_TO_MANY_REQUESTED,
      APPROVAL_ENDED,
      DONATION_BOOKED,
      DONATION_CHANGED,
      PARTNER_TEST_GIFT,
      REFUND_APPROVED,
      GIFT_LINK_ASKED,
      PAYOUT_STATED,
      RECEIPT_ISSUED,
      RECEIPT_VOIDED,
      ...PROJECT_EVENTS,
      USE_CHANGED,
    ],
    subscribers: [
      get(MailSender).subscriber,
      get(MailSender).subscriberToMany,
      get(BankAccounts).subscriber,
      ...get(ProviderSecretsJobs).subscribers,
      ...get(RefundsJobs).subscribers,
      ...get(SettlementsJobs).subscribers,
      ...get(ReceiptsJobs).subscribers,
      ...get(DisbursementsJobs).subscribers,
      ...get(OfflineJobs).subscribers,
      ...get(ProjectsJobs).subscribers,
      ...get(GiverMailingsJobs).subscribers,
      ...get(PartnerFeedJobs).subscribers,
      ...get(DisclosureJobs).subscribers,
    ],
    schedules: [
      get(OutboxPurge).schedule,
      get(MailRefusals).schedule,
      get(ApprovalsExpiry).schedule,
      ...get(StaffJobs).schedules,
      ...get(ProjectsJobs).schedules,
      ...get(GiverMailingsJobs).schedules,
      ...get(PartnersJobs).schedules,
      ...get(IntakeSchedules).schedules,
      ...get(ProviderSecretsJobs).schedules,
      ...get(RefundsJobs).schedules,
      ...get(ReceiptsJobs).schedules,
      ...get(MonthlyJobs).schedules,
      ...get(GivingJobs).schedules,
      ...get(ReconciliationSchedules).schedules,
      ...get(ReconciliationJobs).schedules,
      ...get(SettlementsSchedules).schedules,
      ...get(PartnerFeedJobs).schedules,
    ],
    works: [
      get(StatementReading).work,
      get(StatementIntakeWork),
      get(GiverMailingsJobs).work,
      ...get(ReconciliationJobs).works,
      ...get(ExportsJobs).works,
    ],
    pollers: [
      ...intake,
      new Poller('statements', STATEMENTS_MS, async () => {
        const lines = await get(StatementBooking).bookOnce();
        if (lines > 0) numbering.ring();
        return lines;
      }),
      numbering,
      progress,
      feed,
      webhooks,
      new Poller('sealing', SEAL_MS, () => get(Sealer).sealOnce()),
    ],
  };
}
