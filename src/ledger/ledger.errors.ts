import { Refusal } from '../kernel/errors.js';

/** An entry that no rule of double entry allows: a defect in the room that made it, never a person's mistake. */
export class UnpostableEntry extends Error {
  constructor(
    readonly entryId: string,
    readonly problems: readonly string[],
  ) {
    super(`entry ${entryId} cannot be posted: ${problems.join('; ')}`);
    this.name = 'UnpostableEntry';
  }
}

/** There is no such fund, or it is another organization's, or it keeps another currency. */
export function fundNotFound(): Refusal {
  return new Refusal('not_found', 'fund_not_found');
}

/** The fund has less to promise than was asked for. `available` in major units. */
export function fundInsufficient(params: { readonly available: string; readonly currency: string }): Refusal {
  return new Refusal('conflict', 'fund_insufficient', params);
}

/** The accounting day is closed: nothing that a person dates themselves goes there any more. */
export function dayClosed(day: string): Refusal {
  return new Refusal('conflict', 'day_closed', { day });
}
