import { Injectable } from '@nestjs/common';
import { Cases } from '../cases/cases.service.js';
import type { WorkCase } from '../cases/work-case.entity.js';
import { Clock } from '../kernel/clock.js';
import { newId } from '../kernel/ids.js';
import { type AccountCode, ChartOfAccounts } from '../ledger/chart-of-accounts.service.js';
import { FundGuard } from '../ledger/fund-guard.service.js';
import { Ledger, type NewTransfer } from '../ledger/ledger.service.js';
import { approvalNotFound } from '../platform/approvals/approvals.errors.js';
import { Approvals } from '../platform/approvals/approvals.js';
import { ApprovalsQueries } from '../platform/approvals/approvals.queries.js';
import { Database, type Tx } from '../platform/database/database.js';
import { Doorbell } from '../platform/jobs/doorbell.js';
import { isClearing, type ProposedLeg, problemsOfLegs, takenFrom } from './resolution.js';
import { resolutionRefused } from './resolutions.errors.js';
import { type ResolutionChoices, ResolutionsQueries } from './resolutions.queries.js';

/** The entry that somebody proposes for a case. */
export interface Proposal {
  readonly organizationId: string;
  readonly caseId: string;
  readonly memo: string;
  readonly legs: readonly ProposedLeg[];
}

/** A leg as it is shown and stored: codes and names that people read, and the ids they stand for. */
interface ShownLeg {
  readonly fund: string;
  readonly debit: AccountCode;
  readonly credit: AccountCode;
  readonly amount: string;
  readonly providerAccount: string | null;
  readonly fundId: string;
}

const MEMO_MAX = 300;

/**
 * The entry that resolves a case: one person proposes it, another agrees, then it is posted and the case closes with
 * it, in one database transaction. The proposal lives in the frozen request; what is posted is made from it and from
 * the present state of case, funds and accounts, and must equal what was shown.
 */
@Injectable()
export class Resolutions {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly approvals: Approvals,
    private readonly approvalsQueries: ApprovalsQueries,
    private readonly cases: Cases,
    private readonly queries: ResolutionsQueries,
    private readonly accounts: ChartOfAccounts,
    private readonly guard: FundGuard,
    private readonly ledger: Ledger,
    private readonly doorbell: Doorbell,
  ) {}

  /**
   * Asks for the entry. @returns the approval's id.
   * @throws Refusal not_found · conflict case_closed, approval_open · invalid resolution_refused naming `memo`, `leg1`…
   */
  async propose(actor: { readonly staffId: string }, proposal: Proposal): Promise<string> {
    const { organizationId, caseId, legs } = proposal;
    const memo = proposal.memo.trim();
    if (memo === '' || memo.length > MEMO_MAX)
      throw resolutionRefused([{ field: 'memo', code: 'resolution_memo' }]);
    return this.database.inTransaction(async (tx) => {
      const found = await this.cases.lockOpen(tx, organizationId, caseId);
      const choices = await this.queries.choices(organizationId, tx);
      const payload = payloadOf(found, memo, legs, choices);
      return this.approvals.request(tx, {
        organizationId,
        operation: 'case_entry',
        subjectId: caseId,
        payload,
        requestedBy: actor.staffId,
      });
    });
  }

  /**
   * Agrees to what was shown, posts it on today and closes the case with it. @returns the entry's id.
   * @throws Refusal as `Approvals.vote` and `consume` · conflict case_closed, fund_insufficient.
   */
  async approve(
    actor: { readonly staffId: string; readonly organizationId: string },
    approvalId: string,
    shownSha256: string,
  ): Promise<'waiting' | string> {
    const { organizationId, staffId } = actor;
    const asked = await this.approvalsQueries.byId(organizationId, approvalId);
    if (!asked) throw approvalNotFound();
    const entryId = await this.database.inTransaction(
      async (tx) => {
        const vote = { approvalId, organizationId, operation: 'case_entry' as const, staffId, shownSha256 };
        if ((await this.approvals.vote(tx, vote)) === 'waiting') return 'waiting';
        const found = await this.cases.lockOpen(tx, organizationId, asked.subjectId);
        const { memo, legs } = proposalIn(asked.payload);
        const choices = await this.queries.choices(organizationId, tx);
        await this.approvals.consume(tx, approvalId, 'case_entry', payloadOf(found, memo, legs, choices));
        await this.cover(tx, organizationId, legs, choices);
        const id = newId();
        await this.ledger.post(tx, [
          {
            id,
            organizationId,
            kind: 'adjustment',
            sourceType: 'approval',
            sourceId: approvalId,
            subjectType: 'case',
            subjectId: found.id,
            occurredAt: this.clock.now(),
            memo,
            approvalId,
            transfers: await this.transfers(tx, organizationId, legs, choices),
          },
        ]);
        await this.cases.close(tx, {
          ...{ organizationId, caseId: found.id, staffId, entryId: id },
          ...{ outcome: 'RESOLVED', reason: memo },
        });
        return id;
      },
      { afterLostCommit: () => this.posted(organizationId, approvalId) },
    );
    this.doorbell.ring('numbering');
    return entryId;
  }

  private async cover(
    tx: Tx,
    organizationId: string,
    legs: readonly ProposedLeg[],
    choices: ResolutionChoices,
  ): Promise<void> {
    const funds = fundsById(choices);
    for (const [fundId, amount] of takenFrom(legs, funds)) {
      const currency = funds.get(fundId)?.currency ?? '';
      await this.guard.cover(tx, { organizationId, fundId, amount, currency });
    }
  }

  private async transfers(
    tx: Tx,
    organizationId: string,
    legs: readonly ProposedLeg[],
    choices: ResolutionChoices,
  ): Promise<NewTransfer[]> {
    const funds = fundsById(choices);
    const transfers: NewTransfer[] = [];
    for (const { fundId, debit, credit, amount, providerAccountId } of legs) {
      const currency = funds.get(fundId)?.currency ?? '';
      const account = (code: AccountCode) =>
        this.accounts.id(
          organizationId,
          code,
          currency,
          isClearing(code) ? (providerAccountId ?? '') : '',
          tx,
        );
      transfers.push({
        fundId,
        debit: await account(debit),
        credit: await account(credit),
        amount,
        currency,
      });
    }
    return transfers;
  }

  /** The entry of an approval whose COMMIT nobody heard of; undefined when it did not happen. */
  private async posted(organizationId: string, approvalId: string): Promise<string | undefined> {
    const [row] = await this.database.rows<{ id: string }>(
      "SELECT id FROM entry WHERE organization_id = ? AND source_type = 'approval' AND source_id = ?",
      [organizationId, approvalId],
    );
    return row?.id;
  }
}

