import { Injectable } from '@nestjs/common';
import { Clock } from '../kernel/clock.js';
import { FormReading, formSha256 } from '../kernel/form-reading.js';
import { newId } from '../kernel/ids.js';
import { plainAmount } from '../kernel/money.js';
import { ChartOfAccounts } from '../ledger/chart-of-accounts.service.js';
import { FundGuard } from '../ledger/fund-guard.service.js';
import { Funds } from '../ledger/funds.service.js';
import { Ledger } from '../ledger/ledger.service.js';
import { OwnDays } from '../ledger/own-days.service.js';
import { Approvals } from '../platform/approvals/approvals.js';
import { Audit } from '../platform/audit/audit.js';
import { Database, type Tx } from '../platform/database/database.js';
import { isDuplicateKey } from '../platform/database/database-errors.js';
import { CashDeposit } from './cash-deposit.entity.js';
import {
  cashInsufficient,
  offlineFormUsed,
  offlineMovedOn,
  offlineNotFound,
  offlineReferenceUsed,
} from './donations.errors.js';
import { cashDepositEntry } from './offline.entries.js';
import { cashOnHand } from './offline.statements.js';
import { cashDepositPayload } from './offline-payloads.js';

/** A form for a cash deposit as it was typed. */
export interface CashDepositForm {
  readonly currency: string;
  /** Major units. */
  readonly amountText: string;
  readonly depositedOn: string;
  readonly bankReference: string;
  readonly formKey: string;
}

/** Counted cash on its way to the bank: recorded by one person with the bank's slip, checked by another. */
@Injectable()
export class CashDeposits {
  constructor(
    private readonly database: Database,
    private readonly accounts: ChartOfAccounts,
    private readonly funds: Funds,
    private readonly guard: FundGuard,
    private readonly ledger: Ledger,
    private readonly days: OwnDays,
    private readonly approvals: Approvals,
    private readonly audit: Audit,
    private readonly clock: Clock,
  ) {}

  /**
   * Records a deposit. @throws Refusal invalid/offline_gift_invalid and day_invalid with fields ·
   * conflict/cash_insufficient, offline_reference_used, day_closed, form_used.
   */
  async request(actor: { staffId: string }, organizationId: string, form: CashDepositForm): Promise<string> {
    const reading = new FormReading();
    const amount = reading.amount('amount', form.amountText, form.currency);
    const bankReference = reading.bankReference('bank_reference', form.bankReference);
    const formKey = reading.formKey(form.formKey);
    reading.finish('offline_gift_invalid');
    const { currency, depositedOn } = form;
    const sha256 = formSha256([currency, amount.toString(), depositedOn, bankReference]);
    const known = await this.byForm(organizationId, formKey, sha256);
    if (known) return known;
    const id = newId();
    const row: Omit<CashDeposit, 'approvalId'> = {
      ...{ id, organizationId, amount, currency, depositedOn, bankReference, formKey, formSha256: sha256 },
      ...{ state: 'requested', requestedBy: actor.staffId, requestedAt: this.clock.now() },
      ...{ endedAt: null, reason: null },
    };
    try {
      await this.database.inTransaction(async (tx) => {
        await this.days.moment(tx, organizationId, { field: 'deposited_on', day: depositedOn });
        await this.refuseWithoutCash(tx, row);
        const approvalId = await this.approvals.request(tx, {
          organizationId,
          operation: 'offline_gift',
          subjectId: id,
          payload: cashDepositPayload(row),
          requestedBy: actor.staffId,
        });
        await tx.insert(CashDeposit, { ...row, approvalId });
        await this.record(tx, 'cash_deposit.requested', row, actor.staffId, {
          amount,
          currency,
          depositedOn,
        });
      });
    } catch (error) {
      if (!isDuplicateKey(error)) throw error;
      const winner = await this.byForm(organizationId, formKey, sha256);
      if (!winner) throw offlineReferenceUsed();
      return winner;
    }
    return id;
  }

  /** Carries out an approval that has its votes. @throws Refusal as `Approvals.consume` and `request`. */
  async book(tx: Tx, organizationId: string, id: string, approvalId: string, by: string): Promise<void> {
    const where = { id, organizationId };
    const deposit = await tx.findOne(CashDeposit, { where, lock: { mode: 'pessimistic_write' } });
    if (!deposit) throw offlineNotFound();
    await this.approvals.consume(tx, approvalId, 'offline_gift', cashDepositPayload(deposit));
    if (deposit.state !== 'requested') throw offlineMovedOn(deposit.state);
    const { currency, depositedOn: day } = deposit;
    const moment = await this.days.moment(tx, organizationId, { field: 'deposited_on', day });
    const treasury = await this.funds.technical(organizationId, 'TREASURY', currency, tx);
    // One deposit after the other, so that the same cash is not taken to the bank twice.
    await this.guard.lock(tx, [treasury]);
    await this.refuseWithoutCash(tx, deposit);
    const accounts = {
      treasury,
      bank: await this.accounts.id(organizationId, '100201', currency, '', tx),
      cash: await this.accounts.id(organizationId, '100101', currency, '', tx),
    };
    await this.ledger.post(tx, [cashDepositEntry(newId(), deposit, accounts, moment)]);
    await tx.update(CashDeposit, { id }, { state: 'booked' });
    await this.record(tx, 'cash_deposit.booked', deposit, by, {});
  }

  private async refuseWithoutCash(
    tx: Tx,
    { organizationId, currency, amount }: Omit<CashDeposit, 'approvalId'>,
  ): Promise<void> {
    const cash = await cashOnHand(tx, organizationId, currency);
    if (cash < amount) throw cashInsufficient(plainAmount({ amount: cash, currency }), currency);
  }

  private async byForm(organizationId: string, formKey: string, sha256: Buffer): Promise<string | null> {
    const found = await this.database.read.findOneBy(CashDeposit, { organizationId, formKey });
    if (found && !found.formSha256.equals(sha256)) throw offlineFormUsed();
    return found?.id ?? null;
  }

  private record(
    tx: Tx,
    action: string,
    { id, organizationId }: Omit<CashDeposit, 'approvalId'>,
    staffId: string,
    after: Readonly<Record<string, unknown>>,
  ): Promise<void> {
    return this.audit.record(tx, {
      ...{ organizationId, staffId, action, after },
      ...{ subjectType: 'cash_deposit', subjectId: id },
    });
  }
}
