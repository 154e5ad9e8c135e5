import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runChecks } from '../../src/checks.js';
import { donationChanged } from '../../src/donations/donations.outbox.js';
import { DonorDetails } from '../../src/donations/donor-details.service.js';
import { OfficialWishes } from '../../src/donations/official-wishes.service.js';
import { SetClock } from '../../src/kernel/clock.js';
import { newId } from '../../src/kernel/ids.js';
import { AccountingDays } from '../../src/ledger/accounting-days.service.js';
import type { NewEntry } from '../../src/ledger/entry.js';
import { Ledger } from '../../src/ledger/ledger.service.js';
import { Organization } from '../../src/organizations/organization.entity.js';
import { OrganizationsQueries } from '../../src/organizations/organizations.queries.js';
import { Audit } from '../../src/platform/audit/audit.js';
import { loadConfig } from '../../src/platform/config/load-config.js';
import { openDataSource } from '../../src/platform/database/data-source.js';
import { Database } from '../../src/platform/database/database.js';
import { Files } from '../../src/platform/files/files.js';
import { Mail } from '../../src/platform/mail/mail.js';
import { Outbox } from '../../src/platform/outbox/outbox.js';
import type { OutboxTask, Subscriber } from '../../src/platform/outbox/subscriber.js';
import { Secrets } from '../../src/platform/secrets/secrets.js';
import { OfficialCorrections } from '../../src/receipts/official-corrections.service.js';
import { OfficialNumbers } from '../../src/receipts/official-numbers.service.js';
import { OfficialReceipt, OfficialReceiptItem } from '../../src/receipts/official-receipt.entity.js';
import { OfficialReceipts } from '../../src/receipts/official-receipts.service.js';
import { OfficialWishSweep } from '../../src/receipts/official-wish-sweep.service.js';
import { Receipt } from '../../src/receipts/receipt.entity.js';
import { ReceiptCodes } from '../../src/receipts/receipt-codes.service.js';
import { ReceiptIssuing } from '../../src/receipts/receipt-issuing.service.js';
import { ReceiptItem } from '../../src/receipts/receipt-item.entity.js';
import { ReceiptMails } from '../../src/receipts/receipt-mails.service.js';
import { ReceiptNames } from '../../src/receipts/receipt-names.service.js';
import { ReceiptPages } from '../../src/receipts/receipt-pages.service.js';
import { ReceiptRegister } from '../../src/receipts/receipt-register.service.js';
import { ReceiptSeries } from '../../src/receipts/receipt-series.entity.js';
import { ReceiptsJobs } from '../../src/receipts/receipts.jobs.js';
import { ReceiptsQueries } from '../../src/receipts/receipts.queries.js';
import { Receipts } from '../../src/receipts/receipts.service.js';
import { openTestDatabase } from '../support/database.js';

/** The receipts room on a real database, with nothing above it. */
export async function openReceiptsRoom() {
  const test = await openTestDatabase();
  const folder = await mkdtemp(join(tmpdir(), 'boai-receipts-'));
  const config = loadConfig({
    DATABASE_URL: test.appUrl,
    REDIS_URL: 'redis://127.0.0.1:1/0',
    PUBLIC_URL: 'https://give.example.org',
    SECRET_KEY: Buffer.alloc(32, 7).toString('base64'),
    STRIPE_SECRET_KEY: 'sk_test_receipts',
    STRIPE_WEBHOOK_SECRETS: 'whsec_receipts',
    FILES_DIR: folder,
  });
  const database = new Database(
    await openDataSource(
      test.appUrl,
      [Organization, OfficialReceipt, OfficialReceiptItem, Receipt, ReceiptItem, ReceiptSeries],
      24,
    ),
  );
  const clock = new SetClock(new Date('2026-01-15T04:00:00Z'));
  const secrets = new Secrets(config);
  const donors = new DonorDetails(secrets);
  const codes = new ReceiptCodes(secrets);
  const outbox = new Outbox();
  const organizations = new OrganizationsQueries(database);
  const files = new Files(config, database, clock);
  const mail = new Mail(outbox, secrets, clock);
  const names = new ReceiptNames(secrets, donors);
  const pages = new ReceiptPages(database, codes, names, files, config);
  const receipts = new Receipts(database, pages, files);
  const register = new ReceiptRegister(database, organizations, names, outbox, clock);
  const issuing = new ReceiptIssuing(database, register, names);
  const mails = new ReceiptMails(database, pages, names, codes, donors, mail, config);
  const audit = new Audit(clock);
  const officials = new OfficialReceipts(database, register, names, secrets, audit, clock);
  const corrections = new OfficialCorrections(database, officials, secrets, audit, clock);
  const wishes = new OfficialWishes(database, donors, clock);
  const jobs = new ReceiptsJobs(
    issuing,
    mails,
    new OfficialNumbers(database, officials, corrections, register, clock),
    new OfficialWishSweep(database, wishes, officials),
    wishes,
  );
  return {
    ...{
      database,
      clock,
      secrets,
      donors,
      codes,
      files,
      receipts,
      pages,
      issuing,
      mails,
      jobs,
      config,
      test,
    },
    queries: new ReceiptsQueries(database, codes),
    gifts: new Gifts(database, donors, new Ledger(new AccountingDays(organizations), clock)),
    brokenRules: () => runChecks(database),
    /** Gives every announcement about gifts to its subscriber, in the order that `order` makes of them. */
    drain: (order?: <T>(events: T[]) => T[]) => drainGifts(database, jobs.subscribers, order),
    async close(): Promise<void> {
      const broken = await runChecks(database);
      await database.onApplicationShutdown();
      await test.drop();
      await rm(folder, { recursive: true });
      if (broken.length > 0) throw new Error(`broken rules: ${JSON.stringify(broken)}`);
    },
  };
}

