import { Injectable } from '@nestjs/common';
import { Clock } from '../kernel/clock.js';
import type { Organization } from '../organizations/organization.entity.js';
import { OrganizationsQueries } from '../organizations/organizations.queries.js';
import { Config } from '../platform/config/config.js';
import { Database, type Tx } from '../platform/database/database.js';
import { isLocale } from '../platform/i18n/locale.js';
import type {
  JsonObject,
  LongWorkKind,
  WorkInHand,
  WorkProgress,
} from '../platform/long-work/long-work-kind.js';
import { Mail, type MailRequest } from '../platform/mail/mail.js';
import { MailRefusals } from '../platform/mail/mail-refusals.js';
import type { Project } from '../projects/project.entity.js';
import { ProjectUpdatesQueries } from '../projects/project-updates.queries.js';
import { ProjectsQueries } from '../projects/projects.queries.js';
import { DonorDetails } from './donor-details.service.js';
import { type GiverMail, noticeMail, updateMail } from './giver-mail.js';
import { batchKey, type GiverMailing, MAILING_COLUMNS, MAILING_WORK } from './giver-mailing.js';
import { AGREED, GIVERS } from './update-consents.statements.js';
import { stopKey, UpdateSubscriptions } from './update-subscriptions.service.js';

/** Readers looked up at once: the further look at who they are is taken batch by batch. */
const READERS_AT_ONCE = 5_000;

interface Reader {
  readonly donorId: string;
  readonly mailEncrypted: Buffer;
  readonly locale: string;
}

/** What all mails of a batch have in common. */
interface Batch {
  readonly mailing: GiverMailing;
  readonly project: Project;
  readonly organization: Organization;
  /** Writes one reader's mail. */
  readonly write: (locale: 'zh-CN' | 'en', donorId: string) => GiverMail;
}

/**
 * Writes a mailing's mails, batch by batch in the order of donors. Each batch and the mark how far it came commit
 * together under the mailing's lock: a killed work goes on behind the last one, two at once write none twice, and the
 * mails' keys hold that too.
 */
