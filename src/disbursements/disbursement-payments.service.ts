import { Injectable } from '@nestjs/common';
import { dayIn } from '../kernel/clock.js';
import { FormReading } from '../kernel/form-reading.js';
import { newId } from '../kernel/ids.js';
import { ChartOfAccounts } from '../ledger/chart-of-accounts.service.js';
import { FundGuard } from '../ledger/fund-guard.service.js';
import { Ledger } from '../ledger/ledger.service.js';
import { OwnDays } from '../ledger/own-days.service.js';
import { OrganizationsQueries } from '../organizations/organizations.queries.js';
import { Audit } from '../platform/audit/audit.js';
import { Database, type Tx } from '../platform/database/database.js';
import { isDuplicateKey } from '../platform/database/database-errors.js';
import { Disbursement } from './disbursement.entity.js';
import { DISBURSEMENT, type DisbursementAccounts, paidEntry, returnedEntry } from './disbursement.entries.js';
import { REASON_MAX } from './disbursement.js';
import { bankReferenceUsed, disbursementMovedOn, disbursementNotFound } from './disbursements.errors.js';
import type { Actor } from './disbursements.service.js';

/** What the bank says about a payment of ours. */
export interface BankNote {
  /** The bank's day "YYYY-MM-DD". */
  readonly day: string;
  /** The bank's own number of it. */
  readonly bankReference: string;
}

/** What the bank did with approved disbursements: paid them, or sent the money back. */
@Injectable()
export class DisbursementPayments {
  constructor(
    private readonly database: Database,
    private readonly accounts: ChartOfAccounts,
    private readonly guard: FundGuard,
    private readonly ledger: Ledger,
    private readonly days: OwnDays,
    private readonly organizations: OrganizationsQueries,
    private readonly audit: Audit,
  ) {}

  /**
   * Records that the bank has paid: the money that was kept back becomes programme cost. The same note again changes
   * nothing.
   * @throws Refusal not_found · invalid/payment_invalid and day_invalid with the field · conflict/day_closed,
   * bank_reference_used, disbursement_moved_on.
   */
  async pay(actor: Actor, organizationId: string, id: string, note: BankNote): Promise<void> {
    const bankReference = this.read(note);
    const zone = await this.organizations.timeZoneOf(organizationId);
    const accounts = await this.accountsOf(organizationId, id);
    await this.once('bank_reference', async (tx) => {
      const disbursement = await lock(tx, organizationId, id);
      const { state, approvedAt } = disbursement;
      if (state === 'paid' && isSame(disbursement.paidOn, disbursement.bankReference, note)) return;
      if (state !== 'approved' || !approvedAt) throw disbursementMovedOn(state);
      const notBefore = dayIn(approvedAt, zone);
      const moment = await this.days.moment(tx, organizationId, {
        field: 'paid_on',
        day: note.day,
        notBefore,
      });
      await tx.update(Disbursement, { id }, { state: 'paid', paidOn: note.day, bankReference });
      const kept = await this.guard.release(tx, DISBURSEMENT, id);
      if (kept !== disbursement.amount) throw new Error(`disbursement ${id} has ${kept} kept back`);
      await this.ledger.post(tx, [paidEntry(newId(), disbursement, accounts, moment)]);
      await this.record(tx, 'disbursement.paid', disbursement, actor, { paidOn: note.day, bankReference });
    });
  }

  /**
   * Records that the bank has sent the money back: the payment is reversed, and its money is free in the fund again.
   * It is not kept back anew, since what was approved named a payee that the bank could not pay.
   * @throws Refusal as `pay`.
   */
  async bankReturned(
    actor: Actor,
    organizationId: string,
    id: string,
    note: BankNote & { readonly reason: string },
  ): Promise<void> {
    const reading = new FormReading();
    const returnReference = reading.bankReference('return_reference', note.bankReference);
    const reason = reading.line('reason', note.reason, REASON_MAX);
    reading.finish('return_invalid');
    const accounts = await this.accountsOf(organizationId, id);
    await this.once('return_reference', async (tx) => {
      const disbursement = await lock(tx, organizationId, id);
      const { state, paidOn } = disbursement;
      if (state === 'returned' && isSame(disbursement.returnedOn, disbursement.returnReference, note)) return;
      if (state !== 'paid' || !paidOn) throw disbursementMovedOn(state);
      const moment = await this.days.moment(tx, organizationId, {
        field: 'returned_on',
        day: note.day,
        notBefore: paidOn,
      });
      const changes = { state: 'returned', returnedOn: note.day, returnReference, reason } as const;
      await tx.update(Disbursement, { id }, changes);
      const paid = await this.paidEntryOf(tx, organizationId, id);
      await this.ledger.post(tx, [returnedEntry(newId(), disbursement, accounts, moment, paid)]);
      const after = { returnedOn: note.day, returnReference, reason };
      await this.record(tx, 'disbursement.returned', disbursement, actor, after);
    });
  }

  private read({ bankReference }: BankNote): string {
    const reading = new FormReading();
    const reference = reading.bankReference('bank_reference', bankReference);
    reading.finish('payment_invalid');
    return reference;
  }

  private async once(field: string, work: (tx: Tx) => Promise<void>): Promise<void> {
    try {
      await this.database.inTransaction(work);
    } catch (error) {
      if (isDuplicateKey(error)) throw bankReferenceUsed(field);
      throw error;
    }
  }

  private async accountsOf(organizationId: string, id: string): Promise<DisbursementAccounts> {
    const found = await this.database.read.findOneBy(Disbursement, { id, organizationId });
    if (!found) throw disbursementNotFound();
    return {
      cost: await this.accounts.id(organizationId, found.accountCode, found.currency),
      bank: await this.accounts.id(organizationId, '100201', found.currency),
    };
  }

  private async paidEntryOf(tx: Tx, organizationId: string, id: string): Promise<string> {
    const [entry] = await this.database.rows<{ id: string }>(
      'SELECT id FROM entry WHERE organization_id = ? AND source_type = ? AND source_id = ?',
      [organizationId, DISBURSEMENT, id],
      tx,
    );
    if (!entry) throw new Error(`disbursement ${id} is paid and has no entry`);
    return entry.id;
  }

  private record(
    tx: Tx,
    action: string,
    { id, organizationId }: Disbursement,
    { staffId }: Actor,
    after: Readonly<Record<string, unknown>>,
  ): Promise<void> {
    const subject = { subjectType: 'disbursement', subjectId: id };
    return this.audit.record(tx, { organizationId, staffId, action, ...subject, after });
  }
}

/** Whether the note says what is recorded already, as a form that was sent twice does. */
function isSame(day: string | null, reference: string | null, note: BankNote): boolean {
  return day === note.day && reference?.toLowerCase() === note.bankReference.trim().toLowerCase();
}

async function lock(tx: Tx, organizationId: string, id: string): Promise<Disbursement> {
  const found = await tx.findOne(Disbursement, {
    where: { id, organizationId },
    lock: { mode: 'pessimistic_write' },
  });
  if (!found) throw disbursementNotFound();
  return found;
}
