import { Injectable } from '@nestjs/common';
import { Database } from '../platform/database/database.js';
import { DonorDetails } from './donor-details.service.js';
import { maskName } from './public-label.js';
import type { PublicWordKind, PublicWordState } from './public-word.entity.js';
import { wordRow } from './public-word.js';

/** A name, message or dedication as the society's staff reads it. */
export interface ModerationLine {
  readonly donationId: string;
  readonly kind: PublicWordKind;
  readonly state: PublicWordState;
  /** The whole name, the message, or the name of the one to whom the gift is dedicated. */
  readonly text: string;
  /** What the public reads in its place while it is not approved; null for a message. */
  readonly instead: string | null;
  readonly projectId: string;
  /** What was promised, minor units. */
  readonly amount: bigint;
  readonly currency: string;
  readonly createdAt: Date;
  readonly reason: string | null;
  readonly decidedBy: string | null;
  readonly decidedAt: Date | null;
}

/** What a donor reads of their own words. */
export type OwnWord = Pick<ModerationLine, 'kind' | 'state' | 'text' | 'reason'>;

interface Row extends Omit<ModerationLine, 'text' | 'instead' | 'amount'> {
  readonly label: string;
  readonly sealed: Buffer | null;
  readonly amount: string;
}

/** Only what was paid for is read by anybody: else a form that costs nothing could fill the queue. */
const PAID = "FROM public_word w JOIN donation d ON d.id = w.donation_id AND d.status = 'succeeded'";

/** Read models of names and messages for those who decide about them. */
@Injectable()
export class ModerationQueries {
  constructor(
    private readonly database: Database,
    private readonly details: DonorDetails,
  ) {}

  /** How many stand in each state. */
  async counts(organizationId: string): Promise<Readonly<Record<PublicWordState, number>>> {
    const rows = await this.database.rows<{ state: PublicWordState; n: string }>(
      `SELECT w.state, COUNT(*) AS n ${PAID} WHERE w.organization_id = ? GROUP BY w.state`,
      [organizationId],
    );
    const counts = { waiting: 0, approved: 0, refused: 0 };
    for (const { state, n } of rows) counts[state] = Number(n);
    return counts;
  }

  /** Those in a state: what waits longest first, what was decided last first. */
  async page(
    organizationId: string,
    state: PublicWordState,
    { skip, limit }: { readonly skip: number; readonly limit: number },
  ): Promise<ModerationLine[]> {
    const order =
      state === 'waiting'
        ? 'w.created_at, w.donation_id, w.kind'
        : 'w.decided_at DESC, w.donation_id, w.kind';
    const rows = await this.database.rows<Row>(
      `SELECT w.donation_id AS donationId, w.kind, w.state, w.text_encrypted AS sealed, w.reason, w.decided_at AS decidedAt,
              s.display_name AS decidedBy, d.public_label AS label, d.project_id AS projectId, d.amount, d.currency,
              w.created_at AS createdAt
         ${PAID} LEFT JOIN staff_member s ON s.id = w.decided_by
        WHERE w.organization_id = ? AND w.state = ? ORDER BY ${order} LIMIT ? OFFSET ?`,
      [organizationId, state, limit, skip],
    );
    return rows.map(({ label, sealed, amount, ...row }) => ({
      ...row,
      text: sealed ? this.details.openText(wordRow(row.donationId, row.kind), sealed) : label,
      instead: row.kind === 'name' ? maskName(label, 'person', 'MASKED') : null,
      amount: BigInt(amount),
    }));
  }

  /** What one gift wants to show, for its donor. */
  async ofDonation(donationId: string): Promise<OwnWord[]> {
    const rows = await this.database.rows<Pick<Row, 'kind' | 'state' | 'reason' | 'label' | 'sealed'>>(
      `SELECT w.kind, w.state, w.reason, d.public_label AS label, w.text_encrypted AS sealed
         FROM public_word w JOIN donation d ON d.id = w.donation_id WHERE w.donation_id = ? ORDER BY w.kind`,
      [donationId],
    );
    return rows.map(({ kind, state, reason, label, sealed }) => ({
      ...{ kind, state, reason },
      text: sealed ? this.details.openText(wordRow(donationId, kind), sealed) : label,
    }));
  }
}
