import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  hkdfSync,
  randomBytes,
  timingSafeEqual,
} from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Config } from '../config/config.js';

const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const FORMAT = 1;

/** What a derived key is for; each purpose has its own key, so that one leak opens one door. */
export type SecretPurpose =
  | 'donation-key'
  | 'field'
  | 'blind-index'
  | 'receipt-code'
  | 'totp'
  | 'provider-secret'
  | 'public-code'
  | 'page-cursor'
  | 'second-look'
  | 'webhook-secret'
  | 'update-stop'
  | 'giving-question';

/** Keys derived from SECRET_KEY: field encryption (AES-256-GCM), blind indexes and unguessable codes (HMAC-SHA256). */
@Injectable()
export class Secrets {
  private readonly master: Buffer;
  private readonly keys = new Map<SecretPurpose, Buffer>();

  constructor(config: Config) {
    this.master = Buffer.from(config.SECRET_KEY, 'base64');
  }

  /** HMAC-SHA256 of `text` under the purpose's key, 32 bytes. */
  mac(purpose: SecretPurpose, text: string): Buffer {
    return createHmac('sha256', this.key(purpose)).update(text, 'utf8').digest();
  }

  /** Constant-time check of a base64url code made of the first `bytes` bytes of `mac`. */
  matches(purpose: SecretPurpose, text: string, code: string, bytes = 16): boolean {
    const given = Buffer.from(code, 'base64url');
    const right = this.mac(purpose, text).subarray(0, bytes);
    return given.length === right.length && timingSafeEqual(given, right);
  }

  /** An unguessable code for `text`: the first `bytes` bytes (default 16 = 128 bits) of its mac in base64url. */
  code(purpose: SecretPurpose, text: string, bytes = 16): string {
    return this.mac(purpose, text).subarray(0, bytes).toString('base64url');
  }

  /** Encrypts a personal datum for storage: format byte, nonce, ciphertext, tag. `context` binds it to its row. */
  encrypt(purpose: SecretPurpose, plain: string, context: string): Buffer {
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv('aes-256-gcm', this.key(purpose), nonce);
    cipher.setAAD(Buffer.from(context, 'utf8'));
    const body = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()]);
    return Buffer.concat([Buffer.of(FORMAT), nonce, body, cipher.getAuthTag()]);
  }

  /** Reads back what `encrypt` wrote with the same purpose and context. @throws when it was altered. */
  decrypt(purpose: SecretPurpose, stored: Buffer, context: string): string {
    if (stored[0] !== FORMAT) throw new Error('encrypted field has an unknown format');
    const nonce = stored.subarray(1, 1 + NONCE_BYTES);
    const decipher = createDecipheriv('aes-256-gcm', this.key(purpose), nonce);
    decipher.setAAD(Buffer.from(context, 'utf8'));
    decipher.setAuthTag(stored.subarray(stored.length - TAG_BYTES));
    const body = stored.subarray(1 + NONCE_BYTES, stored.length - TAG_BYTES);
    return Buffer.concat([decipher.update(body), decipher.final()]).toString('utf8');
  }

  private key(purpose: SecretPurpose): Buffer {
    let key = this.keys.get(purpose);
    if (!key) {
      key = Buffer.from(hkdfSync('sha256', this.master, '', `boai:${purpose}`, 32));
      this.keys.set(purpose, key);
    }
    return key;
  }
}
