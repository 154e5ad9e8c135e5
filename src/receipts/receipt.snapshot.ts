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
  /** Payment company through which the gift came, `stripe`. */
  readonly provider: string;
  /** How the gift is named in public (charity.md 1.6); what the verification page shows. */
  readonly public_donor: string;
  /** True for demonstration data: the page says that no money moved. */
  readonly demo: boolean;
}

/** What a page is drawn from: the snapshot and the two things that are not kept in clear text beside it. */
export interface ReceiptContent extends ReceiptSnapshot {
  /** The donor as the receipt names them: the name they gave, else 爱心人士. */
  readonly donor: string;
  /** Unguessable code behind the QR. */
  readonly code: string;
}

/** Our number as printed and read aloud: year and running number in eight digits. */
export function receiptNumber(year: number, no: number): string {
  return `${year}-${String(no).padStart(8, '0')}`;
}
