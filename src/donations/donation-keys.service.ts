import { Injectable } from '@nestjs/common';
import { Secrets } from '../platform/secrets/secrets.js';

/** Version of the way the key is derived; `donation.key_version` says which one a donation was given. */
export const KEY_VERSION = 1;

/**
 * The secret key that opens a donation's page: 128 bits of an HMAC over version and id, never stored or logged.
 * The id alone opens nothing.
 */
@Injectable()
export class DonationKeys {
  constructor(private readonly secrets: Secrets) {}

  keyOf(donationId: string, version = KEY_VERSION): string {
    return this.secrets.code('donation-key', `${version}:${donationId}`);
  }

  /** Constant-time. */
  check(donationId: string, key: string, version = KEY_VERSION): boolean {
    return this.secrets.matches('donation-key', `${version}:${donationId}`, key);
  }
}
