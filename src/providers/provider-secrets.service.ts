import { Injectable } from '@nestjs/common';
import { IsNull, LessThanOrEqual, MoreThan, Not } from 'typeorm';
import { Clock } from '../kernel/clock.js';
import { newId } from '../kernel/ids.js';
import { Approvals } from '../platform/approvals/approvals.js';
import { Audit } from '../platform/audit/audit.js';
import { Config } from '../platform/config/config.js';
import { Database, type Tx } from '../platform/database/database.js';
import { isDuplicateKey } from '../platform/database/database-errors.js';
import { Secrets } from '../platform/secrets/secrets.js';
import { ProviderAccount } from './provider-account.entity.js';
import { ProviderAccounts } from './provider-accounts.service.js';
import { fingerprintOf, openKey, readableFingerprint, sealKey } from './provider-sealing.js';
import { ProviderSecret, type SecretKind } from './provider-secret.entity.js';
import {
  type Fingerprints,
  graceOf,
  livemodeOf,
  MAIN,
  secretPayload,
  secretProblems,
  type TypedSecrets,
} from './provider-secret.js';
import { ProviderSecretRequest } from './provider-secret-request.entity.js';
import {
  providerAccountNotFound,
  providerAccountTaken,
  providerSecretInvalid,
  providerSecretUsed,
} from './providers.errors.js';

export { GRACE_HOURS_MAX, MAIN, type TypedSecrets } from './provider-secret.js';

/** Who acts, and in which organization. */
export interface SecretsActor {
  readonly staffId: string;
  readonly organizationId: string;
}

const HOUR_MS = 3_600_000;

/**
 * Further accounts at the providers, and their keys: one person brings them, another agrees. A key is encrypted as it
 * comes in and never shown again; people see a fingerprint.
 */
@Injectable()
export class ProviderSecrets {
  constructor(
    private readonly database: Database,
    private readonly approvals: Approvals,
    private readonly accounts: ProviderAccounts,
    private readonly secrets: Secrets,
    private readonly config: Config,
    private readonly audit: Audit,
    private readonly clock: Clock,
  ) {}

  /**
   * Asks for a new account, or for another key of the account named. @returns the approval's id.
   * @throws Refusal not_found · invalid provider_secret_invalid with its fields · conflict provider_account_taken,
   * provider_secret_used, approval_open.
   */
  async request(actor: SecretsActor, typed: TypedSecrets, accountId: string | null): Promise<string> {
    const { organizationId } = actor;
    const approvalId = await this.database.inTransaction(async (tx) => {
      const account = accountId === null ? null : await this.find(tx, organizationId, accountId);
      if ((account === null) !== (typed.act === 'account')) throw providerAccountNotFound();
      const problems = secretProblems(typed, account?.livemode ?? null);
      if (problems.length > 0) throw providerSecretInvalid(problems);
      const asked = this.asked(organizationId, typed, account);
      if (account === null && (await tx.existsBy(ProviderAccount, { account: asked.account })))
        throw providerAccountTaken();
      await this.mustBeNew(tx, asked);
      const id = await this.approvals.request(tx, {
        ...{ organizationId, operation: 'provider_secret', subjectId: asked.providerAccountId },
        payload: await this.payloadOf(tx, asked),
        requestedBy: actor.staffId,
      });
      await tx.insert(ProviderSecretRequest, { ...asked, approvalId: id });
      return id;
    });
    return approvalId;
  }

  /**
   * Another person's yes; with it the key is in force. Processes that are running know it within ten seconds.
   * @throws Refusal as `Approvals.vote` and `consume`, and as `request`.
   */
  async approve(actor: SecretsActor, approvalId: string, shownSha256: string): Promise<'waiting' | 'done'> {
    const { organizationId, staffId } = actor;
    const outcome = await this.database.inTransaction(async (tx) => {
      const vote = {
        approvalId,
        organizationId,
        operation: 'provider_secret',
        staffId,
        shownSha256,
      } as const;
      if ((await this.approvals.vote(tx, vote)) === 'waiting') return 'waiting';
      const asked = await tx.findOneByOrFail(ProviderSecretRequest, { approvalId, organizationId });
      if (asked.act !== 'account') await this.find(tx, organizationId, asked.providerAccountId);
      await this.approvals.consume(tx, approvalId, 'provider_secret', await this.payloadOf(tx, asked));
      await this.mustBeNew(tx, asked);
      if (asked.act === 'account') await this.addAccount(tx, asked);
      await this.put(tx, asked, 'api_key', asked.apiKeyEncrypted, 0);
      await this.put(tx, asked, 'webhook_secret', asked.webhookSecretEncrypted, asked.graceHours);
      await eraseRequest(tx, approvalId);
      await this.audit.record(tx, {
        ...{ organizationId, staffId, action: `provider.${asked.act}` },
        ...{ subjectType: 'provider_account', subjectId: asked.providerAccountId },
        after: { approvalId, account: asked.account, ...this.fingerprints(asked) },
      });
      return 'done';
    });
    if (outcome === 'done') await this.accounts.readAnew();
    return outcome;
  }

