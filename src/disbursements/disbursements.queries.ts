import { Injectable } from '@nestjs/common';
import { In } from 'typeorm';
import { Database } from '../platform/database/database.js';
import { Disbursement, type DisbursementState } from './disbursement.entity.js';
import { FundTransfer } from './fund-transfer.entity.js';

export { COST_CODES, type CostCode, type DisbursementState } from './disbursement.entity.js';

/** States in which something is still to be done. */
const UNDER_WAY: readonly DisbursementState[] = ['requested', 'approved'];

/** Read models of disbursements and of transfers between funds. */
@Injectable()
export class DisbursementsQueries {
  constructor(private readonly database: Database) {}

  byId(organizationId: string, id: string): Promise<Disbursement | null> {
    return this.database.read.findOneBy(Disbursement, { organizationId, id });
  }

  /** Disbursements of an organization, the newest first: all of them, or those that wait for somebody. */
  ofOrganization(organizationId: string, which: 'all' | 'under-way', limit = 200): Promise<Disbursement[]> {
    return this.database.read.find(Disbursement, {
      where: { organizationId, ...(which === 'under-way' ? { state: In([...UNDER_WAY]) } : {}) },
      order: { requestedAt: 'DESC', id: 'DESC' },
      take: limit,
    });
  }

  transferById(organizationId: string, id: string): Promise<FundTransfer | null> {
    return this.database.read.findOneBy(FundTransfer, { organizationId, id });
  }

  /** Transfers between the funds of an organization, the newest first. */
  transfers(organizationId: string, limit = 200): Promise<FundTransfer[]> {
    return this.database.read.find(FundTransfer, {
      where: { organizationId },
      order: { requestedAt: 'DESC', id: 'DESC' },
      take: limit,
    });
  }
}
