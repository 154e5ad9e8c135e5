import { createHash } from 'node:crypto';
import { ApiError } from './errors.js';
import { canonicalForm, type RawHash } from './form.js';
import { unixNow } from './ids.js';
import type { KeptAnswer, Store } from './store.js';

const KEY_LIFETIME_S = 24 * 3600;
const KEY_LENGTH_MAX = 255;

/**
 * Stripe's rules for idempotency keys: the first answer to a key (status and body, errors of the work itself
 * included) is kept for a day; the same key with other parameters is an error, and so is a second request while the
 * first is still at work. A request refused in validation leaves nothing behind.
 */
export class Idempotency {
  private readonly working = new Set<string>();

  constructor(private readonly store: Store) {}

  /**
   * Claims a key for a request.
   * @returns the kept answer when there is one; otherwise nothing, and the caller must `release` the key.
   * @throws ApiError 400 for other parameters, 409 while the key is in use.
   */
  claim(key: string, fingerprint: string): KeptAnswer | undefined {
    if (key.length > KEY_LENGTH_MAX) {
      throw new ApiError(400, 'Idempotency keys can be at most 255 characters long.', {
        type: 'idempotency_error',
      });
    }
    if (this.working.has(key)) {
      throw new ApiError(
        409,
        'There is currently another in-progress request using this Idempotency Key. Please try again later.',
        { type: 'idempotency_error', code: 'idempotency_key_in_use' },
      );
    }
    const kept = this.store.answers.get(key);
    if (kept && kept.created >= unixNow() - KEY_LIFETIME_S) {
      if (kept.fingerprint !== fingerprint) {
        throw new ApiError(
          400,
          `Keys for idempotent requests can only be used with the same parameters they were first used with. Try using a key other than '${key}' if you meant to execute a different request.`,
          { type: 'idempotency_error' },
        );
      }
      return kept;
    }
    this.working.add(key);
    return undefined;
  }

  release(key: string): void {
    this.working.delete(key);
  }
}

/** What "the same request" means: method, path and parameters, whatever their order. */
export function fingerprint(method: string, path: string, params: RawHash): string {
  return createHash('sha256')
    .update(`${method} ${path}\n${canonicalForm(params)}`)
    .digest('hex');
}
