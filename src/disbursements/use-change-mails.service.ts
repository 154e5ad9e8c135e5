import { Injectable } from '@nestjs/common';
import { DonorDetails } from '../donations/donor-details.service.js';
import { Clock } from '../kernel/clock.js';
import { Config } from '../platform/config/config.js';
import { Database, type Tx } from '../platform/database/database.js';
import { isLocale } from '../platform/i18n/locale.js';
import { Mail } from '../platform/mail/mail.js';
import { Outbox } from '../platform/outbox/outbox.js';
import { useChanged } from './disbursements.outbox.js';
import { UseChange } from './use-change.entity.js';
import { useChangeMail } from './use-change.mail.js';

interface Giver {
  readonly donorId: string;
  readonly mailEncrypted: Buffer;
  readonly locale: string;
}

/** What the mails name. */
interface Place {
  readonly slug: string;
  readonly nameZh: string;
  readonly nameEn: string;
  readonly societyZh: string;
  readonly societyEn: string;
  readonly phone: string;
}

/** Donors told in one database transaction. */
const AT_ONCE = 200;

/** Tells everybody who gave to a project, and left an address, that its money is used for something else now. */
@Injectable()
export class UseChangeMails {
  constructor(
    private readonly database: Database,
    private readonly donors: DonorDetails,
    private readonly mail: Mail,
    private readonly outbox: Outbox,
    private readonly config: Config,
    private readonly clock: Clock,
  ) {}

  /**
   * Asks for the mails to the next donors of a change, and announces it anew when there are more. Each donor is told
   * once: a mail has a key, and the place that was reached is kept in the same database transaction.
   */
  async tellNext(tx: Tx, changeId: string): Promise<void> {
    const change = await tx.findOne(UseChange, {
      where: { id: changeId },
      lock: { mode: 'pessimistic_write' },
    });
    if (change?.state !== 'approved' || !change.approvedAt || change.toldAt) return;
    const givers = await this.givers(tx, change, change.approvedAt);
    const place = await this.placeOf(tx, change.projectId);
    await this.mail.requestAll(
      tx,
      givers.map(({ donorId, mailEncrypted, locale }) => {
        const language = isLocale(locale) ? locale : 'zh-CN';
        const isEnglish = language === 'en';
        return {
          organizationId: change.organizationId,
          dedupeKey: `use-change:${change.id}:${donorId}`,
          to: this.donors.openMail(donorId, mailEncrypted),
          ...useChangeMail(language, change, {
            project: isEnglish ? place.nameEn : place.nameZh,
            organization: isEnglish ? place.societyEn : place.societyZh,
            phone: place.phone,
            link: `${this.config.PUBLIC_URL}/projects/${place.slug}/spending?lang=${language}`,
          }),
        };
      }),
    );
    const last = givers.at(-1);
    if (last && givers.length === AT_ONCE) {
      await tx.update(UseChange, { id: changeId }, { toldDonorId: last.donorId });
      await this.outbox.announce(tx, [useChanged(change, last.donorId)]);
    } else {
      const toldDonorId = last?.donorId ?? change.toldDonorId;
      await tx.update(UseChange, { id: changeId }, { toldDonorId, toldAt: this.clock.now() });
    }
  }

  /**
   * Donors with a paid gift from before the change, each in the language of such a gift. Goes through the donors by id,
   * so that a group costs the same however many there are.
   */
  private givers(
    tx: Tx,
    { organizationId, projectId, toldDonorId }: UseChange,
    before: Date,
  ): Promise<Giver[]> {
    return this.database.rows<Giver>(
      `SELECT o.id AS donorId, o.mail_encrypted AS mailEncrypted,
              (SELECT MAX(g.locale) FROM donation g WHERE g.donor_id = o.id AND g.project_id = ?) AS locale
         FROM donor o
        WHERE o.id > ? AND o.organization_id = ?
          AND EXISTS (SELECT 1 FROM donation d WHERE d.donor_id = o.id AND d.project_id = ?
                         AND d.status = 'succeeded' AND d.created_at <= ?)
        ORDER BY o.id LIMIT ${AT_ONCE}`,
      [projectId, toldDonorId, organizationId, projectId, before],
      tx,
    );
  }

  private async placeOf(tx: Tx, projectId: string): Promise<Place> {
    const [place] = await this.database.rows<Place>(
      `SELECT p.slug, p.name_zh AS nameZh, p.name_en AS nameEn, o.name_zh AS societyZh, o.name_en AS societyEn,
              COALESCE(NULLIF(o.complaint_phone, ''), o.phone) AS phone
         FROM project p JOIN organization o ON o.id = p.organization_id WHERE p.id = ?`,
      [projectId],
      tx,
    );
    if (!place) throw new Error(`there is no project ${projectId}`);
    return place;
  }
}
