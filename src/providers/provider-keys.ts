import type { KeyObject } from 'node:crypto';
import { IsNull, Not } from 'typeorm';
import type { Database } from '../platform/database/database.js';
import type { Secrets } from '../platform/secrets/secrets.js';
import { openKey } from './provider-sealing.js';
import { ProviderSecret } from './provider-secret.entity.js';
import { signingKey } from './stripe/stripe.signature.js';

/** The keys of one account, ready for use. */
export interface AccountKeys {
  readonly apiKey: string | null;
  /** Newest first; each until when it is honoured, null = the present one. */
  readonly webhookSecrets: readonly { readonly key: KeyObject; readonly until: Date | null }[];
}

/**
 * The keys of all accounts that do not stand in the environment, by account. One that cannot be opened counts as not
 * there: that account's events are refused, all others go on.
 */
export async function readKeys(
  database: Database,
  secrets: Secrets,
): Promise<ReadonlyMap<string, AccountKeys>> {
  const stored = await database.read.find(ProviderSecret, {
    where: { valueEncrypted: Not(IsNull()) },
    order: { addedAt: 'DESC', id: 'DESC' },
  });
  const keys = new Map<string, AccountKeys>();
  for (const { providerAccountId, kind, valueEncrypted, honouredUntil } of stored) {
    const value = valueEncrypted && opened(secrets, providerAccountId, kind, valueEncrypted);
    if (!value) continue;
    const so = keys.get(providerAccountId) ?? { apiKey: null, webhookSecrets: [] };
    keys.set(
      providerAccountId,
      kind === 'api_key'
        ? { ...so, apiKey: honouredUntil === null ? value : so.apiKey }
        : { ...so, webhookSecrets: [...so.webhookSecrets, { key: signingKey(value), until: honouredUntil }] },
    );
  }
  return keys;
}

function opened(
  secrets: Secrets,
  accountId: string,
  kind: ProviderSecret['kind'],
  stored: Buffer,
): string | null {
  try {
    return openKey(secrets, accountId, kind, stored);
  } catch {
    return null;
  }
}
