import { Injectable } from '@nestjs/common';
import { Clock } from '../kernel/clock.js';
import { Config } from '../platform/config/config.js';
import { Database } from '../platform/database/database.js';
import { ProviderAccount } from './provider-account.entity.js';
import { readableFingerprint } from './provider-sealing.js';
import { ProviderSecret, type SecretKind } from './provider-secret.entity.js';
import { MAIN } from './provider-secret.js';

/** A key as people may see it. */
export interface KeyLine {
  readonly kind: SecretKind;
  readonly fingerprint: string;
  readonly addedAt: Date;
  /** Null: the present one. */
  readonly honouredUntil: Date | null;
}

/** An account with what can be told about its keys and its events. */
export interface AccountLine {
  readonly account: ProviderAccount;
  /** Its keys stand in the environment and are changed there. */
  readonly main: boolean;
  /** Newest first; only those still honoured. */
  readonly keys: readonly KeyLine[];
  /** The newest event among the last ones of all accounts; null when none of them is its own. */
  readonly lastEvent: { readonly type: string; readonly receivedAt: Date } | null;
  /** Address for the provider's webhook endpoint. */
  readonly webhookUrl: string;
}

/** How many of the newest events are looked through for an account's last one: the inbox has no index for it. */
const LOOKED_THROUGH = 10_000;

/** Read models of our accounts at the providers. */
@Injectable()
export class ProviderAccountsQueries {
  constructor(
    private readonly database: Database,
    private readonly config: Config,
    private readonly clock: Clock,
  ) {}

  /** All accounts of the organization, oldest first. */
  async ofOrganization(organizationId: string): Promise<AccountLine[]> {
    const accounts = await this.database.read.find(ProviderAccount, {
      where: { organizationId },
      order: { createdAt: 'ASC', id: 'ASC' },
    });
    return Promise.all(accounts.map((account) => this.line(account)));
  }

  /** One account of the organization, or null. */
  async byId(organizationId: string, id: string): Promise<AccountLine | null> {
    const account = await this.database.read.findOneBy(ProviderAccount, { organizationId, id });
    return account && this.line(account);
  }

  private async line(account: ProviderAccount): Promise<AccountLine> {
    const keys = await this.database.read.find(ProviderSecret, {
      where: { providerAccountId: account.id },
      order: { addedAt: 'DESC', id: 'DESC' },
    });
    const now = this.clock.now();
    return {
      account,
      main: account.account === MAIN,
      keys: keys
        .filter(({ honouredUntil }) => honouredUntil === null || now < honouredUntil)
        .map(({ kind, fingerprint, addedAt, honouredUntil }) => ({
          ...{ kind, addedAt, honouredUntil },
          fingerprint: readableFingerprint(fingerprint),
        })),
      lastEvent: await this.lastEvent(account),
      webhookUrl: `${this.config.PUBLIC_URL}/webhooks/${account.provider}/${account.account}`,
    };
  }

  private async lastEvent({ provider, account }: ProviderAccount): Promise<AccountLine['lastEvent']> {
    const [event] = await this.database.rows<{ type: string; receivedAt: Date }>(
      `SELECT type, received_at AS receivedAt FROM
         (SELECT id, provider, account, type, received_at FROM provider_event ORDER BY id DESC LIMIT ?) newest
        WHERE provider = ? AND account = ? ORDER BY id DESC LIMIT 1`,
      [LOOKED_THROUGH, provider, account],
    );
    return event ?? null;
  }
}
