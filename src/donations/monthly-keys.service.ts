import { Injectable } from '@nestjs/common';
import { withPrefix } from '../kernel/ids.js';
import { Config } from '../platform/config/config.js';
import { Secrets } from '../platform/secrets/secrets.js';
import { KEY_VERSION } from './donation-keys.service.js';

/**
 * The secret key that opens a monthly gift's page and all its verbs: derived, never stored or logged. The id alone
 * opens nothing, and no donation's key opens a monthly gift.
 */
@Injectable()
export class MonthlyKeys {
  constructor(
    private readonly secrets: Secrets,
    private readonly config: Config,
  ) {}

  keyOf(monthlyGiftId: string, version = KEY_VERSION): string {
    return this.secrets.code('donation-key', `monthly:${version}:${monthlyGiftId}`);
  }

  /** Constant-time. */
  check(monthlyGiftId: string, key: string, version = KEY_VERSION): boolean {
    return this.secrets.matches('donation-key', `monthly:${version}:${monthlyGiftId}`, key);
  }

  /** The page's path with its key. */
  pathOf(monthlyGiftId: string, version = KEY_VERSION): string {
    return `/monthly/${withPrefix('mon', monthlyGiftId)}?key=${this.keyOf(monthlyGiftId, version)}`;
  }

  /** The page's address, as mails carry it. */
  urlOf(monthlyGiftId: string, version = KEY_VERSION): string {
    return this.config.PUBLIC_URL.replace(/\/$/, '') + this.pathOf(monthlyGiftId, version);
  }
}
