import type { KeyObject } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { Clock } from '../kernel/clock.js';
import { Refusal } from '../kernel/errors.js';
import { newId } from '../kernel/ids.js';
import { Config } from '../platform/config/config.js';
import { Database, type Tx } from '../platform/database/database.js';
import { isDuplicateKey } from '../platform/database/database-errors.js';
import { Secrets } from '../platform/secrets/secrets.js';
import { type Provider, ProviderAccount } from './provider-account.entity.js';
import { type AccountKeys, readKeys } from './provider-keys.js';
import { MAIN } from './provider-secret.js';
import { signingKey } from './stripe/stripe.signature.js';

const MAIN_CURRENCY = 'CNY';
/** Accounts hardly ever change; a new one is seen after this time at the latest. */
const REMEMBERED_MS = 10_000;
/** What is older than this is read anew before it is used, for as long as the database takes a second at most. */
const STALE_MS = 30_000;
const PATIENCE_MS = 1_000;

interface Remembered {
  until: number;
  readonly readAt: number;
  readonly accounts: ProviderAccount[];
  readonly keys: ReadonlyMap<string, AccountKeys>;
}

/** Whether we talk to an account's provider: of the others only files tell, and no checkout is opened there. */
export const hasApi = ({ provider }: Pick<ProviderAccount, 'provider'>): boolean => provider === 'stripe';

/** Our accounts at the providers: which serves a project, and whose secret signs a webhook. */
@Injectable()
export class ProviderAccounts {
  private remembered: Remembered | null = null;
  private reading: Promise<readonly ProviderAccount[]> | null = null;
  private readonly mainKeys: readonly KeyObject[];

  constructor(
    private readonly database: Database,
    private readonly config: Config,
    private readonly clock: Clock,
    private readonly secrets: Secrets,
  ) {
    this.mainKeys = config.STRIPE_WEBHOOK_SECRETS.map(signingKey);
  }

  /**
   * The account through which gifts to this organization in this currency are taken.
   * @throws Refusal conflict/no_provider_account when there is none: money is never converted or passed on.
   */
  async servesProject(organizationId: string, currency: string): Promise<ProviderAccount> {
    const serves = (account: ProviderAccount) =>
      account.organizationId === organizationId && account.currency === currency && hasApi(account);
    const account = (await this.all()).find(serves) ?? (await this.refreshed()).find(serves);
    if (!account) throw new Refusal('conflict', 'no_provider_account', { currency });
    return account;
  }

  /** The account named in a webhook's path, or null. */
  async byPath(provider: string, account: string): Promise<ProviderAccount | null> {
    const named = (row: ProviderAccount) => row.provider === provider && row.account === account;
    return (await this.all()).find(named) ?? null;
  }

  /** Those that we can ask about payments, events and statements. */
  async withApi(): Promise<readonly ProviderAccount[]> {
    return (await this.all()).filter(hasApi);
  }

  /** Who is behind an account, which never changes. */
  async providerOf(id: string, tx: Tx): Promise<Provider> {
    const known = this.remembered?.accounts.find((row) => row.id === id);
    return (known ?? (await tx.findOneByOrFail(ProviderAccount, { id }))).provider;
  }

  async byId(id: string): Promise<ProviderAccount> {
    const named = (row: ProviderAccount) => row.id === id;
    const account = (await this.all()).find(named) ?? (await this.refreshed()).find(named);
    if (!account) throw new Error(`provider account ${id} does not exist`);
    return account;
  }

  /**
   * Every account, oldest first; `main` is made from the configuration as soon as there is a society.
   * What is remembered is used while it is being read anew: a webhook must be answered while the database is away.
   */
  async all(): Promise<readonly ProviderAccount[]> {
    const known = this.remembered;
    if (!known) return this.refreshed();
    if (known.until > Date.now()) return known.accounts;
    this.reading ??= this.refreshed()
      .catch(() => this.putOff(known))
      .finally(() => {
        this.reading = null;
      });
    // A secret that was replaced an hour ago must not open the door once more because nobody knocked since.
    if (Date.now() - known.readAt < STALE_MS) return known.accounts;
    return Promise.race([
      this.reading,
      sleep(PATIENCE_MS, undefined, { ref: false }).then(() => this.putOff(known)),
    ]);
  }

  /** Reads everything again: keys have changed in this process. */
  async readAnew(): Promise<void> {
    await this.refreshed();
  }

  /**
   * Signing keys that an account honours at this moment, newest first: chosen by the path, never by what the body
   * says.
   */
  signingKeys(account: ProviderAccount, now: Date): readonly KeyObject[] {
    if (account.account === MAIN) return this.mainKeys;
    const secrets = this.remembered?.keys.get(account.id)?.webhookSecrets ?? [];
    return secrets.filter(({ until }) => until === null || now < until).map(({ key }) => key);
  }

  /** Our key for the provider's API. @throws when the account has none. */
  apiKey(account: ProviderAccount): string {
    if (account.account === MAIN) return this.config.STRIPE_SECRET_KEY;
    const apiKey = this.remembered?.keys.get(account.id)?.apiKey;
    if (!apiKey) throw new Error(`provider account ${account.account} has no API key`);
    return apiKey;
  }

  /** Remembers up to when the provider's list was searched for undelivered events. */
  async checkedUntil(account: ProviderAccount, instant: Date): Promise<void> {
    await this.database.inTransaction((tx) =>
      tx.update(ProviderAccount, { id: account.id }, { eventsCheckedUntil: instant }),
    );
    account.eventsCheckedUntil = instant;
  }

  /** Makes account `main` for the oldest society, if it is not there; returns it, or null without a society. */
  async ensureMain(): Promise<ProviderAccount | null> {
    const find = () => this.database.read.findOneBy(ProviderAccount, { provider: 'stripe', account: MAIN });
    const existing = await find();
    if (existing) return existing;
    const [society] = await this.database.rows<{ id: string }>(
      "SELECT id FROM organization WHERE kind = 'society' ORDER BY created_at, id LIMIT 1",
    );
    if (!society) return null;
    try {
      await this.database.inTransaction((tx) =>
        tx.insert(ProviderAccount, {
          id: newId(),
          organizationId: society.id,
          provider: 'stripe',
          account: MAIN,
          currency: MAIN_CURRENCY,
          livemode: this.config.STRIPE_SECRET_KEY.startsWith('sk_live_'),
          eventsCheckedUntil: null,
          createdAt: this.clock.now(),
        }),
      );
    } catch (error) {
      if (!isDuplicateKey(error)) throw error;
    }
    return find();
  }

  private async refreshed(): Promise<ProviderAccount[]> {
    await this.ensureMain();
    const accounts = await this.database.read.find(ProviderAccount, { order: { createdAt: 'ASC' } });
    const keys = await readKeys(this.database, this.secrets);
    const readAt = Date.now();
    if (accounts.length > 0) this.remembered = { until: readAt + REMEMBERED_MS, readAt, accounts, keys };
    return accounts;
  }

  /** The database does not answer: what is known serves on, and for a while nobody waits for news of it. */
  private putOff(known: Remembered): readonly ProviderAccount[] {
    known.until = Date.now() + REMEMBERED_MS;
    return known.accounts;
  }
}
