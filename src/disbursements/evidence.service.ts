import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Clock } from '../kernel/clock.js';
import { FormReading } from '../kernel/form-reading.js';
import { newId } from '../kernel/ids.js';
import { mayMove } from '../kernel/transitions.js';
import { Audit } from '../platform/audit/audit.js';
import { Database, type Tx } from '../platform/database/database.js';
import { Files } from '../platform/files/files.js';
import { Disbursement } from './disbursement.entity.js';
import { REASON_MAX } from './disbursement.js';
import {
  disbursementMovedOn,
  disbursementNotFound,
  evidenceInvalid,
  evidenceMovedOn,
  evidenceNotFound,
  evidenceOwn,
} from './disbursements.errors.js';
import { type Actor, Disbursements } from './disbursements.service.js';
import { EVIDENCE_KINDS, EVIDENCE_TRANSITIONS, Evidence, type EvidenceState } from './evidence.entity.js';
import { lookAt } from './evidence-file.js';
import { refusePersonal } from './personal-numbers.js';

/** A paper as somebody sends it. */
export interface EvidenceForm {
  readonly kind: string;
  readonly titleZh: string;
  readonly titleEn: string;
  /** null when no file was chosen. */
  readonly bytes: Buffer | null;
}

const TITLE_ZH_MAX = 120;
const TITLE_EN_MAX = 160;
const PAPERS_MAX = 20;
/** States in which there is something to show, or will be. */
const SHOWABLE: readonly string[] = ['requested', 'approved', 'paid', 'returned'];

/** Papers that show what disbursements were for: added by one person, made public by another. */
@Injectable()
export class EvidencePapers {
  constructor(
    private readonly database: Database,
    private readonly disbursements: Disbursements,
    private readonly files: Files,
    private readonly audit: Audit,
    private readonly clock: Clock,
  ) {}

  /**
   * Adds a paper, which nobody outside sees yet. The same file again is the same paper.
   * @throws Refusal not_found · invalid/evidence_invalid with its fields · conflict/disbursement_moved_on.
   */
  async add(
    actor: { readonly staffId: string | null },
    organizationId: string,
    disbursementId: string,
    form: EvidenceForm,
  ): Promise<string> {
    const disbursement = await this.database.read.findOneBy(Disbursement, {
      id: disbursementId,
      organizationId,
    });
    if (!disbursement) throw disbursementNotFound();
    if (!SHOWABLE.includes(disbursement.state)) throw disbursementMovedOn(disbursement.state);
    const { bytes, contentType, extension, ...said } = read(form, this.disbursements.payeeOf(disbursement));
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    return this.database.inTransaction(async (tx) => {
      // Two who add the last paper at once go one after the other.
      await tx.findOneOrFail(Disbursement, {
        where: { id: disbursementId },
        lock: { mode: 'pessimistic_write' },
      });
      const there = await tx.findBy(Evidence, { disbursementId });
      const known = there.find((each) => each.sha256 === sha256);
      if (known) return known.id;
      if (there.length >= PAPERS_MAX) throw evidenceInvalid([{ field: 'file', code: 'too_many_papers' }]);
      const id = newId();
      // The name that was on somebody's computer may name a person: ours is made from number and kind.
      const name = `${said.kind}-${id.slice(-8)}.${extension}`;
      const fileId = await this.files.store(tx, { organizationId, name, contentType, bytes });
      const row = { id, organizationId, disbursementId, fileId, sha256, ...said };
      await tx.insert(Evidence, {
        ...row,
        state: 'waiting',
        addedBy: actor.staffId,
        addedAt: this.clock.now(),
      });
      await this.record(tx, 'evidence.added', row, actor.staffId, { ...said, sha256 });
      return id;
    });
  }