function fundsById({ funds }: ResolutionChoices) {
  return new Map(funds.map((fund) => [fund.id, fund]));
}

/** What is shown and hashed: the case as it stands now and the entry in words. @throws Refusal resolution_refused. */
function payloadOf(
  found: WorkCase,
  memo: string,
  legs: readonly ProposedLeg[],
  choices: ResolutionChoices,
): object {
  const funds = fundsById(choices);
  const problems = problemsOfLegs(legs, funds);
  const names = new Map(choices.accounts.map(({ id, account }) => [id, account]));
  legs.forEach(({ providerAccountId }, index) => {
    if (providerAccountId !== null && !names.has(providerAccountId))
      problems.push({ field: `leg${index + 1}`, code: 'resolution_provider_account' });
  });
  if (problems.length > 0) throw resolutionRefused(problems);
  const [first] = legs;
  const currency = (first && funds.get(first.fundId)?.currency) ?? null;
  const stake = { amount: found.amount?.toString() ?? null, currency: found.currency };
  return {
    case: { id: found.id, kind: found.kind, ...stake, detail: found.detail },
    memo,
    currency,
    transfers: legs.map(
      ({ fundId, debit, credit, amount, providerAccountId }): ShownLeg => ({
        fund: funds.get(fundId)?.code ?? '',
        debit,
        credit,
        amount: amount.toString(),
        providerAccount: providerAccountId,
        fundId,
      }),
    ),
  };
}

/** The proposal as the frozen request holds it; we wrote it ourselves, in the shape of `payloadOf`. */
function proposalIn(payload: object): { memo: string; legs: ProposedLeg[] } {
  const { memo, transfers } = payload as { memo: string; transfers: ShownLeg[] };
  return {
    memo,
    legs: transfers.map(({ fundId, debit, credit, amount, providerAccount }) => ({
      ...{ fundId, debit, credit, amount: BigInt(amount), providerAccountId: providerAccount },
    })),
  };
}
