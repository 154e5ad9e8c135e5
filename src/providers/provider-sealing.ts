import type { Secrets } from '../platform/secrets/secrets.js';
import type { SecretKind } from './provider-secret.entity.js';

/** A key of an account, encrypted for storage and bound to its place. */
export function sealKey(secrets: Secrets, accountId: string, kind: SecretKind, value: string): Buffer {
  return secrets.encrypt('provider-secret', value, contextOf(accountId, kind));
}

/** Reads a stored key. @throws when it was altered, or SECRET_KEY is another than it was stored with. */
export function openKey(secrets: Secrets, accountId: string, kind: SecretKind, stored: Buffer): string {
  return secrets.decrypt('provider-secret', stored, contextOf(accountId, kind));
}

/** By what a key is recognised without being shown. */
export function fingerprintOf(secrets: Secrets, value: string): Buffer {
  return secrets.mac('blind-index', `provider-secret:${value}`);
}

/** A fingerprint as people compare it: the first 64 bits. */
export function readableFingerprint(fingerprint: Buffer): string {
  return fingerprint.subarray(0, 8).toString('hex').match(/.{4}/g)?.join('-') ?? '';
}

function contextOf(accountId: string, kind: SecretKind): string {
  return `provider-account:${accountId}:${kind}`;
}
