import { Injectable } from '@nestjs/common';
import { Clock, dayIn } from '../kernel/clock.js';
import { FormReading } from '../kernel/form-reading.js';
import { newId } from '../kernel/ids.js';
import { mayMove } from '../kernel/transitions.js';
import { OrganizationsQueries } from '../organizations/organizations.queries.js';
import { Database, type Tx } from '../platform/database/database.js';
import { isDuplicateKey } from '../platform/database/database-errors.js';
import { Files } from '../platform/files/files.js';
import { Partner } from './partner.entity.js';
import { AGREEMENT_TRANSITIONS, type AgreementState, PartnerAgreement } from './partner-agreement.entity.js';
import { type AgreementPaper, approvalObstacles, paperType } from './partner-agreement.js';
import { readTerms, type TermFields } from './partner-agreement.terms.js';
import { type PartnerActor, PartnerTrail } from './partner-trail.service.js';
import {
  agreementIncomplete,
  agreementNumberTaken,
  partnerInvalid,
  partnerNotFound,
  partnerStateChanged,
} from './partners.errors.js';
import type { AgreementSide } from './partners.queries.js';

/** A paper that was sent. */
export interface SentPaper {
  readonly name: string;
  readonly bytes: Buffer;
}

/** Use cases of agreements between partners and societies (慈善法 26). Each leaves an audit event with the society. */
@Injectable()
export class PartnerAgreements {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly files: Files,
    private readonly organizations: OrganizationsQueries,
    private readonly trail: PartnerTrail,
  ) {}

  /**
   * Begins the draft of an agreement with a society, also beside a living one that will end. @returns its id.
   * @throws Refusal invalid naming `organization` · conflict `partner_state_changed` when there is a draft already.
   */
  async begin(actor: PartnerActor, partnerId: string, organizationId: string): Promise<string> {
    const organization = await this.organizations.byId(organizationId);
    if (organization?.kind !== 'society') throw partnerInvalid([{ field: 'organization', code: 'invalid' }]);
    const id = newId();
    try {
      await this.database.inTransaction(async (tx) => {
        await tx.insert(PartnerAgreement, {
          ...{ id, partnerId, organizationId, createdAt: this.clock.now() },
          ...{ state: 'draft', draftKey: organizationId, liveKey: null },
        });
        await this.record(tx, actor, 'agreement.begun', { id, organizationId });
      });
    } catch (error) {
      if (isDuplicateKey(error)) throw partnerStateChanged();
      throw error;
    }
    return id;
  }

  /**
   * Puts the partner's licence or the signed text to a draft; a newer one takes its place.
   * @throws Refusal not_found · invalid naming the paper · conflict `partner_state_changed` once it is approved.
   */
  async attach(
    actor: PartnerActor,
    side: AgreementSide,
    id: string,
    paper: AgreementPaper,
    sent: SentPaper,
  ): Promise<void> {
    const contentType = paperType(sent.bytes);
    if (contentType === null) throw partnerInvalid([{ field: paper, code: 'paper_kind' }]);
    await this.database.inTransaction(async (tx) => {
      const agreement = await locked(tx, side, id);
      if (agreement.state !== 'draft') throw partnerStateChanged();
      const name = sent.name.replace(/[\p{Cc}\p{Cf}/\\]/gu, '').slice(-120) || paper;
      const { organizationId } = agreement;
      const fileId = await this.files.store(tx, { organizationId, name, contentType, bytes: sent.bytes });
      const column = paper === 'certificate' ? 'certificateFileId' : 'agreementFileId';
      await tx.update(PartnerAgreement, { id }, { [column]: fileId });
      await this.record(tx, actor, `agreement.${paper}_attached`, agreement, {
        before: { fileId: agreement[column] },
        after: { fileId, name },
      });
    });
  }

  /**
   * Writes down the society's evaluation, number and span in a draft; what is not there yet may follow.
   * @throws Refusal not_found · invalid `partner_invalid` · conflict `agreement_number_taken`, `partner_state_changed`.
   */
  async writeTerms(staffId: string, organizationId: string, id: string, fields: TermFields): Promise<void> {
    const terms = readTerms(fields);
    try {
      await this.database.inTransaction(async (tx) => {
        const agreement = await locked(tx, { organizationId }, id);
        if (agreement.state !== 'draft') throw partnerStateChanged();
        const evaluated =
          terms.evaluation === agreement.evaluation
            ? {}
            : { evaluatedBy: staffId, evaluatedAt: this.clock.now() };
        await tx.update(PartnerAgreement, { id }, { ...terms, ...evaluated });
        const { evaluation, number, validFrom, validUntil } = agreement;
        await this.record(tx, { staffId }, 'agreement.terms_written', agreement, {
          before: { evaluation, number, validFrom, validUntil },
          after: { ...terms },
        });
      });
    } catch (error) {
      if (isDuplicateKey(error)) throw agreementNumberTaken();
      throw error;
    }
  }

  /**
   * Approves a draft: it holds in its span from now on, an earlier one of the two ends, and an applicant becomes active.
   * @throws Refusal not_found · conflict `agreement_incomplete` naming what is missing, `partner_state_changed`.
   */
  async approve(staffId: string, organizationId: string, id: string): Promise<void> {
    const zone = await this.organizations.timeZoneOf(organizationId);
    await this.database.inTransaction(async (tx) => {
      const now = this.clock.now();
      const agreement = await locked(tx, { organizationId }, id);
      if (!mayMove(AGREEMENT_TRANSITIONS, agreement.state, 'active') || agreement.state !== 'draft')
        throw partnerStateChanged();
      const { partnerId } = agreement;
      const living = await tx.findOneBy(PartnerAgreement, { partnerId, liveKey: organizationId });
      const lacking = approvalObstacles(agreement, dayIn(now, zone), living !== null);
      if (lacking.length > 0) throw agreementIncomplete(lacking);
      if (living) {
        await tx.update(PartnerAgreement, { id: living.id }, { state: 'ended', liveKey: null });
        await this.record(tx, { staffId }, 'agreement.ended', living, {
          before: { state: living.state },
          after: { renewedBy: agreement.number },
        });
      }
      await tx.update(
        PartnerAgreement,
        { id },
        { state: 'active', draftKey: null, liveKey: organizationId, approvedBy: staffId, approvedAt: now },
      );
      await tx.update(Partner, { id: partnerId, state: 'applied' }, { state: 'active' });
      const { number, validFrom, validUntil } = agreement;
      await this.record(tx, { staffId }, 'agreement.approved', agreement, {
        after: { number, validFrom, validUntil },
      });
    });
  }

  /** Lets an agreement rest: with no other in force, figures, keys and overlays stop. @throws as `end`. */
  async suspend(staffId: string, organizationId: string, id: string, reason: string): Promise<void> {
    await this.move({ staffId, organizationId, id }, 'suspended', readReason(reason));
  }

  /** Takes a suspended agreement up again. @throws Refusal not_found · conflict `partner_state_changed`. */
  resume(staffId: string, organizationId: string, id: string): Promise<void> {
    return this.move({ staffId, organizationId, id }, 'active', null);
  }

  /**
   * Ends an agreement for good, or turns a draft down.
   * @throws Refusal not_found · invalid naming `reason` · conflict `partner_state_changed`.
   */
  async end(staffId: string, organizationId: string, id: string, reason: string): Promise<void> {
    await this.move({ staffId, organizationId, id }, 'ended', readReason(reason));
  }

  private async move(
    by: { staffId: string; organizationId: string; id: string },
    state: AgreementState,
    reason: string | null,
  ): Promise<void> {
    const { staffId, organizationId, id } = by;
    await this.database.inTransaction(async (tx) => {
      const agreement = await locked(tx, { organizationId }, id);
      const back = state === 'active' && agreement.state !== 'suspended';
      if (back || !mayMove(AGREEMENT_TRANSITIONS, agreement.state, state)) throw partnerStateChanged();
      const keys = state === 'ended' ? { draftKey: null, liveKey: null } : {};
      await tx.update(PartnerAgreement, { id }, { state, reason, ...keys });
      const action = state === 'active' ? 'agreement.resumed' : `agreement.${state}`;
      await this.record(tx, { staffId }, action, agreement, {
        before: { state: agreement.state },
        after: { state, ...(reason ? { reason } : {}) },
      });
    });
  }

  private record(
    tx: Tx,
    actor: PartnerActor,
    action: string,
    { id, organizationId }: { id: string; organizationId: string },
    states: { before?: Record<string, unknown>; after?: Record<string, unknown> } = {},
  ): Promise<void> {
    const subject = { subjectType: 'partner_agreement', subjectId: id, organizationId } as const;
    return this.trail.record(tx, actor, { action, ...subject, ...states });
  }
}

function readReason(text: string): string {
  const form = new FormReading();
  const reason = form.line('reason', text, 500);
  if (form.problems.length > 0) throw partnerInvalid(form.problems);
  return reason;
}

/** The agreement, locked together with its partner, so that two who decide do it one after the other. */
async function locked(tx: Tx, side: AgreementSide, id: string): Promise<PartnerAgreement> {
  const found = await tx.findOneBy(PartnerAgreement, { id, ...side });
  if (!found) throw partnerNotFound();
  await tx.query('SELECT id FROM partner WHERE id = ? FOR UPDATE', [found.partnerId]);
  return tx.findOneOrFail(PartnerAgreement, { where: { id }, lock: { mode: 'pessimistic_write' } });
}
