import { Refusal } from '../kernel/errors.js';

/** There is no such account, line, fact, match or difference here. */
export const notHere = (code: string): Refusal => new Refusal('not_found', code);

/** One field of a desk's form. */
export const deskRefused = (field: string, code: string, params: Record<string, string> = {}): Refusal =>
  new Refusal('invalid', code, params, [{ field, code, params }]);

/** Somebody was faster, or it was never free. */
export const alreadyMatched = (): Refusal => new Refusal('conflict', 'match_taken');

/** The lease of a run has gone to another process: this one stops without a trace. */
export class RunTaken extends Error {
  constructor(runId: string) {
    super(`reconciliation run ${runId} goes on elsewhere`);
    this.name = 'RunTaken';
  }
}
