import { Injectable } from '@nestjs/common';
import { Clock } from '../kernel/clock.js';
import { Database } from '../platform/database/database.js';
import type { Voucher } from './voucher.js';

/** A voucher's number in its month, and who made it first. */
export interface VoucherNumber {
  readonly month: string;
  readonly no: number;
  readonly maker: string;
}

/** Numbers of vouchers: given at the first export of a day, the same for ever after. */
@Injectable()
export class VoucherNumbers {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /**
   * The numbers of vouchers, by `<day> <party> <currency>`; those without one get the next of their month, in the
   * order of the list. Two exports at once wait for each other at the month's row.
   */
  async of(
    organizationId: string,
    vouchers: readonly Voucher[],
    maker: string,
  ): Promise<ReadonlyMap<string, VoucherNumber>> {
    const months = [...new Set(vouchers.map(({ day }) => day.slice(0, 7)))].sort();
    const numbers = new Map<string, VoucherNumber>();
    for (const month of months) {
      const ofMonth = vouchers.filter(({ day }) => day.startsWith(month));
      for (const [key, number] of await this.ofMonth(organizationId, month, ofMonth, maker))
        numbers.set(key, number);
    }
    return numbers;
  }

  private ofMonth(
    organizationId: string,
    month: string,
    vouchers: readonly Voucher[],
    maker: string,
  ): Promise<Map<string, VoucherNumber>> {
    return this.database.inTransaction(async (tx) => {
      await tx.query(
        'INSERT INTO voucher_series (organization_id, month) VALUES (?, ?) ON DUPLICATE KEY UPDATE month = month',
        [organizationId, month],
      );
      const [series]: { last: number }[] = await tx.query(
        'SELECT last_no AS last FROM voucher_series WHERE organization_id = ? AND month = ? FOR UPDATE',
        [organizationId, month],
      );
      const given: { day: string; party: string; currency: string; no: number; maker: string }[] =
        await tx.query(
          'SELECT day, party, currency, no, maker FROM voucher_number WHERE organization_id = ? AND month = ?',
          [organizationId, month],
        );
      const numbers = new Map(
        given.map((each) => [voucherKey(each), { month, no: each.no, maker: each.maker }]),
      );
      let last = series?.last ?? 0;
      for (const voucher of vouchers) {
        if (numbers.has(voucherKey(voucher))) continue;
        last += 1;
        numbers.set(voucherKey(voucher), { month, no: last, maker });
        await tx.query(
          `INSERT INTO voucher_number (organization_id, day, party, currency, month, no, maker, given_at)
           VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
          [
            organizationId,
            voucher.day,
            voucher.party,
            voucher.currency,
            month,
            last,
            maker,
            this.clock.now(),
          ],
        );
      }
      await tx.query('UPDATE voucher_series SET last_no = ? WHERE organization_id = ? AND month = ?', [
        last,
        organizationId,
        month,
      ]);
      return numbers;
    });
  }
}

/** By what a voucher is known. */
export function voucherKey({ day, party, currency }: Pick<Voucher, 'day' | 'party' | 'currency'>): string {
  return `${day} ${party} ${currency}`;
}
