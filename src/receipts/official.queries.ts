import { Injectable } from '@nestjs/common';
import { Database, type Tx } from '../platform/database/database.js';
import type { OfficialState, Wish } from './official-receipt.js';
import { receiptNumber } from './receipt.snapshot.js';

/** A number of the finance bureau. */
export interface OfficialNumber {
  readonly code: string;
  readonly number: string;
  readonly checkCode: string;
  readonly issuedOn: string;
}

/** An official receipt in lists: no name, no payer's number. Minor units. */
export interface OfficialLine {
  readonly id: string;
  readonly state: OfficialState;
  readonly wish: Wish;
  readonly askedBy: 'donor' | 'staff';
  readonly donorKind: 'person' | 'organization';
  readonly amount: bigint;
  readonly currency: string;
  readonly gifts: number;
  readonly receiptId: string;
  readonly receiptNumber: string;
  readonly askedAt: Date;
  readonly changedAt: Date;
  readonly exportedAt: Date | null;
  readonly failure: string | null;
  readonly delivery: string | null;
  readonly replacesId: string | null;
  readonly original: OfficialNumber | null;
  readonly red: OfficialNumber | null;
}

type Row = Omit<OfficialLine, 'amount' | 'gifts' | 'original' | 'red' | 'receiptNumber'> & {
  readonly amount: string;
  readonly gifts: string;
  readonly year: number;
  readonly no: number;
} & { readonly [name in 'code' | 'number' | 'checkCode' | 'issuedOn']: string | null } & {
  readonly [name in 'redCode' | 'redNumber' | 'redCheckCode' | 'redIssuedOn']: string | null;
};

const LINES = `
  SELECT o.id, o.state, o.wish, o.asked_by AS askedBy, o.donor_kind AS donorKind, o.amount, o.currency,
         o.receipt_id AS receiptId, r.year, r.no, o.asked_at AS askedAt, o.changed_at AS changedAt, o.exported_at AS exportedAt, o.failure,
         o.delivery, o.replaces_id AS replacesId,
         (SELECT COUNT(*) FROM official_receipt_item i WHERE i.official_receipt_id = o.id) AS gifts,
         n.code, n.number, n.check_code AS checkCode, n.issued_on AS issuedOn,
         d.code AS redCode, d.number AS redNumber, d.check_code AS redCheckCode, d.issued_on AS redIssuedOn
    FROM official_receipt o JOIN receipt r ON r.id = o.receipt_id
    LEFT JOIN official_number n ON n.official_receipt_id = o.id AND n.kind = 'original'
    LEFT JOIN official_number d ON d.official_receipt_id = o.id AND d.kind = 'red'`;

/** Read models of the official receipts. */
@Injectable()
export class OfficialQueries {
  constructor(private readonly database: Database) {}

  /** Those of an organization, the latest first; `state` null = all. */
  async lines(
    organizationId: string,
    state: OfficialState | null,
    page: { readonly skip: number; readonly limit: number },
  ): Promise<OfficialLine[]> {
    const rows = await this.database.rows<Row>(
      `${LINES} WHERE o.organization_id = ? ${state ? 'AND o.state = ?' : ''} ORDER BY o.asked_at DESC, o.id DESC
       LIMIT ? OFFSET ?`,
      [organizationId, ...(state ? [state] : []), page.limit, page.skip],
    );
    return rows.map(lineOf);
  }

  /** How many there are in each state. */
  async counts(organizationId: string): Promise<ReadonlyMap<OfficialState, number>> {
    const rows = await this.database.rows<{ state: OfficialState; n: string }>(
      'SELECT state, COUNT(*) AS n FROM official_receipt WHERE organization_id = ? GROUP BY state',
      [organizationId],
    );
    return new Map(rows.map(({ state, n }) => [state, Number(n)]));
  }

  /** One of the organization, or null. */
  async byId(organizationId: string, id: string, tx?: Tx): Promise<OfficialLine | null> {
    const sql = `${LINES} WHERE o.organization_id = ? AND o.id = ?`;
    const [row] = await this.database.rows<Row>(sql, [organizationId, id], tx);
    return row ? lineOf(row) : null;
  }

  /** The one that counts for a gift: asked for, waived or issued; null when nothing was said yet. */
  async byDonation(donationId: string): Promise<OfficialLine | null> {
    const [row] = await this.database.rows<Row>(
      `${LINES} JOIN official_receipt_item live ON live.official_receipt_id = o.id WHERE live.live_donation_id = ?`,
      [donationId],
    );
    return row ? lineOf(row) : null;
  }

  /** Ids of the gifts on one. */
  async giftsOf(id: string): Promise<{ donationId: string; amount: bigint; live: boolean }[]> {
    const rows = await this.database.rows<{ donationId: string; amount: string; live: number }>(
      `SELECT donation_id AS donationId, amount, live FROM official_receipt_item
        WHERE official_receipt_id = ? ORDER BY donation_id`,
      [id],
    );
    return rows.map((row) => ({ ...row, amount: BigInt(row.amount), live: row.live === 1 }));
  }
}

function lineOf(row: Row): OfficialLine {
  const { code, number, checkCode, issuedOn, redCode, redNumber, redCheckCode, redIssuedOn, ...rest } = row;
  const { year, no, gifts, amount, ...line } = rest;
  return {
    ...line,
    amount: BigInt(amount),
    gifts: Number(gifts),
    receiptNumber: receiptNumber(year, no),
    original: given(code, number, checkCode, issuedOn),
    red: given(redCode, redNumber, redCheckCode, redIssuedOn),
  };
}

function given(
  code: string | null,
  number: string | null,
  checkCode: string | null,
  issuedOn: string | null,
): OfficialNumber | null {
  if (code === null || number === null || checkCode === null || issuedOn === null) return null;
  return { code, number, checkCode, issuedOn };
}
