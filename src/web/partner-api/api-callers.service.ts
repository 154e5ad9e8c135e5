import { Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { Refusal } from '../../kernel/errors.js';
import { PartnerKeys, type VerifiedKey } from '../../partners/partner-keys.service.js';

/** What came of a request's key. */
interface Shown {
  readonly key: VerifiedKey | null;
  /** Why a right key opens nothing at present, or what kept us from looking. */
  readonly refusal: unknown;
}

/** Which partner's key a request shows; each is looked at once, at the door. */
@Injectable()
export class ApiCallers {
  private readonly shown = new WeakMap<FastifyRequest, Shown>();

  constructor(private readonly keys: PartnerKeys) {}

  /** Looks at the request's key, if it shows one. Never throws: public routes answer whatever key is shown. */
  async greet(request: FastifyRequest): Promise<void> {
    const text = keyTextOf(request);
    if (text === undefined) return;
    const shown = await this.keys.verify(text).then(
      (key): Shown => ({ key, refusal: null }),
      (refusal: unknown): Shown => ({ key: null, refusal }),
    );
    this.shown.set(request, shown);
  }

  /** The right key that a request shows, or null: for public routes, where a key changes only who is counted. */
  keyOf(request: FastifyRequest): VerifiedKey | null {
    return this.shown.get(request)?.key ?? null;
  }

  /**
   * The key of a request that needs one.
   * @throws Refusal unauthenticated `partner_key_missing`, `partner_key_bad` · what `PartnerKeys.verify` throws.
   */
  keyNeeded(request: FastifyRequest): VerifiedKey {
    const shown = this.shown.get(request);
    if (!shown) throw new Refusal('unauthenticated', 'partner_key_missing');
    if (shown.refusal !== null) throw shown.refusal;
    if (!shown.key) throw new Refusal('unauthenticated', 'partner_key_bad');
    return shown.key;
  }
}

/** What stands in `Authorization: Bearer …`; undefined without such a header. */
function keyTextOf({ headers }: FastifyRequest): string | undefined {
  return headers.authorization?.replace(/^Bearer +/i, '').trim();
}
