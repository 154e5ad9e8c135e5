import { Injectable } from '@nestjs/common';
import { Database } from '../platform/database/database.js';
import { Files } from '../platform/files/files.js';
import { Secrets } from '../platform/secrets/secrets.js';
import { DonorDetails } from './donor-details.service.js';
import type { RefundReason, RefundState } from './refund.entity.js';
import type { RefundRequestState } from './refund-request.entity.js';
import { EVIDENCE_TYPES, evidenceType } from './refund-request.js';

/** A request as its donor, and as staff read it. */
export interface RefundRequestLine {
  readonly id: string;
  readonly organizationId: string;
  readonly donationId: string;
  /** What the public reads of the donor. */
  readonly label: string;
  /** Minor units promised. */
  readonly amount: bigint;
  readonly currency: string;
  readonly state: RefundRequestState;
  readonly reason: RefundReason;
  /** What the donor wrote. */
  readonly text: string;
  readonly hasEvidence: boolean;
  readonly askedAt: Date;
  readonly dueOn: string;
  readonly decidedAt: Date | null;
  readonly answer: string | null;
  readonly refundId: string | null;
  readonly refundState: RefundState | null;
}

interface Row extends Omit<RefundRequestLine, 'amount' | 'text' | 'hasEvidence'> {
  readonly amount: string;
  readonly sealed: Buffer;
  readonly evidence: number;
}

const LINE = `SELECT q.id, q.organization_id AS organizationId, q.donation_id AS donationId, d.public_label AS label,
    d.amount, d.currency, q.state, q.reason, q.text_encrypted AS sealed, q.evidence_file_id IS NOT NULL AS evidence,
    q.asked_at AS askedAt, q.due_on AS dueOn, q.decided_at AS decidedAt, q.answer, q.refund_id AS refundId,
    r.state AS refundState
  FROM refund_request q JOIN donation d ON d.id = q.donation_id LEFT JOIN refund r ON r.id = q.refund_id`;
const OPEN = "q.state IN ('asked', 'in_review')";

/** Read models of requests for refunds. */
@Injectable()
export class RefundRequestsQueries {
  constructor(
    private readonly database: Database,
    private readonly details: DonorDetails,
    private readonly secrets: Secrets,
    private readonly files: Files,
  ) {}

  /** A gift's requests, the newest first. Who may see them is the caller's business (the gift's key). */
  async ofDonation(donationId: string): Promise<RefundRequestLine[]> {
    const rows = await this.database.rows<Row>(
      `${LINE} WHERE q.donation_id = ? ORDER BY q.asked_at DESC, q.id DESC LIMIT 20`,
      [donationId],
    );
    return rows.map((row) => this.line(row));
  }

  /** An organization's requests: those to decide by the day they are due, the decided ones newest first. */
  async list(
    organizationId: string,
    which: 'open' | 'decided',
    { skip, limit }: { readonly skip: number; readonly limit: number },
  ): Promise<RefundRequestLine[]> {
    const [where, order] =
      which === 'open' ? [OPEN, 'q.due_on, q.id'] : [`NOT ${OPEN}`, 'q.decided_at DESC, q.id'];
    const rows = await this.database.rows<Row>(
      `${LINE} WHERE q.organization_id = ? AND ${where} ORDER BY ${order} LIMIT ? OFFSET ?`,
      [organizationId, limit, skip],
    );
    return rows.map((row) => this.line(row));
  }

  /** How many wait for a decision, and how many of them are late on this day. */
  async waiting(organizationId: string, today: string): Promise<{ open: number; late: number }> {
    const [row] = await this.database.rows<{ open: string; late: string | null }>(
      `SELECT COUNT(*) AS open, SUM(q.due_on < ?) AS late FROM refund_request q WHERE q.organization_id = ? AND ${OPEN}`,
      [today, organizationId],
    );
    return { open: Number(row?.open ?? 0), late: Number(row?.late ?? 0) };
  }

  /** Null for none and for another organization's. */
  async byId(organizationId: string, id: string): Promise<RefundRequestLine | null> {
    const [row] = await this.database.rows<Row>(`${LINE} WHERE q.organization_id = ? AND q.id = ?`, [
      organizationId,
      id,
    ]);
    return row ? this.line(row) : null;
  }

  /** The paper of a request; null when it has none. */
  async evidence(
    organizationId: string,
    id: string,
  ): Promise<{ bytes: Buffer; contentType: string; name: string } | null> {
    const [row] = await this.database.rows<{ fileId: string | null }>(
      'SELECT evidence_file_id AS fileId FROM refund_request WHERE organization_id = ? AND id = ?',
      [organizationId, id],
    );
    if (!row?.fileId) return null;
    const file = await this.files.read(row.fileId);
    const bytes = Buffer.from(this.secrets.decrypt('field', file.bytes, `${textRow(id)}:evidence`), 'base64');
    const contentType = evidenceType(bytes) ?? 'application/pdf';
    return { bytes, contentType, name: `evidence.${EVIDENCE_TYPES[contentType]}` };
  }

  private line({ sealed, evidence, amount, ...row }: Row): RefundRequestLine {
    return {
      ...row,
      amount: BigInt(amount),
      text: this.details.openText(textRow(row.id), sealed),
      hasEvidence: Number(evidence) === 1,
    };
  }
}

/** The row that a request's text is sealed to. */
export const textRow = (id: string): string => `refund_request:${id}`;
