import { DonorDetails } from '../../src/donations/donor-details.service.js';
import { Ledger } from '../../src/ledger/ledger.service.js';
import { ReceiptsJobs } from '../../src/receipts/receipts.jobs.js';
import type { TestApp } from '../support/app.js';
import { drainGifts, Gifts } from './receipts-room.js';

/** Gifts as the rooms below leave them, in the whole app, and what the receipts make of them. */
export function giftsOf(app: TestApp) {
  return {
    gifts: new Gifts(app.database, app.get(DonorDetails), app.get(Ledger)),
    drain: () => drainGifts(app.database, app.get(ReceiptsJobs).subscribers),
    /** Makes the first gift's donor the donor of all. */
    async oneDonor(donations: readonly string[]): Promise<void> {
      const [row] = await app.database.rows<{ id: string }>(
        'SELECT donor_id AS id FROM donation WHERE id = ?',
        [donations[0]],
      );
      await app.database.rows('UPDATE donation SET donor_id = ? WHERE id IN (?)', [row?.id, donations]);
    },
  };
}

export type GiftsInApp = ReturnType<typeof giftsOf>;
