import { Injectable } from '@nestjs/common';
import { Database } from '../platform/database/database.js';
import type { DisputeStatus } from '../providers/event-reading.js';

/** A dispute as staff see it. */
export interface DisputeLine {
  readonly id: string;
  readonly donationId: string | null;
  readonly donationLabel: string | null;
  readonly state: DisputeStatus;
  readonly amount: bigint;
  readonly currency: string;
  readonly reason: string | null;
  readonly openedAt: Date;
  readonly evidenceDueAt: Date | null;
  readonly providerDisputeId: string;
}

/** Read models of disputes. An organization sees its own. */
@Injectable()
export class DisputesQueries {
  constructor(private readonly database: Database) {}

  /**
   * All disputes of an organization: those that still want an answer first, by the day it is due; then the decided ones,
   * newest first. `limit + 1` rows tell whether there is a further page.
   */
  async list(organizationId: string, offset: number, limit: number): Promise<DisputeLine[]> {
    const rows = await this.database.rows<Omit<DisputeLine, 'amount'> & { readonly amount: string }>(
      `SELECT p.id, p.donation_id AS donationId, d.public_label AS donationLabel, p.state, p.amount, p.currency, p.reason,
         p.opened_at AS openedAt, p.evidence_due_at AS evidenceDueAt, p.provider_dispute_id AS providerDisputeId
       FROM dispute p LEFT JOIN donation d ON d.id = p.donation_id
       WHERE p.organization_id = ?
       ORDER BY p.state IN ('needs_response', 'inquiry') DESC,
         CASE WHEN p.state IN ('needs_response', 'inquiry') THEN p.evidence_due_at END, p.opened_at DESC, p.id
       LIMIT ? OFFSET ?`,
      [organizationId, limit, offset],
    );
    return rows.map((row) => ({ ...row, amount: BigInt(row.amount) }));
  }
}
