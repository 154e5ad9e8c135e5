import { Injectable } from '@nestjs/common';
import { Clock } from '../kernel/clock.js';
import { newId } from '../kernel/ids.js';
import { Audit } from '../platform/audit/audit.js';
import { Database, type Tx } from '../platform/database/database.js';
import { LongWork } from '../platform/long-work/long-work.js';
import { MailBatches } from '../platform/mail/mail-batches.js';
import { ProjectUpdatesQueries } from '../projects/project-updates.queries.js';
import { mailingNotFound } from './donations.errors.js';
import {
  batchKey,
  type GiverMailing,
  MAILING_COLUMNS,
  MAILING_WORK,
  UPDATE_SOURCE,
} from './giver-mailing.js';

/** A notice that every giver of a project with an address is mailed: the law asks for it, no consent is needed. */
export interface NewNotice {
  readonly organizationId: string;
  readonly projectId: string;
  /** What it is about, like 'use_change'; with the id it is mailed once, ever. ASCII, at most 40 characters. */
  readonly sourceType: string;
  readonly sourceId: string;
  /** At most 120 characters. */
  readonly subjectZh: string;
  readonly subjectEn: string;
  readonly textZh: string;
  readonly textEn: string;
  /** Null = nobody in person. */
  readonly staffId: string | null;
}

/** Begins and ends what is mailed to many givers; the mails are written by a long work, in batches. */
@Injectable()
export class GiverMailings {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly audit: Audit,
    private readonly works: LongWork,
    private readonly mails: MailBatches,
    private readonly updates: ProjectUpdatesQueries,
  ) {}

  /** Begins the mailings of an update's wordings that are to be mailed and are not under way; said again, nothing new. */
  async followUpdate(tx: Tx, updateId: string): Promise<void> {
    const update = await this.updates.byId(updateId);
    if (update?.state !== 'published') return;
    for (const { revision, withMail, staffId } of await this.updates.revisionsOf(updateId)) {
      if (!withMail) continue;
      const { organizationId, projectId } = update;
      const source = { sourceType: UPDATE_SOURCE, sourceId: updateId, revision };
      await this.begin(tx, { organizationId, projectId, audience: 'agreed', ...source, staffId });
    }
  }

  /** Mails a notice to every giver of the project, in the database transaction that decides it. */
  async notify(tx: Tx, notice: NewNotice): Promise<void> {
    await this.begin(tx, { ...notice, audience: 'givers', revision: 1 });
  }

  /** An update was withdrawn: what waits of its mails is not sent. */
  async callOffUpdate(tx: Tx, updateId: string): Promise<void> {
    const mailings: { id: string }[] = await tx.query(
      'SELECT id FROM giver_mailing WHERE source_type = ? AND source_id = ? FOR UPDATE',
      [UPDATE_SOURCE, updateId],
    );
    for (const { id } of mailings) await this.end(tx, id);
  }

  /** Somebody of the society stops a mailing: what has not left stays. @throws Refusal not_found. */
  async callOff(
    actor: { readonly staffId: string; readonly organizationId: string },
    id: string,
  ): Promise<void> {
    await this.database.inTransaction(async (tx) => {
      await this.lock(tx, actor.organizationId, id);
      await this.end(tx, id);
      await this.audit.record(tx, {
        ...actor,
        action: 'mailing.called_off',
        subjectType: 'mailing',
        subjectId: id,
      });
    });
  }

  /** Goes on with a mailing whose work was cancelled or has failed. @throws Refusal not_found. */
  async goOn(
    actor: { readonly staffId: string; readonly organizationId: string },
    id: string,
  ): Promise<void> {
    await this.database.inTransaction(async (tx) => {
      const mailing = await this.lock(tx, actor.organizationId, id);
      if (mailing.state === 'writing') await this.work(tx, mailing, actor.staffId);
    });
  }

  private async begin(
    tx: Tx,
    mailing: Pick<
      GiverMailing,
      'organizationId' | 'projectId' | 'audience' | 'sourceType' | 'sourceId' | 'revision'
    > &
      Partial<NewNotice>,
  ): Promise<void> {
    const { organizationId, projectId, audience, sourceType, sourceId, revision, staffId = null } = mailing;
    const id = newId();
    await tx.query(
      `INSERT INTO giver_mailing (id, organization_id, project_id, audience, source_type, source_id, revision,
         subject_zh, subject_en, text_zh, text_en, asked_by, asked_at)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON DUPLICATE KEY UPDATE id = giver_mailing.id`,
      [
        ...[id, organizationId, projectId, audience, sourceType, sourceId, revision],
        ...[
          mailing.subjectZh ?? null,
          mailing.subjectEn ?? null,
          mailing.textZh ?? null,
          mailing.textEn ?? null,
        ],
        ...[staffId, this.clock.now()],
      ],
    );
    const written: { id: string }[] = await tx.query('SELECT id FROM giver_mailing WHERE id = ?', [id]);
    if (written.length > 0) await this.work(tx, { id, organizationId }, staffId);
  }

  private async work(
    tx: Tx,
    { id, organizationId }: Pick<GiverMailing, 'id' | 'organizationId'>,
    startedBy: string | null,
  ): Promise<void> {
    const work = { organizationId, kind: MAILING_WORK, subjectId: id, params: {}, startedBy };
    const workId = await this.works.begin(tx, work);
    await tx.query('UPDATE giver_mailing SET work_id = ? WHERE id = ?', [workId, id]);
  }

  private async end(tx: Tx, id: string): Promise<void> {
    await tx.query(
      "UPDATE giver_mailing SET state = 'called_off', ended_at = COALESCE(ended_at, ?) WHERE id = ?",
      [this.clock.now(), id],
    );
    await this.mails.callOff(tx, batchKey(id));
  }

  private async lock(tx: Tx, organizationId: string, id: string): Promise<GiverMailing> {
    const [mailing]: GiverMailing[] = await tx.query(
      `SELECT ${MAILING_COLUMNS} FROM giver_mailing WHERE id = ? AND organization_id = ? FOR UPDATE`,
      [id, organizationId],
    );
    if (!mailing) throw mailingNotFound();
    return mailing;
  }
}
