import { Injectable } from '@nestjs/common';
import { Database } from '../platform/database/database.js';
import type { Provider } from '../providers/provider-account.entity.js';
import { hasApi } from '../providers/provider-accounts.service.js';
import type { RefundState } from './refund.entity.js';
import { lockRefundable } from './refundable.js';

/** A refund as staff see it. */
export interface RefundLine {
  readonly id: string;
  readonly donationId: string | null;
  readonly donationLabel: string | null;
  readonly origin: 'staff' | 'provider';
  readonly state: RefundState;
  readonly amount: bigint;
  readonly currency: string;
  readonly reason: string | null;
  readonly note: string;
  readonly requestedBy: string | null;
  readonly requestedAt: Date;
  readonly approvalId: string | null;
  readonly providerRefundId: string | null;
  readonly paymentKey: string;
  readonly problem: string | null;
  /** Whether its money is booked as owed, so that giving it up gives it back to the gift. */
  readonly booked: boolean;
  /** Nobody can send it from here: a person makes it at the provider, and the provider's bill confirms it. */
  readonly byHand: boolean;
}

const LINE = `SELECT r.id, r.donation_id AS donationId, d.public_label AS donationLabel, r.origin, r.state, r.amount, r.currency,
    r.reason, r.note, r.requested_by AS requestedBy, r.requested_at AS requestedAt, r.approval_id AS approvalId,
    r.provider_refund_id AS providerRefundId, r.payment_key AS paymentKey, r.problem, r.place IS NOT NULL AS booked,
    a.provider
  FROM refund r JOIN provider_account a ON a.id = r.provider_account_id LEFT JOIN donation d ON d.id = r.donation_id`;

type Row = Omit<RefundLine, 'amount' | 'booked' | 'byHand'> & {
  readonly amount: string;
  readonly booked: number;
  readonly provider: Provider;
};

/** Read models of refunds. An organization sees its own. */
@Injectable()
export class RefundsQueries {
  constructor(private readonly database: Database) {}

  /** Refunds of one gift, oldest first. */
  async ofDonation(organizationId: string, donationId: string): Promise<RefundLine[]> {
    const rows = await this.database.rows<Row>(
      `${LINE} WHERE r.organization_id = ? AND r.donation_id = ? ORDER BY r.requested_at, r.id`,
      [organizationId, donationId],
    );
    return rows.map(toLine);
  }

  /** All refunds of an organization, newest first; `limit + 1` rows tell whether there is a further page. */
  async list(
    organizationId: string,
    state: RefundState | null,
    offset: number,
    limit: number,
  ): Promise<RefundLine[]> {
    const rows = await this.database.rows<Row>(
      `${LINE} WHERE r.organization_id = ? AND (? IS NULL OR r.state = ?)
       ORDER BY r.requested_at DESC, r.id DESC LIMIT ? OFFSET ?`,
      [organizationId, state, state, limit, offset],
    );
    return rows.map(toLine);
  }

  async byId(organizationId: string, id: string): Promise<RefundLine | null> {
    const [row] = await this.database.rows<Row>(`${LINE} WHERE r.organization_id = ? AND r.id = ?`, [
      organizationId,
      id,
    ]);
    return row ? toLine(row) : null;
  }

  /** Whether refunds of a gift can only be made by a person at the provider. */
  async isByHand(organizationId: string, donationId: string): Promise<boolean> {
    const accounts = await this.database.rows<{ provider: Provider }>(
      `SELECT DISTINCT p.provider FROM payment_attempt a JOIN provider_account p ON p.id = a.provider_account_id
        WHERE a.donation_id = ? AND a.organization_id = ?`,
      [donationId, organizationId],
    );
    return accounts.some((account) => !hasApi(account));
  }

  /** The most that can be given back of one payment of a gift, minor units; null when the gift was never paid. */
  async mostOf(organizationId: string, donationId: string): Promise<bigint | null> {
    const donation = await this.database.inTransaction((tx) =>
      lockRefundable(tx, organizationId, donationId),
    );
    if (!donation || donation.payments.length === 0) return null;
    return donation.payments.reduce((most, { left }) => (left > most ? left : most), 0n);
  }
}

function toLine(row: Row): RefundLine {
  const { provider, ...line } = row;
  const byHand = row.origin === 'staff' && !hasApi({ provider });
  return { ...line, amount: BigInt(row.amount), booked: row.booked === 1, byHand };
}
