import { createHash, createPrivateKey, createPublicKey, type KeyObject, sign } from 'node:crypto';
import { canonicalJson } from '../kernel/canonical-json.js';

/** What a raw Ed25519 seed is preceded by in PKCS 8. */
const PKCS8_ED25519 = Buffer.from('302e020100300506032b657004220420', 'hex');
const RAW_BYTES = 32;

/** Name and version of what `/.well-known/boai-keys.json` says. */
export const KEYS_FORMAT = 'boai-keys-1';

/** A public key as the books carry it. Bytes are base64, times ISO 8601 in UTC. */
export interface PublicSealKey {
  readonly key_id: string;
  readonly public_key: string;
  readonly valid_from: string;
  readonly vouched_by: string | null;
  readonly vouch: string | null;
}

/** A private key with what others know it by. */
export interface SigningKey {
  readonly keyId: string;
  readonly publicKey: string;
  /** Signs the UTF-8 bytes of a text; base64. */
  sign(text: string): string;
}

/** Reads one key of the setting SEAL_KEY. @throws when it is no Ed25519 key. */
export function signingKey(setting: string): SigningKey {
  const key = setting.includes('PRIVATE KEY')
    ? createPrivateKey(setting.replaceAll('\\n', '\n'))
    : createPrivateKey({
        key: Buffer.concat([PKCS8_ED25519, Buffer.from(setting, 'base64')]),
        format: 'der',
        type: 'pkcs8',
      });
  if (key.asymmetricKeyType !== 'ed25519') throw new Error('SEAL_KEY: not an Ed25519 key');
  const publicKey = rawPublicKey(key);
  return {
    keyId: fingerprintOf(publicKey).slice(0, 16),
    publicKey,
    sign: (text) => sign(null, Buffer.from(text), key).toString('base64'),
  };
}

/** SHA-256 over the 32 bytes of a public key, in hex: what people compare. Its first 16 digits are the key's id. */
export function fingerprintOf(publicKey: string): string {
  return createHash('sha256').update(Buffer.from(publicKey, 'base64')).digest('hex');
}

/** What the key before signs when it vouches for a new one. */
export function vouchText(key: Pick<PublicSealKey, 'key_id' | 'public_key' | 'valid_from'>): string {
  const { key_id, public_key, valid_from } = key;
  return canonicalJson({ format: KEYS_FORMAT, key_id, public_key, valid_from });
}

function rawPublicKey(key: KeyObject): string {
  const der = createPublicKey(key).export({ format: 'der', type: 'spki' });
  return der.subarray(der.length - RAW_BYTES).toString('base64');
}
