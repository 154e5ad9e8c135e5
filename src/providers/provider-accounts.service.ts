import type { KeyObject } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Clock } from '../kernel/clock.js';
import { Refusal } from '../kernel/errors.js';
import { newId } from '../kernel/ids.js';
import { Config } from '../platform/config/config.js';
import { Database } from '../platform/database/database.js';
import { isDuplicateKey } from '../platform/database/database-errors.js';
import { ProviderAccount } from './provider-account.entity.js';
import { signingKey } from './stripe/stripe.signature.js';

/** The account whose keys stand in the configuration. */
const MAIN = 'main';
const MAIN_CURRENCY = 'CNY';
/** Accounts hardly ever change; a new one is seen after this time at the latest. */
const REMEMBERED_MS = 10_000;

/** Our accounts at the providers: which serves a project, and whose secret signs a webhook. */
@Injectable()
export class ProviderAccounts {
  private remembered: { until: number; accounts: ProviderAccount[] } | null = null;
  private readonly mainKeys: readonly KeyObject[];

  constructor(
    private readonly database: Database,
    private readonly config: Config,
    private readonly clock: Clock,
  ) {
    this.mainKeys = config.STRIPE_WEBHOOK_SECRETS.map(signingKey);
  }

  /**
   * The account through which gifts to this organization in this currency are taken.
   * @throws Refusal conflict/no_provider_account when there is none: money is never converted or passed on.
   */
  async servesProject(organizationId: string, currency: string): Promise<ProviderAccount> {
    const serves = (account: ProviderAccount) =>
      account.organizationId === organizationId && account.currency === currency;
    const account = (await this.all()).find(serves) ?? (await this.refreshed()).find(serves);
    if (!account) throw new Refusal('conflict', 'no_provider_account', { currency });
    return account;
  }

  /** The account named in a webhook's path, or null. */
  async byPath(provider: string, account: string): Promise<ProviderAccount | null> {
    const named = (row: ProviderAccount) => row.provider === provider && row.account === account;
    return (await this.all()).find(named) ?? null;
  }

  async byId(id: string): Promise<ProviderAccount> {
    const account = (await this.all()).find((row) => row.id === id);
    if (!account) throw new Error(`provider account ${id} does not exist`);
    return account;
  }

  /**
   * Every account, oldest first; `main` is made from the configuration as soon as there is a society.
   * What is remembered is used while it is being read anew: a webhook must be answered while the database is away.
   */
  async all(): Promise<readonly ProviderAccount[]> {
    if (!this.remembered) return this.refreshed();
    if (this.remembered.until <= Date.now()) {
      this.remembered.until = Date.now() + REMEMBERED_MS;
      this.refreshed().catch(() => undefined);
    }
    return this.remembered.accounts;
  }

  /** Signing keys of an account, newest first: chosen by the path, never by what the body says. */
  signingKeys(account: ProviderAccount): readonly KeyObject[] {
    return account.account === MAIN ? this.mainKeys : [];
  }

  /** Our key for the provider's API. */
  apiKey(account: ProviderAccount): string {
    if (account.account !== MAIN) throw new Error(`provider account ${account.account} has no API key`);
    return this.config.STRIPE_SECRET_KEY;
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
    if (accounts.length > 0) this.remembered = { until: Date.now() + REMEMBERED_MS, accounts };
    return accounts;
  }
}
