import { Injectable } from '@nestjs/common';
import { Clock } from '../kernel/clock.js';
import { newId } from '../kernel/ids.js';
import { Approvals } from '../platform/approvals/approvals.js';
import { Audit } from '../platform/audit/audit.js';
import { Database, type Tx } from '../platform/database/database.js';
import { isDuplicateKey } from '../platform/database/database-errors.js';
import { ProviderAccount, type ProviderIntake } from './provider-account.entity.js';
import {
  changePayload,
  FILE_PROVIDERS,
  fileAccountProblems,
  reasonProblems,
  type TypedFileAccount,
  type TypedIntake,
} from './provider-account-change.js';
import { ProviderAccountRequest } from './provider-account-request.entity.js';
import { ProviderAccounts } from './provider-accounts.service.js';
import {
  providerAccountNotFound,
  providerAccountTaken,
  providerIntakeFixed,
  providerIntakeSame,
  providerMerchantTaken,
  providerSecretInvalid,
} from './providers.errors.js';

export { FILE_PROVIDERS, type TypedFileAccount, type TypedIntake } from './provider-account-change.js';

interface ChangeActor {
  readonly staffId: string;
  readonly organizationId: string;
}

type Asked = Omit<ProviderAccountRequest, 'approvalId'>;

/**
 * Accounts at providers and platforms that only files tell of, and from where an account's facts come: one person asks,
 * another agrees, as for keys.
 */
@Injectable()
export class ProviderAccountChanges {
  constructor(
    private readonly database: Database,
    private readonly approvals: Approvals,
    private readonly accounts: ProviderAccounts,
    private readonly audit: Audit,
    private readonly clock: Clock,
  ) {}

  /**
   * Asks for a new account that only files tell of. @returns the approval's id.
   * @throws Refusal invalid provider_secret_invalid with its fields · conflict provider_account_taken,
   * provider_merchant_taken.
   */
  async requestAccount(actor: ChangeActor, typed: TypedFileAccount): Promise<string> {
    const problems = fileAccountProblems(typed);
    const provider = FILE_PROVIDERS.find((each) => each === typed.provider);
    if (!provider || problems.length > 0) throw providerSecretInvalid(problems);
    const { account, currency, merchantNo, reason } = typed;
    const asked: Asked = {
      ...{ organizationId: actor.organizationId, providerAccountId: newId(), act: 'statement_account' },
      ...{ provider, account, currency, merchantNo, displayName: typed.displayName || null },
      ...{ intake: 'statement', reason },
    };
    return this.request(actor, asked, null);
  }

  /**
   * Asks that an account's facts come from notifications or from files. @returns the approval's id.
   * @throws Refusal not_found · invalid provider_secret_invalid · conflict provider_intake_fixed, provider_intake_same,
   * approval_open.
   */
  async requestIntake(actor: ChangeActor, accountId: string, typed: TypedIntake): Promise<string> {
    const { organizationId } = actor;
    const account = await this.database.read.findOneBy(ProviderAccount, { id: accountId, organizationId });
    if (!account) throw providerAccountNotFound();
    if (account.provider === 'stripe') throw providerIntakeFixed();
    const intake = (['notifications', 'statement'] as const).find((each) => each === typed.intake);
    const problems = reasonProblems(typed.reason);
    if (!intake || problems.length > 0)
      throw providerSecretInvalid(intake ? problems : [{ field: 'intake', code: 'empty' }, ...problems]);
    const { provider, currency, merchantNo, displayName } = account;
    const asked: Asked = {
      ...{
        organizationId,
        providerAccountId: accountId,
        act: 'intake',
        provider,
        account: account.account,
        currency,
      },
      ...{ merchantNo: merchantNo ?? '', displayName, intake, reason: typed.reason },
    };
    return this.request(actor, asked, account.intake);
  }

