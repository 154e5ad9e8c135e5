import { Injectable } from '@nestjs/common';
import { type EventOutcome, PaymentFacts, type Written } from '../donations/payment-facts.service.js';
import { Clock } from '../kernel/clock.js';
import { Refusal } from '../kernel/errors.js';
import { approvalNotFound } from '../platform/approvals/approvals.errors.js';
import { Approvals } from '../platform/approvals/approvals.js';
import { ApprovalsQueries } from '../platform/approvals/approvals.queries.js';
import { Database, type Tx } from '../platform/database/database.js';
import { connectionLost, mustRerun } from '../platform/database/database-errors.js';
import { Doorbell } from '../platform/jobs/doorbell.js';
import { Inbox } from '../providers/inbox.service.js';
import { ProviderAccounts } from '../providers/provider-accounts.service.js';
import type { QuarantinedEvent } from '../providers/provider-event.js';
import { ProviderFacts } from '../providers/provider-facts.service.js';
import { replayFails, replayNotQuarantined, replayUnreadable } from './intake.errors.js';
import { WAITS_FOR } from './intake.js';
import { donationsIn, type Names, type ReplayPayload, replayPayload } from './replay.js';

export type { ReplayPayload } from './replay.js';

/** Which row of which organization's inbox, and whether donors get mail about what it books. */
export interface ReplayOf {
  readonly organizationId: string;
  readonly rowId: string;
  readonly mails: boolean;
}

/** Carries the outcome of a dry run out of the database transaction that it rolls back. */
class DryRun extends Error {
  constructor(readonly payload: ReplayPayload) {
    super('dry run');
  }
}

/**
 * Replays an event that was set aside: first without leaving a trace, then, when two people agree, for good. The dry
 * run is the replay itself, rolled back; and when it is carried out, what it wrote is compared with what was shown
 * before anything is committed. Unreadable rows stay set aside, ignored ones stay ignored.
 */
