import { Injectable } from '@nestjs/common';
import { OfficialWishes } from '../donations/official-wishes.service.js';
import { Refusal } from '../kernel/errors.js';
import { Database, type Tx } from '../platform/database/database.js';
import { OfficialReceipts } from './official-receipts.service.js';

const AT_ONCE = 200;

interface ReadyRow {
  readonly donationId: string;
  readonly organizationId: string;
  readonly receiptId: string;
}

/**
 * Carries out what donors asked for with the donate form, once our own receipt stands. A sweep over the few that wait,
 * so that the many receipts without such a wish cost nothing.
 */
@Injectable()
export class OfficialWishSweep {
  constructor(
    private readonly database: Database,
    private readonly wishes: OfficialWishes,
    private readonly officials: OfficialReceipts,
  ) {}

  /** @returns how many were asked for. */
  async run(): Promise<number> {
    let asked = 0;
    let after = '';
    for (;;) {
      const rows = await this.database.rows<ReadyRow>(
        `SELECT w.donation_id AS donationId, w.organization_id AS organizationId, r.id AS receiptId
           FROM official_wish w
           JOIN receipt_item i ON i.donation_id = w.donation_id
           JOIN receipt r ON r.id = i.receipt_id AND r.state = 'issued'
          WHERE w.donation_id > ? ORDER BY w.donation_id LIMIT ?`,
        [after, AT_ONCE],
      );
      for (const row of rows) if (await this.carryOut(row)) asked++;
      const last = rows.at(-1);
      if (!last || rows.length < AT_ONCE) return asked;
      after = last.donationId;
    }
  }

  /** One wish in its own database transaction: asked for and removed together, or neither. */
  private carryOut({ donationId, organizationId, receiptId }: ReadyRow): Promise<boolean> {
    return this.database.inTransaction(async (tx) => {
      const [wish] = await this.wishes.take(tx, [donationId]);
      if (!wish) return false;
      if (await this.settled(tx, donationId)) {
        await this.wishes.remove(tx, [donationId]);
        return false;
      }
      try {
        await this.officials.askIn(tx, { staffId: null }, organizationId, receiptId, wish);
      } catch (error) {
        // The receipt ended meanwhile: its successor is found by the next sweep.
        if (error instanceof Refusal) return false;
        throw error;
      }
      await this.wishes.remove(tx, [donationId]);
      return true;
    });
  }

  /** Whether the donor has asked on the gift's page since, or said there that none is needed: the later word counts. */
  private async settled(tx: Tx, donationId: string): Promise<boolean> {
    const sql = 'SELECT 1 FROM official_receipt_item WHERE live_donation_id = ?';
    return (await this.database.rows(sql, [donationId], tx)).length > 0;
  }
}