  /** Whether this approval is one of those asked for here. */
  async asked(organizationId: string, approvalId: string): Promise<boolean> {
    return this.database.read.existsBy(ProviderAccountRequest, { approvalId, organizationId });
  }

  /** Another person's yes. @throws Refusal as `Approvals.vote` and `consume`, and as the requests. */
  async approve(actor: ChangeActor, approvalId: string, shownSha256: string): Promise<'waiting' | 'done'> {
    const { organizationId, staffId } = actor;
    const outcome = await this.database.inTransaction(async (tx) => {
      const vote = { approvalId, organizationId, staffId, shownSha256 };
      const voted = await this.approvals.vote(tx, { ...vote, operation: 'provider_secret' });
      if (voted === 'waiting') return voted;
      const asked = await tx.findOneByOrFail(ProviderAccountRequest, { approvalId, organizationId });
      const present = await this.present(tx, asked);
      await this.approvals.consume(tx, approvalId, 'provider_secret', changePayload(asked, present));
      if (asked.act === 'statement_account') await this.add(tx, asked);
      else
        await tx.update(
          ProviderAccount,
          { id: asked.providerAccountId, organizationId },
          { intake: asked.intake },
        );
      await this.audit.record(tx, {
        ...{ organizationId, staffId, action: `provider.${asked.act}` },
        ...{ subjectType: 'provider_account', subjectId: asked.providerAccountId },
        before: { intake: present },
        after: { approvalId, account: asked.account, provider: asked.provider, intake: asked.intake },
      });
      return 'done' as const;
    });
    if (outcome === 'done') await this.accounts.readAnew();
    return outcome;
  }

  private request(actor: ChangeActor, asked: Asked, present: ProviderIntake | null): Promise<string> {
    const { organizationId } = actor;
    return this.database.inTransaction(async (tx) => {
      if (asked.act === 'statement_account') await this.mustBeNew(tx, asked);
      else if (asked.intake === present) throw providerIntakeSame();
      const approvalId = await this.approvals.request(tx, {
        ...{ organizationId, operation: 'provider_secret', subjectId: asked.providerAccountId },
        payload: changePayload(asked, present),
        requestedBy: actor.staffId,
      });
      await tx.insert(ProviderAccountRequest, { ...asked, approvalId });
      return approvalId;
    });
  }

  /** From where the account's facts come now, locked against a second change. */
  private async present(
    tx: Tx,
    { act, providerAccountId, organizationId }: Asked,
  ): Promise<ProviderIntake | null> {
    if (act === 'statement_account') return null;
    const account = await tx.findOne(ProviderAccount, {
      where: { id: providerAccountId, organizationId },
      lock: { mode: 'pessimistic_write' },
    });
    if (!account) throw providerAccountNotFound();
    return account.intake;
  }

  /** The same money must not be read for two accounts, nor two accounts be called alike. */
  private async mustBeNew(tx: Tx, { account, provider, merchantNo, displayName }: Asked): Promise<void> {
    if (await tx.existsBy(ProviderAccount, { account })) throw providerAccountTaken();
    const same = await tx.findBy(ProviderAccount, { provider, merchantNo });
    // A number at one platform says nothing about a number at another.
    if (same.some((each) => provider !== 'platform' || each.displayName === displayName))
      throw providerMerchantTaken();
  }

  private async add(tx: Tx, asked: ProviderAccountRequest): Promise<void> {
    await this.mustBeNew(tx, asked);
    const {
      providerAccountId: id,
      organizationId,
      provider,
      account,
      currency,
      merchantNo,
      displayName,
      intake,
    } = asked;
    try {
      await tx.insert(ProviderAccount, {
        ...{
          id,
          organizationId,
          provider,
          account,
          currency,
          merchantNo,
          displayName,
          intake,
          livemode: true,
        },
        ...{ eventsCheckedUntil: null, createdAt: this.clock.now() },
      });
    } catch (error) {
      if (isDuplicateKey(error)) throw providerAccountTaken();
      throw error;
    }
  }
}