  private asked(
    organizationId: string,
    typed: TypedSecrets,
    account: ProviderAccount | null,
  ): Omit<ProviderSecretRequest, 'approvalId'> {
    const providerAccountId = account?.id ?? newId();
    const seal = (kind: SecretKind, value: string) => sealKey(this.secrets, providerAccountId, kind, value);
    return {
      ...{ organizationId, providerAccountId, act: typed.act, decided: false, reason: typed.reason },
      account: account?.account ?? typed.account,
      currency: account?.currency ?? typed.currency,
      livemode: account?.livemode ?? livemodeOf(typed.apiKey) === true,
      apiKeyEncrypted: typed.act === 'webhook_secret' ? null : seal('api_key', typed.apiKey),
      webhookSecretEncrypted: typed.act === 'api_key' ? null : seal('webhook_secret', typed.webhookSecret),
      graceHours: typed.act === 'webhook_secret' ? (graceOf(typed) ?? 0) : 0,
    };
  }

  /** The account, locked against a second change. Of `main` nothing is changed here. */
  private async find(tx: Tx, organizationId: string, id: string): Promise<ProviderAccount> {
    const account = await tx.findOne(ProviderAccount, {
      where: { id, organizationId, account: Not(MAIN) },
      lock: { mode: 'pessimistic_write' },
    });
    if (!account) throw providerAccountNotFound();
    return account;
  }

  /** No account has had these values yet: the same API key twice would read the same money twice. */
  private async mustBeNew(tx: Tx, asked: Omit<ProviderSecretRequest, 'approvalId'>): Promise<void> {
    const ours = [this.config.STRIPE_SECRET_KEY, ...this.config.STRIPE_WEBHOOK_SECRETS];
    for (const [field, kind, sealed] of [
      ['api_key', 'api_key', asked.apiKeyEncrypted],
      ['webhook_secret', 'webhook_secret', asked.webhookSecretEncrypted],
    ] as const) {
      if (sealed === null) continue;
      const value = openKey(this.secrets, asked.providerAccountId, kind, sealed);
      const known = await tx.existsBy(ProviderSecret, { fingerprint: fingerprintOf(this.secrets, value) });
      if (known || ours.includes(value)) throw providerSecretUsed(field);
    }
  }

  private async addAccount(tx: Tx, asked: ProviderSecretRequest): Promise<void> {
    const { providerAccountId: id, organizationId, account, currency, livemode } = asked;
    const createdAt = this.clock.now();
    try {
      await tx.insert(ProviderAccount, {
        ...{ id, organizationId, provider: 'stripe', account, currency, livemode, createdAt },
        eventsCheckedUntil: null,
      });
    } catch (error) {
      if (isDuplicateKey(error)) throw providerAccountTaken();
      throw error;
    }
  }

  /**
   * The key is the present one. The one before is honoured for the grace time, an older one no longer than that; what is
   * no longer honoured is erased.
   */
  private async put(
    tx: Tx,
    asked: ProviderSecretRequest,
    kind: SecretKind,
    valueEncrypted: Buffer | null,
    graceHours: number,
  ): Promise<void> {
    if (valueEncrypted === null) return;
    const { providerAccountId, organizationId, approvalId } = asked;
    const now = this.clock.now();
    const until = new Date(now.getTime() + graceHours * HOUR_MS);
    const stored = { providerAccountId, kind, valueEncrypted: Not(IsNull()) };
    await tx.update(ProviderSecret, { ...stored, honouredUntil: MoreThan(until) }, { honouredUntil: until });
    await tx.update(ProviderSecret, { ...stored, honouredUntil: IsNull() }, { honouredUntil: until });
    await tx.update(
      ProviderSecret,
      { ...stored, honouredUntil: LessThanOrEqual(now) },
      { valueEncrypted: null },
    );
    const fingerprint = fingerprintOf(
      this.secrets,
      openKey(this.secrets, providerAccountId, kind, valueEncrypted),
    );
    await tx.insert(ProviderSecret, {
      ...{ id: newId(now.getTime()), organizationId, providerAccountId, kind, valueEncrypted, fingerprint },
      ...{ addedAt: now, honouredUntil: null, approvalId },
    });
  }

  private async payloadOf(tx: Tx, asked: Omit<ProviderSecretRequest, 'approvalId'>) {
    const present = await tx.findBy(ProviderSecret, {
      providerAccountId: asked.providerAccountId,
      honouredUntil: IsNull(),
    });
    const of = (kind: SecretKind) => {
      const fingerprint = present.find((each) => each.kind === kind)?.fingerprint;
      return fingerprint ? readableFingerprint(fingerprint) : null;
    };
    const is = { apiKey: of('api_key'), webhookSecret: of('webhook_secret') };
    return secretPayload(asked, is, this.fingerprints(asked));
  }

  private fingerprints(asked: Omit<ProviderSecretRequest, 'approvalId'>): Fingerprints {
    const of = (kind: SecretKind, sealed: Buffer | null) =>
      sealed &&
      readableFingerprint(
        fingerprintOf(this.secrets, openKey(this.secrets, asked.providerAccountId, kind, sealed)),
      );
    return {
      apiKey: of('api_key', asked.apiKeyEncrypted),
      webhookSecret: of('webhook_secret', asked.webhookSecretEncrypted),
    };
  }
}

/** Once it is decided, nothing of the values stays with the request. */
export async function eraseRequest(tx: Tx, approvalId: string): Promise<void> {
  await tx.update(
    ProviderSecretRequest,
    { approvalId, decided: false },
    { decided: true, apiKeyEncrypted: null, webhookSecretEncrypted: null },
  );
}
