import { Injectable } from '@nestjs/common';
import type { DonationStatus } from '../donations/donation.entity.js';
import { DonorDetails } from '../donations/donor-details.service.js';
import { OrganizationsQueries } from '../organizations/organizations.queries.js';
import { Database } from '../platform/database/database.js';

/** A gift in the list of its donor. */
export interface OwnGift {
  readonly id: string;
  readonly status: DonationStatus;
  /** Minor units promised. */
  readonly amount: bigint;
  readonly currency: string;
  readonly createdAt: Date;
  readonly projectZh: string;
  readonly projectEn: string;
  readonly organizationZh: string;
  readonly organizationEn: string;
  readonly zone: string;
}

/** A standing receipt of a donor, once for each year that it has gifts of. */
export interface OwnReceipt {
  readonly id: string;
  readonly number: string;
  /** Of the payments, in the organization's zone. */
  readonly year: string;
}

export interface OwnGifts {
  readonly gifts: readonly OwnGift[];
  /** There are more gifts than the list shows. */
  readonly more: boolean;
  readonly receipts: readonly OwnReceipt[];
}

const GIFTS_MAX = 500;

/** The gifts of a mail address, over all societies. Who may see them is the caller's business (the mailed link). */
@Injectable()
export class GiftsOfMail {
  constructor(
    private readonly database: Database,
    private readonly details: DonorDetails,
    private readonly organizations: OrganizationsQueries,
  ) {}

  async hasAny(mail: string): Promise<boolean> {
    const donors = await this.donorsOf(mail);
    if (donors.length === 0) return false;
    const found = await this.database.rows('SELECT 1 FROM donation WHERE donor_id IN (?) LIMIT 1', [donors]);
    return found.length > 0;
  }

  /** The newest gifts first; what was never paid is left out once its checkout has ended. */
  async of(mail: string): Promise<OwnGifts> {
    const donors = await this.donorsOf(mail);
    if (donors.length === 0) return { gifts: [], more: false, receipts: [] };
    const rows = await this.database.rows<Omit<OwnGift, 'amount'> & { readonly amount: string }>(
      `SELECT d.id, d.status, d.amount, d.currency, d.created_at AS createdAt, p.name_zh AS projectZh,
              p.name_en AS projectEn, o.name_zh AS organizationZh, o.name_en AS organizationEn, o.time_zone AS zone
         FROM donation d JOIN project p ON p.id = d.project_id JOIN organization o ON o.id = d.organization_id
        WHERE d.donor_id IN (?) AND d.status IN ('succeeded', 'refunded', 'pending')
        ORDER BY d.created_at DESC, d.id DESC LIMIT ?`,
      [donors, GIFTS_MAX + 1],
    );
    return {
      gifts: rows.slice(0, GIFTS_MAX).map((row) => ({ ...row, amount: BigInt(row.amount) })),
      more: rows.length > GIFTS_MAX,
      receipts: await this.receiptsOf(donors),
    };
  }

  private receiptsOf(donors: readonly string[]): Promise<OwnReceipt[]> {
    return this.database.rows<OwnReceipt>(
      `SELECT DISTINCT r.id, JSON_UNQUOTE(JSON_EXTRACT(r.snapshot, '$.number')) AS number, LEFT(i.paid_on, 4) AS year
         FROM donation d JOIN receipt_item i ON i.donation_id = d.id AND i.live
         JOIN receipt r ON r.id = i.receipt_id AND r.state = 'issued'
        WHERE d.donor_id IN (?) ORDER BY year DESC, number`,
      [donors],
    );
  }

  /** The address is only known by an index of each organization's own. */
  private async donorsOf(mail: string): Promise<string[]> {
    const keys = (await this.organizations.list()).map(({ id }) => [id, this.details.mailIndex(id, mail)]);
    if (keys.length === 0) return [];
    const rows = await this.database.rows<{ id: string }>(
      'SELECT id FROM donor WHERE (organization_id, mail_index) IN (?)',
      [keys],
    );
    return rows.map(({ id }) => id);
  }
}
