import { Injectable } from '@nestjs/common';
import { Clock } from '../kernel/clock.js';
import { newId } from '../kernel/ids.js';
import { mayMove } from '../kernel/transitions.js';
import { ChartOfAccounts } from '../ledger/chart-of-accounts.service.js';
import { FundGuard } from '../ledger/fund-guard.service.js';
import { FundsQueries } from '../ledger/funds.queries.js';
import { Ledger } from '../ledger/ledger.service.js';
import { Approvals } from '../platform/approvals/approvals.js';
import { Audit } from '../platform/audit/audit.js';
import { Database, type Tx } from '../platform/database/database.js';
import { isDuplicateKey } from '../platform/database/database-errors.js';
import { formUsed, fundTransferMovedOn, fundTransferNotFound } from './disbursements.errors.js';
import type { Actor, Approver, Ending } from './disbursements.service.js';
import { FUND_TRANSFER_TRANSITIONS, FundTransfer, type FundTransferState } from './fund-transfer.entity.js';
import {
  type FundTransferForm,
  fundTransferEntry,
  netAssetCode,
  readFundTransfer,
  type TransferFund,
  transferPayload,
} from './fund-transfer.js';

export type { FundTransferForm } from './fund-transfer.js';

const SOURCE = 'fund_transfer';

/** Moves money from fund to fund of one organization, asked for by one person and allowed by another. */
@Injectable()
export class FundTransfers {
  constructor(
    private readonly database: Database,
    private readonly accounts: ChartOfAccounts,
    private readonly funds: FundsQueries,
    private readonly guard: FundGuard,
    private readonly ledger: Ledger,
    private readonly approvals: Approvals,
    private readonly audit: Audit,
    private readonly clock: Clock,
  ) {}

  /**
   * Asks for a transfer; its money is kept back in the first fund until it is allowed. The same form again is the same
   * request. @throws Refusal invalid/fund_transfer_invalid with its fields · conflict/fund_insufficient,
   * form_used.
   */
  async request(actor: Actor, organizationId: string, form: FundTransferForm): Promise<string> {
    const from = await this.fund(organizationId, form.fromFundId);
    const wanted = readFundTransfer(form, from, await this.fund(organizationId, form.toFundId));
    const known = await this.byForm(organizationId, wanted.formKey, wanted.formSha256);
    if (known) return known;
    const { fromFundId, toFundId } = form;
    const id = newId();
    const row = { ...wanted, id, organizationId, fromFundId, toFundId, currency: from?.currency ?? '' };
    const { amount, currency } = row;
    try {
      await this.database.inTransaction(async (tx) => {
        const approvalId = await this.approvals.request(tx, {
          organizationId,
          operation: SOURCE,
          subjectId: id,
          payload: transferPayload(row),
          requestedBy: actor.staffId,
        });
        const requestedAt = this.clock.now();
        const requestedBy = actor.staffId;
        await tx.insert(FundTransfer, { ...row, approvalId, state: 'requested', requestedBy, requestedAt });
        const money = { organizationId, fundId: fromFundId, amount, currency };
        await this.guard.reserve(tx, { ...money, sourceType: SOURCE, sourceId: id });
        const after = { amount, currency, fromFundId, toFundId, purpose: row.purpose };
        await this.record(tx, 'fund_transfer.requested', row, actor.staffId, after);
      });
    } catch (error) {
      if (!isDuplicateKey(error)) throw error;
      const winner = await this.byForm(organizationId, wanted.formKey, wanted.formSha256);
      if (!winner) throw error;
      return winner;
    }
    return id;
  }

  /** Another person allows what they saw, and it is booked at once. @throws Refusal as `Approvals`. */
  async approve(
    { staffId, organizationId }: Approver,
    approvalId: string,
    shownSha256: string,
  ): Promise<'waiting' | 'approved'> {
    const accounts = await this.accountsOf(organizationId, approvalId);
    return this.database.inTransaction(async (tx) => {
      const vote = { approvalId, organizationId, operation: SOURCE, staffId, shownSha256 } as const;
      if ((await this.approvals.vote(tx, vote)) === 'waiting') return 'waiting';
      const transfer = await lock(tx, { approvalId, organizationId });
      await this.approvals.consume(tx, approvalId, 'fund_transfer', transferPayload(transfer));
      await this.move(tx, transfer, 'booked', {});
      await this.guard.lock(tx, [transfer.fromFundId, transfer.toFundId]);
      const kept = await this.guard.release(tx, SOURCE, transfer.id);
      if (kept !== transfer.amount) throw new Error(`fund transfer ${transfer.id} has ${kept} kept back`);
      await this.ledger.post(tx, [fundTransferEntry(newId(), transfer, accounts, this.clock.now())]);
      await this.record(tx, 'fund_transfer.booked', transfer, staffId);
      return 'approved';
    });
  }