  /**
   * Makes a paper public. Who does so has looked at it and states that no name, ID, phone or bank number of a minor or a
   * patient can be read in it. @param shownSha256 hash of what was looked at.
   * @throws Refusal not_found · invalid/evidence_invalid without the statement · forbidden/evidence_own · conflict.
   */
  async publish(
    actor: Actor,
    organizationId: string,
    id: string,
    shownSha256: string,
    isStated: boolean,
  ): Promise<void> {
    if (!isStated) throw evidenceInvalid([{ field: 'stated', code: 'statement_needed' }]);
    await this.database.inTransaction(async (tx) => {
      const paper = await lock(tx, organizationId, id);
      if (paper.addedBy === actor.staffId) throw evidenceOwn();
      if (paper.sha256 !== shownSha256) throw evidenceMovedOn(paper.state);
      if (paper.state === 'published' && paper.statedBy === actor.staffId) return;
      const at = this.clock.now();
      await this.move(tx, paper, 'published', { statedBy: actor.staffId, statedAt: at });
      await this.record(tx, 'evidence.published', paper, actor.staffId, { sha256: paper.sha256 });
    });
  }

  /** Refuses a paper that waits, or takes back a public one at once. @throws Refusal not_found · invalid · conflict. */
  async end(
    actor: Actor,
    organizationId: string,
    id: string,
    to: 'refused' | 'withdrawn',
    reason: string,
  ): Promise<void> {
    const reading = new FormReading();
    const said = reading.line('reason', reason, REASON_MAX);
    reading.finish('evidence_invalid');
    await this.database.inTransaction(async (tx) => {
      const paper = await lock(tx, organizationId, id);
      const ended = { endedBy: actor.staffId, endedAt: this.clock.now(), reason: said };
      await this.move(tx, paper, to, ended);
      await this.record(tx, `evidence.${to}`, paper, actor.staffId, { reason: said });
    });
  }

  private async move(
    tx: Tx,
    { id, state }: Evidence,
    to: EvidenceState,
    changes: Partial<Evidence>,
  ): Promise<void> {
    if (!mayMove(EVIDENCE_TRANSITIONS, state, to)) throw evidenceMovedOn(state);
    await tx.update(Evidence, { id }, { ...changes, state: to });
  }

  /** The trail stands with the disbursement's. */
  private record(
    tx: Tx,
    action: string,
    { id, organizationId, disbursementId }: Pick<Evidence, 'id' | 'organizationId' | 'disbursementId'>,
    staffId: string | null,
    after: Readonly<Record<string, unknown>>,
  ): Promise<void> {
    const subject = { subjectType: 'disbursement', subjectId: disbursementId };
    return this.audit.record(tx, {
      organizationId,
      staffId,
      action,
      ...subject,
      after: { paper: id, ...after },
    });
  }
}

/** @throws Refusal invalid/evidence_invalid with all wrong fields. */
function read({ kind, titleZh, titleEn, bytes }: EvidenceForm, payee: string) {
  const reading = new FormReading();
  const title = (field: string, text: string, max: number): string => {
    const line = reading.line(field, text, max);
    refusePersonal(reading, field, line, payee);
    return line;
  };
  const said = {
    kind: reading.choice('evidence_kind', kind, EVIDENCE_KINDS),
    titleZh: title('title_zh', titleZh, TITLE_ZH_MAX),
    titleEn: title('title_en', titleEn, TITLE_EN_MAX),
  };
  const looked = bytes ? lookAt(bytes) : null;
  if (!looked) reading.refuse('file', 'empty');
  else if ('problem' in looked) reading.refuse('file', looked.problem);
  reading.finish('evidence_invalid');
  if (!said.kind || !looked || 'problem' in looked) throw new Error('a form without problems has a file');
  return { ...looked, ...said, kind: said.kind };
}

async function lock(tx: Tx, organizationId: string, id: string): Promise<Evidence> {
  const found = await tx.findOne(Evidence, {
    where: { id, organizationId },
    lock: { mode: 'pessimistic_write' },
  });
  if (!found) throw evidenceNotFound();
  return found;
}