@Injectable()
export class Replays {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly inbox: Inbox,
    private readonly accounts: ProviderAccounts,
    private readonly reader: ProviderFacts,
    private readonly facts: PaymentFacts,
    private readonly approvals: Approvals,
    private readonly approvalsQueries: ApprovalsQueries,
    private readonly doorbell: Doorbell,
  ) {}

  /**
   * What a replay would do now. Writes nothing.
   * @throws Refusal conflict replay_not_quarantined, replay_unreadable, replay_fails (with why).
   */
  async dryRun(of: ReplayOf): Promise<ReplayPayload> {
    await this.facts.prepare(await this.accounts.all());
    try {
      await this.database.inTransaction(async (tx) => {
        const row = await this.claim(tx, of.organizationId, of.rowId);
        const { payload } = await this.apply(tx, row, of.mails);
        throw new DryRun(payload);
      });
    } catch (error) {
      if (error instanceof DryRun) return error.payload;
      throw asRefusal(error);
    }
    throw new Error('a dry run ends by rolling back');
  }

  /** Asks for a replay that does exactly what the dry run shows now. @returns the approval's id. @throws as `dryRun`. */
  async request(actor: { readonly staffId: string }, of: ReplayOf): Promise<string> {
    const payload = await this.dryRun(of);
    return this.database.inTransaction((tx) =>
      this.approvals.request(tx, {
        organizationId: of.organizationId,
        operation: 'quarantine_replay',
        subjectId: of.rowId,
        payload,
        requestedBy: actor.staffId,
      }),
    );
  }

  /**
   * Agrees to what was shown and replays the event, in one database transaction.
   * @throws Refusal as `Approvals.vote` and `consume`, and as `dryRun`; approval_changed also when the replay would now
   * write something else.
   */
  async approve(
    actor: { readonly staffId: string; readonly organizationId: string },
    approvalId: string,
    shownSha256: string,
  ): Promise<'waiting' | 'replayed'> {
    const { organizationId, staffId } = actor;
    const asked = await this.approvalsQueries.byId(organizationId, approvalId);
    if (!asked) throw approvalNotFound();
    const mails = asked.payload.mails === true;
    await this.facts.prepare(await this.accounts.all());
    try {
      return await this.database.inTransaction(
        async (tx) => {
          const vote = { approvalId, organizationId, staffId, shownSha256 };
          const voted = await this.approvals.vote(tx, { ...vote, operation: 'quarantine_replay' });
          if (voted === 'waiting') return voted;
          const row = await this.claim(tx, organizationId, asked.subjectId);
          const { payload, written } = await this.apply(tx, row, mails);
          await this.approvals.consume(tx, approvalId, 'quarantine_replay', payload);
          await this.leave(tx, row, payload.outcome);
          if (!mails) await withholdMails(tx, organizationId, approvalId, donationsIn(written));
          return 'replayed';
        },
        { afterLostCommit: () => this.replayed(organizationId, approvalId) },
      );
    } catch (error) {
      throw asRefusal(error);
    } finally {
      this.doorbell.ring('numbering');
    }
  }

  private async claim(tx: Tx, organizationId: string, rowId: string): Promise<QuarantinedEvent> {
    const row = await this.inbox.claimQuarantined(tx, organizationId, rowId);
    if (!row) throw replayNotQuarantined();
    if (!this.reader.isReadable(row)) throw replayUnreadable();
    return row;
  }

  private async apply(
    tx: Tx,
    row: QuarantinedEvent,
    mails: boolean,
  ): Promise<{ payload: ReplayPayload; written: Written }> {
    const reading = this.reader.read(row);
    if (reading.contradiction) throw replayFails(reading.contradiction);
    const account = await this.accounts.byPath(row.provider, row.account);
    if (!account) throw new Error(`inbox row ${row.id} belongs to no account`);
    let written: Written = { facts: [], entries: [], cases: [] };
    const event = { eventId: row.id, account, reading, unclaimed: false };
    const outcomes = await this.facts.apply(tx, [event], (all) => {
      written = all;
    });
    const outcome = outcomes[0] ?? 'applied';
    const names = await namesIn(tx, written);
    return { payload: replayPayload(row, mails, outcome, written, names), written };
  }

  /** A row whose other half is still missing waits for it like any other from now on. */
  private async leave(tx: Tx, row: QuarantinedEvent, outcome: EventOutcome): Promise<void> {
    if (outcome === 'applied') await this.inbox.done(tx, [row.id]);
    else await this.inbox.waiting(tx, { ...row, state: 'NEW' }, this.clock.now(), WAITS_FOR[outcome]);
  }

  /** Whether a replay whose COMMIT nobody heard of happened. */
  private async replayed(organizationId: string, approvalId: string): Promise<'replayed' | undefined> {
    const approval = await this.approvalsQueries.byId(organizationId, approvalId);
    return approval?.state === 'consumed' ? 'replayed' : undefined;
  }
}

/** A failure of the event itself is an answer; a lost database and our own refusals stay what they are. */
function asRefusal(error: unknown): unknown {
  if (error instanceof Refusal || connectionLost(error) || mustRerun(error)) return error;
  return replayFails(error instanceof Error ? error.message : String(error));
}

/** Codes of the funds and accounts that entries name. */
async function namesIn(tx: Tx, { entries }: Written): Promise<Names> {
  const transfers = entries.flatMap((entry) => entry.transfers);
  if (transfers.length === 0) return new Map();
  const rows: { id: string; code: string }[] = await tx.query(
    'SELECT id, code FROM fund WHERE id IN (?) UNION ALL SELECT id, code FROM account WHERE id IN (?)',
    [transfers.map(({ fundId }) => fundId), transfers.flatMap(({ debit, credit }) => [debit, credit])],
  );
  return new Map(rows.map(({ id, code }) => [id, code]));
}

/** The next receipts of these gifts are not mailed. */
async function withholdMails(
  tx: Tx,
  organizationId: string,
  approvalId: string,
  donationIds: readonly string[],
): Promise<void> {
  for (const donationId of donationIds)
    await tx.query(
      `INSERT INTO withheld_mail (donation_id, organization_id, approval_id) VALUES (?, ?, ?)
       ON DUPLICATE KEY UPDATE approval_id = VALUES(approval_id)`,
      [donationId, organizationId, approvalId],
    );
}
