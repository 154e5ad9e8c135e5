import { Injectable } from '@nestjs/common';
import { Database } from '../platform/database/database.js';
import { WorkCase } from './work-case.entity.js';

/** Read models of work items. */
@Injectable()
export class CasesQueries {
  constructor(private readonly database: Database) {}

  /** Open cases of one organization, oldest first: what has waited longest comes first. */
  open(organizationId: string, limit = 200): Promise<WorkCase[]> {
    return this.database.read.find(WorkCase, {
      where: { organizationId, state: 'open' },
      order: { openedAt: 'ASC', id: 'ASC' },
      take: limit,
    });
  }

  /** Number of open cases of one organization. */
  countOpen(organizationId: string): Promise<number> {
    return this.database.read.countBy(WorkCase, { organizationId, state: 'open' });
  }

  /** Cases about one thing, oldest first. */
  ofSubject(organizationId: string, subjectType: string, subjectId: string): Promise<WorkCase[]> {
    return this.database.read.find(WorkCase, {
      where: { organizationId, subjectType, subjectId },
      order: { openedAt: 'ASC', id: 'ASC' },
    });
  }
}
