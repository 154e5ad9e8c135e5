import { dayIn } from '../kernel/clock.js';
import type { BookedGift } from './booked-gifts.js';

/**
 * What a receipt says, frozen when its number is given. The page is drawn from this and the donor's name alone, so a
 * later change of a project's or an organization's name cannot change a receipt that somebody already holds.
 */
export interface ReceiptSnapshot {
  /** 2 for one that lists several gifts. */
  readonly version: 1 | 2;
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
  /** The project; of a merged receipt the words that stand in its place when there are several. */
  readonly project: ReceiptProject;
  /** Minor units, as a string like every amount at a border. */
  readonly amount: string;
  readonly currency: string;
  /** Day of the payment in the organization's zone, `YYYY-MM-DD`. */
  readonly paid_on: string;
  /** Payment company through which the gift came, `stripe`; `offline` for cash and bank transfers. */
  readonly provider: string;
  /** The gifts of a merged receipt, by day; missing on one for a single gift. `paid_on` is then the last day. */
  readonly items?: readonly ReceiptLine[];
  /** Numbers of the receipts whose place this one takes; missing when there are none. */
  readonly replaces?: readonly string[];
  /** True for demonstration data: the page says so. */
  readonly demo: boolean;
}

/** A project as a receipt names it. */
export interface ReceiptProject {
  readonly name_zh: string;
  readonly name_en: string;
  /** 募捐方案备案编号; null while the filing of an emergency appeal is being made up. */
  readonly filing_no: string | null;
}

/** One gift on a merged receipt. Minor units as a string, the day in the organization's zone. */
export interface ReceiptLine {
  readonly project: ReceiptProject;
  readonly amount: string;
  readonly paid_on: string;
  readonly provider: string;
}

/** How a receipt over several projects, or ways of paying, says so on its first page. */
export const SEE_LIST = '见明细 see list';

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

/** Freezes what a receipt for these gifts (at least one) says. They are of one organization and one currency. */
export function snapshotOf(
  gifts: readonly BookedGift[],
  number: string,
  issuedAt: Date,
  replaces: readonly string[] = [],
): ReceiptSnapshot {
  const lines = gifts.map(lineOf).sort((a, b) => a.paid_on.localeCompare(b.paid_on));
  const [gift, last] = [gifts[0], lines.at(-1)];
  if (!gift || !last) throw new RangeError('a receipt needs a gift');
  const merged = lines.length > 1;
  return {
    version: merged ? 2 : 1,
    number,
    issued_at: issuedAt.toISOString(),
    organization: {
      name_zh: gift.organizationNameZh,
      name_en: gift.organizationNameEn,
      credit_code: gift.creditCode,
      time_zone: gift.timeZone,
    },
    project: merged ? projectOf(lines) : last.project,
    amount: gifts.reduce((sum, { net }) => sum + net, 0n).toString(),
    currency: gift.currency,
    paid_on: last.paid_on,
    provider: oneOf(lines.map(({ provider }) => provider)) ?? SEE_LIST,
    demo: gift.demo,
    ...(merged ? { items: lines } : {}),
    ...(replaces.length > 0 ? { replaces } : {}),
  };
}

function lineOf(gift: BookedGift): ReceiptLine {
  return {
    project: { name_zh: gift.projectNameZh, name_en: gift.projectNameEn, filing_no: gift.filingNo },
    amount: gift.net.toString(),
    paid_on: paidOn(gift),
    provider: gift.provider,
  };
}

/** Day of a gift's payment in the organization's zone. */
export function paidOn({ paidAt, timeZone }: Pick<BookedGift, 'paidAt' | 'timeZone'>): string {
  return dayIn(paidAt, timeZone);
}

function projectOf(lines: readonly ReceiptLine[]): ReceiptProject {
  const names = new Set(lines.map(({ project }) => `${project.name_zh}\n${project.name_en}`));
  const first = lines[0]?.project;
  const filing = oneOf(lines.map(({ project }) => project.filing_no)) ?? null;
  if (first && names.size === 1) return { ...first, filing_no: filing };
  return {
    name_zh: `${names.size} 个项目，见明细`,
    name_en: `${names.size} projects, see the list`,
    filing_no: filing ?? SEE_LIST,
  };
}

/** The one value that all have, or undefined. */
function oneOf<T>(values: readonly T[]): T | undefined {
  return values.every((value) => value === values[0]) ? values[0] : undefined;
}
