import { Injectable } from '@nestjs/common';
import type { FindOptionsWhere } from 'typeorm';
import { Database } from '../platform/database/database.js';
import { isInSuspense, outcomesOf, resolvedByEntry } from './case.js';
import { CaseNote } from './case-note.entity.js';
import { WorkCase } from './work-case.entity.js';

export { CASE_OUTCOMES } from './case.js';

/** Which cases a list shows. */
export const CASE_VIEWS = ['open', 'mine', 'closed'] as const;
export type CaseView = (typeof CASE_VIEWS)[number];

/** A case with its notes and how it may end. */
export interface CaseDetail {
  readonly item: WorkCase;
  readonly notes: readonly CaseNote[];
  readonly outcomes: ReturnType<typeof outcomesOf>;
  readonly resolvedByEntry: boolean;
  readonly inSuspense: boolean;
}

/** Read models of work items. */
@Injectable()
export class CasesQueries {
  constructor(private readonly database: Database) {}

  /** Open cases of one organization, oldest first: what has waited longest comes first. */
  open(organizationId: string, limit = 200): Promise<WorkCase[]> {
    return this.list(organizationId, 'open', '', 0, limit);
  }

  /**
   * One page of a view: open ones (all, or mine) oldest first, closed ones the latest first. Ask for one row more than
   * the page holds to learn whether there is another.
   */
  list(
    organizationId: string,
    view: CaseView,
    staffId: string,
    offset: number,
    limit: number,
  ): Promise<WorkCase[]> {
    return this.database.read.find(WorkCase, {
      where: whereOf(organizationId, view, staffId),
      order: view === 'closed' ? { closedAt: 'DESC', id: 'DESC' } : { openedAt: 'ASC', id: 'ASC' },
      skip: offset,
      take: limit,
    });
  }

  /** How many cases each view has for this person. */
  async counts(organizationId: string, staffId: string): Promise<Record<CaseView, number>> {
    const count = (view: CaseView) =>
      this.database.read.countBy(WorkCase, whereOf(organizationId, view, staffId));
    return { open: await count('open'), mine: await count('mine'), closed: await count('closed') };
  }

  /** Number of open cases of one organization. */
  countOpen(organizationId: string): Promise<number> {
    return this.database.read.countBy(WorkCase, { organizationId, state: 'open' });
  }

  /** One case of the organization, or null. */
  async detail(organizationId: string, id: string): Promise<CaseDetail | null> {
    const item = await this.database.read.findOneBy(WorkCase, { id, organizationId });
    if (!item) return null;
    const notes = await this.database.read.find(CaseNote, {
      where: { caseId: id, organizationId },
      order: { id: 'ASC' },
    });
    return {
      ...{ item, notes, outcomes: outcomesOf(item) },
      ...{ resolvedByEntry: resolvedByEntry(item), inSuspense: isInSuspense(item) },
    };
  }

  /** Cases about one thing, oldest first. */
  ofSubject(organizationId: string, subjectType: string, subjectId: string): Promise<WorkCase[]> {
    return this.database.read.find(WorkCase, {
      where: { organizationId, subjectType, subjectId },
      order: { openedAt: 'ASC', id: 'ASC' },
    });
  }
}

function whereOf(organizationId: string, view: CaseView, staffId: string): FindOptionsWhere<WorkCase> {
  if (view === 'mine') return { organizationId, state: 'open', assignedTo: staffId };
  return { organizationId, state: view };
}
