import { Injectable } from '@nestjs/common';
import type { VNode } from 'preact';
import { type CaseDetail, CasesQueries } from '../../../cases/cases.queries.js';
import { Clock, dayIn } from '../../../kernel/clock.js';
import { Refusal } from '../../../kernel/errors.js';
import { withoutPrefix } from '../../../kernel/ids.js';
import { LedgerQueries } from '../../../ledger/ledger.queries.js';
import { ApprovalsQueries } from '../../../platform/approvals/approvals.queries.js';
import { StaffQueries } from '../../../staff/staff.queries.js';
import type { Desk } from '../access/visit.js';
import { TrailQueries } from '../trail/trail.queries.js';
import { casePage } from './case.page.js';
import type { CaseProps } from './case-forms.view.js';

/** Finds the case that an address names, inside the organization of the desk and nowhere else, and draws its page. */
@Injectable()
export class DeskCases {
  constructor(
    private readonly clock: Clock,
    private readonly cases: CasesQueries,
    private readonly ledger: LedgerQueries,
    private readonly approvals: ApprovalsQueries,
    private readonly staff: StaffQueries,
    private readonly trail: TrailQueries,
  ) {}

  /** @throws Refusal not_found for no case and for another organization's alike. */
  async find(desk: Desk, key: string): Promise<CaseDetail> {
    const id = withoutPrefix('cas', key);
    const detail = id === null ? null : await this.cases.detail(desk.organization.id, id);
    if (!detail) throw new Refusal('not_found', 'not_found');
    return detail;
  }

  async page(
    desk: Desk,
    key: string,
    more: Partial<Pick<CaseProps, 'problems' | 'typed' | 'done'>> = {},
  ): Promise<VNode> {
    const detail = await this.find(desk, key);
    const { item, notes } = detail;
    const { id, timeZone } = desk.organization;
    const people = [item.assignedTo, item.closedBy, ...notes.map(({ staffId }) => staffId)];
    const now = this.clock.now();
    return casePage(desk, {
      detail,
      entries: [
        ...(await this.ledger.entriesOfSubject(id, item.subjectType, item.subjectId)),
        ...(await this.ledger.entriesOfSubject(id, 'case', item.id)),
      ],
      approvals: await this.approvals.ofSubject(id, item.id),
      people: await this.staff.ofOrganization(id),
      names: await this.staff.names(people.flatMap((each) => each ?? [])),
      trail: await this.trail.ofSubject(id, 'case', item.id),
      now,
      today: dayIn(now, timeZone),
      problems: [],
      typed: {},
      ...more,
    });
  }
}