export type ReceiptsRoom = Awaited<ReturnType<typeof openReceiptsRoom>>;

interface GiftOptions {
  readonly amount?: bigint;
  readonly name?: string;
  readonly mail?: string;
  readonly locale?: string;
  readonly paidAt?: Date;
  readonly suspense?: boolean;
}

interface Place {
  readonly organizationId: string;
  readonly projectId: string;
  readonly fundId: string;
  readonly providerAccountId: string;
  readonly clearing: string;
  readonly income: string;
  readonly suspense: string;
}

/** Writes gifts as the rooms below leave them: donation, fact, entry with its transfer, and the announcement. */
export class Gifts {
  constructor(
    private readonly database: Database,
    private readonly donors: DonorDetails,
    private readonly ledger: Ledger,
  ) {}

  /** An organization of its own, with a project, its fund and the accounts that a gift moves. */
  async place(over: Record<string, unknown> = {}): Promise<Place> {
    const place: Place = {
      ...{ organizationId: newId(), projectId: newId(), fundId: newId(), providerAccountId: newId() },
      ...{ clearing: newId(), income: newId(), suspense: newId() },
    };
    const { organizationId, fundId } = place;
    const now = new Date();
    const currency = 'CNY';
    await this.insert('organization', {
      ...{ id: organizationId, slug: `org-${organizationId}`, kind: 'society', created_at: now },
      ...{
        name_zh: '石家庄市红十字会',
        name_en: 'Shijiazhuang Red Cross',
        credit_code: '531301000000000000',
      },
      ...over,
    });
    await this.insert('fund', {
      ...{ id: fundId, organization_id: organizationId, code: 'P001', kind: 'restricted', currency },
      ...{ name_zh: '送万家', name_en: 'Homes', created_at: now },
    });
    await this.insert('project', {
      ...{ id: place.projectId, organization_id: organizationId, fund_id: fundId, currency, created_at: now },
      ...{
        slug: `prj-${place.projectId}`,
        ...{ budget: '', faq_zh: '', faq_en: '' },
        state: 'published',
        published_at: now,
        story_zh: '',
        story_en: '',
      },
      ...{ name_zh: '红十字博爱送万家', name_en: 'Love to Ten Thousand Homes', filing_no: '53130100A26001' },
    });
    await this.insert('provider_account', {
      ...{ id: place.providerAccountId, organization_id: organizationId, provider: 'stripe', currency },
      ...{ account: `acc-${place.providerAccountId}`, livemode: 0, created_at: now },
    });
    for (const [id, code, kind] of [
      [place.clearing, '100903', 'asset'],
      [place.income, '410102', 'income'],
      [place.suspense, '220901', 'liability'],
    ]) {
      await this.insert('account', {
        ...{ id, organization_id: organizationId, code, kind, currency, created_at: now },
      });
    }
    return place;
  }

