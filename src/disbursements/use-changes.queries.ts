import { Injectable } from '@nestjs/common';
import { In, IsNull, Not } from 'typeorm';
import { Database, type Tx } from '../platform/database/database.js';
import { UseChange } from './use-change.entity.js';

export { PURPOSE_KINDS, type PurposeKind, type UseChangeState } from './use-change.entity.js';
export { costCodesOf, linesOf, purposeKindsOf } from './use-change.js';

/** Read models of what projects' money may be used for. */
@Injectable()
export class UseChangesQueries {
  constructor(private readonly database: Database) {}

  byId(organizationId: string, id: string): Promise<UseChange | null> {
    return this.database.read.findOneBy(UseChange, { organizationId, id });
  }

  /** What counts for a project now; null when nothing was filed. */
  async current(projectId: string, tx?: Tx): Promise<UseChange | null> {
    return (tx ?? this.database.read).findOne(UseChange, {
      where: { projectId, number: Not(IsNull()) },
      order: { number: 'DESC' },
    });
  }

  /** What counts for each of these projects now, by project id. */
  async currentOf(projectIds: readonly string[]): Promise<ReadonlyMap<string, UseChange>> {
    if (projectIds.length === 0) return new Map();
    const found = await this.database.read.find(UseChange, {
      where: { projectId: In([...projectIds]), number: Not(IsNull()) },
      order: { number: 'ASC' },
    });
    return new Map(found.map((each) => [each.projectId, each]));
  }

  /** The plan and every change that was approved, the newest first: what everybody may read. */
  approved(projectId: string): Promise<UseChange[]> {
    return this.database.read.find(UseChange, {
      where: { projectId, number: Not(IsNull()) },
      order: { number: 'DESC' },
    });
  }

  /** All requests of an organization, the newest first. */
  ofOrganization(organizationId: string, limit = 200): Promise<UseChange[]> {
    return this.database.read.find(UseChange, {
      where: { organizationId },
      order: { requestedAt: 'DESC', id: 'DESC' },
      take: limit,
    });
  }
}
