import { Injectable } from '@nestjs/common';
import { OfficialWishes } from '../../../donations/official-wishes.service.js';
import type { OfficialLine } from '../../../receipts/official.queries.js';
import { OfficialCorrections } from '../../../receipts/official-corrections.service.js';
import type { OfficialView } from '../views.js';

/** What can still be changed by saying so: what is with the bureau just now cannot. */
function correctable({ state, exportedAt }: OfficialLine): boolean {
  if (state === 'requested') return exportedAt === null;
  return state === 'failed' || state === 'issued' || state === 'delivered' || state === 'red_requested';
}

/** The official receipt on a gift's own page: asked for with the form, on the page, or by the society. */
@Injectable()
export class OfficialViews {
  constructor(
    private readonly wishes: OfficialWishes,
    private readonly corrections: OfficialCorrections,
  ) {}

  /**
   * @param receipted whether our own receipt stands; without it there is nothing to ask with yet.
   * @returns null when there is nothing to show.
   */
  async of(
    donationId: string,
    receipted: boolean,
    official: OfficialLine | null,
    path: string,
  ): Promise<OfficialView | null> {
    const shown: OfficialView = {
      state: official?.state ?? null,
      given: official?.original ?? null,
      since: official?.changedAt ?? null,
      delivery: official?.delivery ?? null,
      correctable: official !== null && correctable(official),
      corrected: official?.state === 'red_requested' && (await this.corrections.waitsFor(official.id)),
      path,
      typed: { kind: official?.donorKind ?? 'person', name: '', number: '' },
      problems: [],
    };
    if (official === null && (await this.wishes.ofDonation(donationId)))
      return { ...shown, state: 'waiting' };
    return official !== null || receipted ? shown : null;
  }
}