  /** A booked gift; returns the donation's id. */
  async give(place: Place, options: GiftOptions = {}): Promise<string> {
    const { organizationId } = place;
    const donationId = newId();
    const amount = options.amount ?? 10_000n;
    const paidAt = options.paidAt ?? new Date('2026-01-15T03:00:00Z');
    const donorId = options.mail ? newId() : null;
    if (options.mail && donorId) {
      await this.insert('donor', {
        ...{ id: donorId, organization_id: organizationId, created_at: paidAt },
        mail_index: this.donors.mailIndex(organizationId, options.mail),
        mail_encrypted: this.donors.sealMail(donorId, options.mail),
      });
    }
    await this.insert('donation', {
      ...{ id: donationId, organization_id: organizationId, project_id: place.projectId, donor_id: donorId },
      ...{
        // Money that is not what was promised lies in suspense.
        amount: options.suspense ? amount - 1n : amount,
        currency: 'CNY',
        status: options.suspense ? 'pending' : 'succeeded',
        locale: options.locale ?? 'zh-CN',
        created_at: paidAt,
      },
      ...{ public_label: options.name ? `${[...options.name][0]}**` : '爱心人士', form_key: donationId },
      name_encrypted: options.name ? this.donors.sealName(donationId, options.name) : null,
      form_sha256: Buffer.alloc(32),
    });
    const attemptId = newId();
    await this.insert('payment_attempt', {
      ...{ id: attemptId, organization_id: organizationId, provider_account_id: place.providerAccountId },
      ...{ donation_id: donationId, created_at: paidAt },
    });
    const factId = newId();
    await this.insert('fact', {
      ...{ id: factId, organization_id: organizationId, provider_account_id: place.providerAccountId },
      payment_attempt_id: attemptId,
      ...{ kind: 'payment_succeeded', fact_key: factId, amount, currency: 'CNY' },
      ...{ occurred_at: paidAt, recorded_at: paidAt },
    });
    const credit = options.suspense ? place.suspense : place.income;
    const kind = options.suspense ? 'suspense_gift' : 'gift';
    const entry = { kind, sourceType: 'fact', sourceId: factId, occurredAt: paidAt } as const;
    await this.book(place, donationId, amount, entry, [place.clearing, credit]);
    if (options.suspense) {
      await this.insert('work_case', {
        ...{ id: newId(), organization_id: organizationId, kind: 'AMOUNT_MISMATCH', dedupe_key: donationId },
        ...{ subject_type: 'donation', subject_id: donationId, opened_at: paidAt },
      });
    }
    return donationId;
  }

  /** One entry about a donation, and what donations announces with it. */
  async book(
    place: Place,
    donationId: string,
    amount: bigint,
    entry: Pick<NewEntry, 'kind' | 'sourceType' | 'sourceId' | 'occurredAt'>,
    [debit, credit]: readonly [string, string],
  ): Promise<void> {
    const { organizationId, projectId, fundId } = place;
    const id = newId();
    const transfers = [{ fundId, debit, credit, amount, currency: 'CNY' }];
    const subject = { subjectType: 'donation', subjectId: donationId };
    await this.database.inTransaction(async (tx) => {
      await this.ledger.post(tx, [{ ...entry, ...subject, id, organizationId, projectId, transfers }]);
      if (entry.kind === 'gift')
        await new Outbox().announce(tx, [{ kind: 'donation.booked', organizationId, ref: donationId }]);
      else if (entry.kind !== 'suspense_gift')
        await new Outbox().announce(tx, [donationChanged({ id, organizationId, subjectId: donationId })]);
    });
  }

  /** Money that leaves a gift's income again (a refund), announced as a change. */
  takeBack(place: Place, donationId: string, amount: bigint): Promise<void> {
    const entry = { kind: 'dispute_lost', sourceType: 'dispute', sourceId: newId() } as const;
    const occurredAt = new Date('2026-01-15T03:30:00Z');
    return this.book(place, donationId, amount, { ...entry, occurredAt }, [place.income, place.suspense]);
  }

  /** A refund that was undone: the money stands in income again. */
  bringBack(place: Place, donationId: string, amount: bigint): Promise<void> {
    const entry = { kind: 'refund_undone', sourceType: 'refund', sourceId: newId() } as const;
    const occurredAt = new Date('2026-01-15T03:40:00Z');
    return this.book(place, donationId, amount, { ...entry, occurredAt }, [place.suspense, place.income]);
  }

  private async insert(table: string, row: Record<string, unknown>): Promise<void> {
    const columns = Object.keys(row);
    await this.database.rows(
      `INSERT INTO ${table} (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`,
      Object.values(row).map((value) => (typeof value === 'bigint' ? value.toString() : value)),
    );
  }
}

/** The outbox task that asks for a donation's receipt. */
export function bookedTask(organizationId: string, donationId: string): OutboxTask {
  const dedupeKey = `donation.booked:${donationId}`;
  return {
    id: '1',
    eventId: '1',
    kind: 'donation.booked',
    organizationId,
    ref: donationId,
    dedupeKey,
    attempts: 0,
  };
}

/** Gives every announcement about gifts to its subscribers, in the order that `order` makes of them. */
export async function drainGifts(
  database: Database,
  subscribers: readonly Subscriber[],
  order: <T>(events: T[]) => T[] = (events) => events,
): Promise<void> {
  const events = await database.rows<{ id: string; kind: string; organization: string; ref: string }>(
    `SELECT id, kind, organization_id AS organization, ref FROM outbox_event WHERE kind LIKE 'donation.%' ORDER BY id`,
  );
  for (const { id, kind, organization, ref } of order(events)) {
    await database.inTransaction(async (tx) => {
      for (const subscriber of subscribers) {
        if (subscriber.on !== kind || subscriber.mode !== 'batch') continue;
        await subscriber.handle(tx, [{ ...bookedTask(organization, ref), kind, id }]);
      }
      await tx.query('DELETE FROM outbox_event WHERE id = ?', [id]);
    });
  }
}
