import { dayIn } from '../kernel/clock.js';
import type { BookedGift } from './booked-gifts.js';

/**
 * What a receipt says, frozen when its number is given. The page is drawn from this and the donor's name alone, so a
 * later change of a project's or an organization's name cannot change a receipt that somebody already holds.
 */
export interface ReceiptSnapshot {
  readonly version: 1;
  /** Our number as printed, `2026-00000123`. */
  readonly number: string;
  /** RFC 3339 UTC; also the creation date inside the PDF. */
  readonly issued_at: string;
  readonly organization: {
    readonly name_zh: string;
    readonly name_en: string;
    /** 统一社会信用代码 of the legal receiver. */
    readonly credit_code: string;
    readonly time_zone: string;
  };
  readonly project: {
    readonly name_zh: string;
    readonly name_en: string;
    /** 募捐方案备案编号; null while the filing of an emergency appeal is being made up. */
    readonly filing_no: string | null;
  };
  /** Minor units, as a string like every amount at a border. */
  readonly amount: string;
  readonly currency: string;
  /** Day of the payment in the organization's zone, `YYYY-MM-DD`. */
  readonly paid_on: string;
  /** Payment company through which the gift came, `stripe`; `offline` for cash and bank transfers. */
  readonly provider: string;
  /** True for demonstration data: the page says so. */
  readonly demo: boolean;
}

/** What a page is drawn from: the snapshot and the two things that are not kept in clear text beside it. */
export interface ReceiptContent extends ReceiptSnapshot {
  /** The donor as the receipt names them: the name they gave, else 爱心人士. */
  readonly donor: string;
  /** Unguessable code behind the QR. */
  readonly code: string;
}

/** How a receipt names a donor who gave no name (charity.md 1.6). */
export const UNNAMED_DONOR = '爱心人士';

/** Our number as printed and read aloud: year and running number in eight digits. */
export function receiptNumber(year: number, no: number): string {
  return `${year}-${String(no).padStart(8, '0')}`;
}

/** The year whose series a receipt issued at `instant` belongs to: the calendar of the organization decides. */
export function seriesYear(instant: Date, timeZone: string): number {
  return Number(dayIn(instant, timeZone).slice(0, 4));
}

/** Freezes what a receipt for a gift says. */
export function snapshotOf(gift: BookedGift, number: string, issuedAt: Date): ReceiptSnapshot {
  return {
    version: 1,
    number,
    issued_at: issuedAt.toISOString(),
    organization: {
      name_zh: gift.organizationNameZh,
      name_en: gift.organizationNameEn,
      credit_code: gift.creditCode,
      time_zone: gift.timeZone,
    },
    project: { name_zh: gift.projectNameZh, name_en: gift.projectNameEn, filing_no: gift.filingNo },
    amount: gift.net.toString(),
    currency: gift.currency,
    paid_on: dayIn(gift.paidAt, gift.timeZone),
    provider: gift.provider,
    demo: gift.demo,
  };
}