@Injectable()
export class GiverMailingWork implements LongWorkKind {
  readonly kind = MAILING_WORK;
  /** Mails written in one database transaction. */
  batch = 200;

  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly config: Config,
    private readonly organizations: OrganizationsQueries,
    private readonly projects: ProjectsQueries,
    private readonly updates: ProjectUpdatesQueries,
    private readonly subscriptions: UpdateSubscriptions,
    private readonly details: DonorDetails,
    private readonly refusals: MailRefusals,
    private readonly mail: Mail,
  ) {}

  async run({ subjectId }: WorkInHand, progress: WorkProgress): Promise<JsonObject> {
    let mailing = await this.find(subjectId);
    const before = mailing.written + mailing.skipped;
    const total = before + (await this.countAfter(mailing));
    while (mailing.state === 'writing') {
      const readers = await this.readersAfter(mailing);
      for (let at = 0; at < readers.length && mailing.state === 'writing'; at += this.batch) {
        await progress.report(mailing.written + mailing.skipped, total);
        await this.writeBatch(subjectId, readers.slice(at, at + this.batch));
        mailing = await this.find(subjectId);
      }
      if (readers.length < READERS_AT_ONCE && mailing.state === 'writing') {
        await this.finish(subjectId);
        mailing = await this.find(subjectId);
      }
    }
    await progress.report(mailing.written + mailing.skipped);
    return { written: mailing.written, skipped: mailing.skipped };
  }

  private async find(id: string, tx?: Tx): Promise<GiverMailing> {
    const lock = tx ? ' FOR UPDATE' : '';
    const [mailing] = await this.database.rows<GiverMailing>(
      `SELECT ${MAILING_COLUMNS} FROM giver_mailing WHERE id = ?${lock}`,
      [id],
      tx,
    );
    if (!mailing) throw new Error(`there is no mailing ${id}`);
    return mailing;
  }

  private async countAfter(mailing: GiverMailing): Promise<number> {
    const [row] = await this.database.rows<{ n: string }>(
      `SELECT COUNT(DISTINCT c.donor_id) AS n FROM ${audience(mailing)} AND c.donor_id > ?`,
      [mailing.projectId, mailing.afterDonorId],
    );
    return Number(row?.n ?? 0);
  }

  private async readersAfter(mailing: GiverMailing): Promise<string[]> {
    const rows = await this.database.rows<{ donorId: string }>(
      `SELECT DISTINCT c.donor_id AS donorId FROM ${audience(mailing)} AND c.donor_id > ?
        ORDER BY c.donor_id LIMIT ${READERS_AT_ONCE}`,
      [mailing.projectId, mailing.afterDonorId],
    );
    return rows.map(({ donorId }) => donorId);
  }

  private async writeBatch(id: string, donorIds: readonly string[]): Promise<void> {
    await this.database.inTransaction(async (tx) => {
      const mailing = await this.find(id, tx);
      const due = donorIds.filter((donorId) => donorId > mailing.afterDonorId);
      const last = due.at(-1);
      if (mailing.state !== 'writing' || last === undefined) return;
      const batch = await this.open(mailing);
      if (!batch) {
        await tx.query("UPDATE giver_mailing SET state = 'called_off', ended_at = ? WHERE id = ?", [
          this.clock.now(),
          id,
        ]);
        return;
      }
      // Somebody who unsubscribes now waits until these mails are there to be stopped, or we see that they did.
      await tx.query('SELECT id FROM donor WHERE id IN (?) ORDER BY id FOR UPDATE', [due]);
      const readers = await this.readers(tx, mailing, due);
      const mails = readers.map((reader) => this.mailFor(batch, reader));
      const addresses = mails.map(({ to }) => to);
      const refused = await this.refusals.refusedOf(mailing.organizationId, addresses, tx);
      const sent = mails.filter(({ to }) => !refused.has(to));
      await this.mail.requestAll(tx, sent);
      await tx.query(
        'UPDATE giver_mailing SET after_donor_id = ?, written = written + ?, skipped = skipped + ? WHERE id = ?',
        [last, sent.length, mails.length - sent.length, id],
      );
    });
  }

  /** Who of these is still to be mailed, in the language of their latest gift. */
  private async readers(tx: Tx, mailing: GiverMailing, donorIds: readonly string[]): Promise<Reader[]> {
    const rows = await this.database.rows<Reader>(
      `SELECT o.id AS donorId, o.mail_encrypted AS mailEncrypted, x.locale
         FROM donor o JOIN (SELECT c.donor_id, SUBSTRING_INDEX(MAX(CONCAT(c.${
           mailing.audience === 'agreed' ? 'agreed_at' : 'created_at'
         }, '|', c.locale)), '|', -1) AS locale FROM ${audience(mailing)} AND c.donor_id IN (?) GROUP BY c.donor_id) x
           ON x.donor_id = o.id ORDER BY o.id`,
      [mailing.projectId, donorIds],
      tx,
    );
    return rows;
  }

  private mailFor(
    { mailing, project, write }: Batch,
    { donorId, mailEncrypted, locale: said }: Reader,
  ): MailRequest {
    const locale = isLocale(said) ? said : 'zh-CN';
    const reader = { donorId, projectId: mailing.projectId };
    const host = new URL(this.config.PUBLIC_URL).hostname;
    return {
      organizationId: mailing.organizationId,
      dedupeKey: `${batchKey(mailing.id)}:${donorId}`,
      to: this.details.openMail(donorId, mailEncrypted),
      ...write(locale, donorId),
      toMany: {
        batchKey: batchKey(mailing.id),
        ...(mailing.audience === 'agreed'
          ? {
              stop: {
                key: stopKey(reader),
                url: this.stopUrl(reader),
                listId: `${project.slug}.updates.${host}`,
              },
            }
          : {}),
      },
    };
  }

  /** What the mails of this batch say; null when the update is not to be told any more. */
  private async open(mailing: GiverMailing): Promise<Batch | null> {
    const [project, organization] = await Promise.all([
      this.projects.byId(mailing.projectId),
      this.organizations.byId(mailing.organizationId),
    ]);
    if (!project || !organization) throw new Error(`mailing ${mailing.id} has no project or organization`);
    const sender = (locale: 'zh-CN' | 'en') => ({
      project: locale === 'en' ? project.nameEn : project.nameZh,
      organization: locale === 'en' ? organization.nameEn : organization.nameZh,
      projectUrl: this.url(`/projects/${project.slug}`),
      demo: this.config.DEMO,
    });
    if (mailing.audience === 'givers') {
      const told = {
        titleZh: mailing.subjectZh ?? '',
        titleEn: mailing.subjectEn ?? '',
        textZh: mailing.textZh ?? '',
        textEn: mailing.textEn ?? '',
      };
      return { mailing, project, organization, write: (locale) => noticeMail(locale, sender(locale), told) };
    }
    const update = await this.updates.byId(mailing.sourceId);
    if (update?.state !== 'published') return null;
    const revisions = await this.updates.revisionsOf(update.id);
    const corrected = revisions.find(({ revision }) => revision === mailing.revision && revision > 1);
    const url = this.url(`/projects/${project.slug}/updates/${update.number}`);
    const write = (locale: 'zh-CN' | 'en', donorId: string) =>
      updateMail(locale, sender(locale), update, {
        url,
        stop: this.stopUrl({ donorId, projectId: project.id }),
        note: corrected ? (locale === 'en' && corrected.noteEn) || corrected.noteZh : '',
      });
    return { mailing, project, organization, write };
  }

  private async finish(id: string): Promise<void> {
    await this.database.inTransaction((tx) =>
      tx.query(
        "UPDATE giver_mailing SET state = 'written', ended_at = ? WHERE id = ? AND state = 'writing'",
        [this.clock.now(), id],
      ),
    );
  }

  private stopUrl(reader: { readonly donorId: string; readonly projectId: string }): string {
    return this.url(`/unsubscribe?token=${this.subscriptions.tokenOf(reader)}`);
  }

  private url(path: string): string {
    return `${this.config.PUBLIC_URL.replace(/\/+$/, '')}${path}`;
  }
}

function audience({ audience: whom }: Pick<GiverMailing, 'audience'>): string {
  return whom === 'agreed' ? AGREED : GIVERS;
}
