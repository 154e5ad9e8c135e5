import { Injectable } from '@nestjs/common';
import { In } from 'typeorm';
import { Database } from '../platform/database/database.js';
import { Evidence } from './evidence.entity.js';

export { EVIDENCE_KINDS, type EvidenceKind, type EvidenceState } from './evidence.entity.js';
export { EVIDENCE_BYTES_MAX, EVIDENCE_TYPES } from './evidence-file.js';

/** Papers of disbursements, for staff; the public reads them through `disclosure`. */
@Injectable()
export class EvidenceQueries {
  constructor(private readonly database: Database) {}

  byId(organizationId: string, id: string): Promise<Evidence | null> {
    return this.database.read.findOneBy(Evidence, { organizationId, id });
  }

  /** All papers of a disbursement, in the order in which they came. */
  ofDisbursement(organizationId: string, disbursementId: string): Promise<Evidence[]> {
    return this.database.read.find(Evidence, {
      where: { organizationId, disbursementId },
      order: { addedAt: 'ASC', id: 'ASC' },
    });
  }

  /** How many papers of each of these disbursements wait for somebody to look at them. */
  async waiting(disbursementIds: readonly string[]): Promise<ReadonlyMap<string, number>> {
    const counts = new Map<string, number>();
    if (disbursementIds.length === 0) return counts;
    const found = await this.database.read.find(Evidence, {
      select: { id: true, disbursementId: true },
      where: { disbursementId: In([...disbursementIds]), state: 'waiting' },
    });
    for (const { disbursementId } of found) counts.set(disbursementId, (counts.get(disbursementId) ?? 0) + 1);
    return counts;
  }
}
