import { Injectable } from '@nestjs/common';
import { Clock } from '../kernel/clock.js';
import { Audit } from '../platform/audit/audit.js';
import { Database, type Tx } from '../platform/database/database.js';
import { Doorbell } from '../platform/jobs/doorbell.js';
import { Donation, PUBLICITIES, type Publicity } from './donation.entity.js';
import { donationInvalid, donationNotFound } from './donations.errors.js';
import { DonorDetails } from './donor-details.service.js';
import { isWholeName, maskName } from './public-label.js';
import { PUBLIC_WORDS_CHANGED } from './public-words.queries.js';

/** From the most open to the most private. */
const PRIVACY: Readonly<Record<Publicity, number>> = { REAL_NAME: 0, MASKED: 1, ANONYMOUS: 2 };

/** How a donor appears in public, changed after the gift: consent may be withdrawn at any time (PIPL 15). */
@Injectable()
export class GiftPublicity {
  constructor(
    private readonly database: Database,
    private readonly details: DonorDetails,
    private readonly audit: Audit,
    private readonly doorbell: Doorbell,
    private readonly clock: Clock,
  ) {}

  /**
   * Changes how this one gift appears; other gifts of the donor stay as they are. A whole name is hidden until somebody
   * of the society has read it, as if it were new. Whoever becomes less visible has their message read once more before
   * it is shown again, for it may name them. The choice of today again changes nothing.
   * @throws Refusal not_found/donation_not_found · invalid/donation_invalid naming `publicity`.
   */
  async change(donationId: string, wanted: string): Promise<void> {
    const publicity = PUBLICITIES.find((known) => known === wanted);
    if (!publicity) throw donationInvalid([{ field: 'publicity', code: 'invalid' }]);
    const changed = await this.database.inTransaction(async (tx) => {
      const donation = await tx.findOne(Donation, {
        where: { id: donationId },
        lock: { mode: 'pessimistic_write' },
      });
      if (!donation) throw donationNotFound();
      if (donation.publicity === publicity) return false;
      await this.write(tx, donation, publicity);
      return true;
    });
    if (changed) this.doorbell.ring(PUBLIC_WORDS_CHANGED);
  }

  private async write(tx: Tx, donation: Donation, publicity: Publicity): Promise<void> {
    const { id, organizationId, donorKind, nameEncrypted } = donation;
    const name = nameEncrypted && this.details.openName(id, nameEncrypted);
    const publicLabel = maskName(name, donorKind, publicity);
    await tx.update(Donation, { id }, { publicity, publicLabel });
    if (name !== null && isWholeName({ label: publicLabel, publicity, donorKind }))
      await tx.query(
        `INSERT INTO public_word (donation_id, kind, organization_id, state, created_at) VALUES (?, 'name', ?, 'waiting', ?)
         ON DUPLICATE KEY UPDATE state = 'waiting', reason = NULL, decided_by = NULL, decided_at = NULL,
           created_at = VALUES(created_at)`,
        [id, organizationId, this.clock.now()],
      );
    else await tx.query("DELETE FROM public_word WHERE donation_id = ? AND kind = 'name'", [id]);
    if (PRIVACY[publicity] > PRIVACY[donation.publicity])
      await tx.query(
        `UPDATE public_word SET state = 'waiting', decided_by = NULL, decided_at = NULL
          WHERE donation_id = ? AND kind = 'message' AND state = 'approved'`,
        [id],
      );
    await this.audit.record(tx, {
      ...{ organizationId, staffId: null, action: 'donation.publicity_changed' },
      ...{ subjectType: 'donation', subjectId: id },
      before: { publicity: donation.publicity },
      after: { publicity },
    });
  }
}
