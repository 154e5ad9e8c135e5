import { Injectable } from '@nestjs/common';
import { DonorDetails } from './donor-details.service.js';
import type { OfflineGift } from './offline-gift.entity.js';
import type { Pledge } from './pledge.entity.js';

/** The people behind offline gifts and pledges, in clear: for the staff of the organization alone. */
@Injectable()
export class OfflineNames {
  constructor(private readonly details: DonorDetails) {}

  ofGift(gift: OfflineGift): { name: string | null; payer: string | null; mail: string | null } {
    const { id, nameEncrypted, payerEncrypted, mailEncrypted } = gift;
    const row = `offline_gift:${id}`;
    return {
      name: nameEncrypted && this.details.openName(id, nameEncrypted),
      payer: payerEncrypted && this.details.openText(`${row}:payer`, payerEncrypted),
      mail: mailEncrypted && this.details.openText(`${row}:mail`, mailEncrypted),
    };
  }

  ofPledge({ id, nameEncrypted }: Pledge): string {
    return this.details.openText(`pledge:${id}`, nameEncrypted);
  }
}
