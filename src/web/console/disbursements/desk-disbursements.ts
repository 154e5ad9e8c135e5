import { Injectable } from '@nestjs/common';
import type { VNode } from 'preact';
import type { Disbursement } from '../../../disbursements/disbursement.entity.js';
import { Disbursements } from '../../../disbursements/disbursements.service.js';
import { EvidenceQueries } from '../../../disbursements/evidence.queries.js';
import { Clock, dayIn } from '../../../kernel/clock.js';
import { LedgerQueries } from '../../../ledger/ledger.queries.js';
import { ApprovalsQueries } from '../../../platform/approvals/approvals.queries.js';
import { ProjectsQueries } from '../../../projects/projects.queries.js';
import { StaffQueries } from '../../../staff/staff.queries.js';
import type { Desk } from '../access/visit.js';
import { TrailQueries } from '../trail/trail.queries.js';
import { disbursementPage, type TypedBankNote } from './disbursement.page.js';
import type { TypedEvidence } from './evidence.view.js';

/** What stands on a disbursement's page beside the disbursement: what was typed, refused, done. */
export interface PageState {
  readonly typed?: TypedBankNote & TypedEvidence;
  readonly problems?: readonly { field: string; text: string }[];
  readonly done?: string | undefined;
}

/** Puts a disbursement's page together, for its own routes and for those of its papers. */
@Injectable()
export class DeskDisbursements {
  constructor(
    private readonly disbursements: Disbursements,
    private readonly evidence: EvidenceQueries,
    private readonly projects: ProjectsQueries,
    private readonly ledger: LedgerQueries,
    private readonly approvals: ApprovalsQueries,
    private readonly staff: StaffQueries,
    private readonly trail: TrailQueries,
    private readonly clock: Clock,
  ) {}

  async page(desk: Desk, disbursement: Disbursement, { typed, problems, done }: PageState): Promise<VNode> {
    const { id: organizationId, timeZone } = desk.organization;
    const { id, approvalId, requestedBy } = disbursement;
    const approval = await this.approvals.byId(organizationId, approvalId);
    const voters = approval?.votes.map(({ staffId }) => staffId) ?? [];
    const evidence = await this.evidence.ofDisbursement(organizationId, id);
    const others = evidence.flatMap(({ addedBy, statedBy, endedBy }) => [addedBy, statedBy, endedBy]);
    return disbursementPage(desk, {
      disbursement,
      evidence,
      payee: this.disbursements.payeeOf(disbursement),
      project: await this.projects.byId(disbursement.projectId),
      voters,
      names: await this.staff.names([requestedBy, ...voters, ...others.flatMap((each) => each ?? [])]),
      entries: await this.ledger.entriesOfSubject(organizationId, 'disbursement', id),
      trail: await this.trail.ofSubject(organizationId, 'disbursement', id),
      today: dayIn(this.clock.now(), timeZone),
      typed: typed ?? {},
      problems: problems ?? [],
      done,
    });
  }
}