  /** Takes a request back. @throws Refusal not_found · forbidden/approval_not_yours · conflict. */
  async cancel(actor: Actor, organizationId: string, id: string): Promise<void> {
    await this.database.inTransaction(async (tx) => {
      const { approvalId, state } = await find(tx, { id, organizationId });
      if (state !== 'requested') throw fundTransferMovedOn(state);
      await this.approvals.withdraw(tx, { approvalId, organizationId, staffId: actor.staffId });
      await this.end(tx, { id, organizationId }, { state: 'cancelled', reason: null }, actor.staffId);
    });
  }

  /** Follows a request that ended elsewhere; else does nothing. */
  async followEnd(tx: Tx, approvalId: string, organizationId: string, ending: Ending): Promise<void> {
    const found = await tx.findOneBy(FundTransfer, { approvalId, organizationId });
    if (found?.state !== 'requested') return;
    const locked = await lock(tx, { approvalId, organizationId });
    if (locked.state === 'requested') await this.end(tx, locked, ending, null);
  }

  private async end(
    tx: Tx,
    { id, organizationId }: { id: string; organizationId: string },
    { state, reason }: Ending,
    staffId: string | null,
  ): Promise<void> {
    const transfer = await lock(tx, { id, organizationId });
    await this.move(tx, transfer, state, { endedAt: this.clock.now(), reason });
    await this.guard.release(tx, SOURCE, id);
    await this.record(tx, `fund_transfer.${state}`, transfer, staffId, reason ? { reason } : {});
  }

  private async move(
    tx: Tx,
    { id, state }: FundTransfer,
    to: FundTransferState,
    changes: Partial<FundTransfer>,
  ): Promise<void> {
    if (!mayMove(FUND_TRANSFER_TRANSITIONS, state, to)) throw fundTransferMovedOn(state);
    await tx.update(FundTransfer, { id }, { ...changes, state: to });
  }

  private async fund(organizationId: string, fundId: string): Promise<TransferFund | null> {
    const standing = await this.funds.standing(fundId);
    return standing?.organizationId === organizationId ? standing : null;
  }

  private async accountsOf(organizationId: string, approvalId: string) {
    const found = await this.database.read.findOneBy(FundTransfer, { approvalId, organizationId });
    const from = found && (await this.fund(organizationId, found.fromFundId));
    const to = found && (await this.fund(organizationId, found.toFundId));
    if (!found || !from || !to) throw fundTransferNotFound();
    return {
      bank: await this.accounts.id(organizationId, '100201', found.currency),
      from: await this.accounts.id(organizationId, netAssetCode(from.kind), found.currency),
      to: await this.accounts.id(organizationId, netAssetCode(to.kind), found.currency),
    };
  }

  private async byForm(organizationId: string, formKey: string, sha256: Buffer): Promise<string | null> {
    const found = await this.database.read.findOneBy(FundTransfer, { organizationId, formKey });
    if (found && !found.formSha256.equals(sha256)) throw formUsed();
    return found?.id ?? null;
  }

  private record(
    tx: Tx,
    action: string,
    { id, organizationId }: { readonly id: string; readonly organizationId: string },
    staffId: string | null,
    after: Readonly<Record<string, unknown>> = {},
  ): Promise<void> {
    const subject = { subjectType: 'fund_transfer', subjectId: id };
    return this.audit.record(tx, { organizationId, staffId, action, ...subject, after });
  }
}

type Where = { organizationId: string } & ({ id: string } | { approvalId: string });

async function find(tx: Tx, where: Where): Promise<FundTransfer> {
  const found = await tx.findOneBy(FundTransfer, where);
  if (!found) throw fundTransferNotFound();
  return found;
}

async function lock(tx: Tx, where: Where): Promise<FundTransfer> {
  const found = await tx.findOne(FundTransfer, { where, lock: { mode: 'pessimistic_write' } });
  if (!found) throw fundTransferNotFound();
  return found;
}
