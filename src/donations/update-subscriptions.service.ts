import { Injectable } from '@nestjs/common';
import { Clock } from '../kernel/clock.js';
import { isId } from '../kernel/ids.js';
import { Database, type Tx } from '../platform/database/database.js';
import { isMailAddress } from '../platform/mail/mail-address.js';
import { MailBatches } from '../platform/mail/mail-batches.js';
import { Secrets } from '../platform/secrets/secrets.js';
import type { Donation } from './donation.entity.js';
import { donationNotFound, followMailNeeded } from './donations.errors.js';
import { DonorDetails } from './donor-details.service.js';
import { AGREED } from './update-consents.statements.js';

/** A wish to be mailed what a project tells, made with a gift to it. */
export interface NewFollow {
  readonly donationId: string;
  readonly donorId: string;
  readonly projectId: string;
  readonly organizationId: string;
  readonly locale: 'zh-CN' | 'en';
}

/** Whom a link in a mail speaks of. */
export interface MailReader {
  readonly donorId: string;
  readonly projectId: string;
}

/** What a reader's link says of them. */
export interface Following extends MailReader {
  readonly organizationId: string;
  /** Whether what the project tells is mailed to them. */
  readonly follows: boolean;
  /** Further projects of the organization that do. */
  readonly others: number;
}

const ID_CHARS = 26;

/**
 * Who is mailed what a project tells: givers who agreed, each with a gift of theirs. A consent counts once its gift is
 * paid, so that nobody signs up others without giving; it is never assumed, and ended by one click.
 */
@Injectable()
export class UpdateSubscriptions {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly secrets: Secrets,
    private readonly details: DonorDetails,
    private readonly mails: MailBatches,
  ) {}

  /** Notes the consent that came with the give form, in the database transaction that writes the gift. */
  async follow(tx: Tx, follow: NewFollow): Promise<void> {
    await this.write(tx, follow, 'give_form');
  }

  /**
   * Notes a consent given on the gift's own page; the gift's address is used, or else the one typed there.
   * @throws Refusal not_found · invalid/donation_invalid naming `mail` when there is none.
   */
  async followFromGift(donationId: string, typed: string, locale: 'zh-CN' | 'en'): Promise<void> {
    await this.database.inTransaction(async (tx) => {
      const gift = await giftOf(tx, donationId);
      const donorId = gift.donorId ?? (await this.donorOf(tx, gift.organizationId, typed));
      const { organizationId, projectId } = gift;
      await this.write(tx, { donationId, donorId, organizationId, projectId, locale }, 'gift_page');
    });
  }

  /** Takes back what the gift's page or form had agreed to. @throws Refusal not_found. */
  async stopFromGift(donationId: string): Promise<void> {
    const [consent] = await this.database.rows<MailReader>(
      'SELECT donor_id AS donorId, project_id AS projectId FROM update_consent WHERE donation_id = ?',
      [donationId],
    );
    if (!consent) throw donationNotFound();
    await this.stop(consent, 'gift_page');
  }

  /** How the gift's page stands: whether its giver is mailed (or will be, once it is paid), and needs to type an address. */
  async ofGift(donationId: string): Promise<{ readonly follows: boolean; readonly hasAddress: boolean }> {
    const [row] = await this.database.rows<{ follows: number; hasAddress: number }>(
      `SELECT c.donation_id IS NOT NULL AND (s.stopped_at IS NULL OR c.agreed_at > s.stopped_at) AS follows,
              d.donor_id IS NOT NULL AS hasAddress
         FROM donation d LEFT JOIN update_consent c ON c.donation_id = d.id
         LEFT JOIN update_stop s ON s.donor_id = c.donor_id AND s.project_id = c.project_id WHERE d.id = ?`,
      [donationId],
    );
    return { follows: Number(row?.follows ?? 0) === 1, hasAddress: Number(row?.hasAddress ?? 0) === 1 };
  }

  /** What a link in a mail to this reader carries: it opens nothing but the end of these mails, and never expires. */
  tokenOf({ donorId, projectId }: MailReader): string {
    return `${donorId}${projectId}${this.secrets.code('update-stop', `${donorId}:${projectId}`)}`;
  }

  /** Whom a token speaks of; null for a forged or broken one. */
  opened(token: string): MailReader | null {
    const donorId = token.slice(0, ID_CHARS);
    const projectId = token.slice(ID_CHARS, 2 * ID_CHARS);
    if (!isId(donorId) || !isId(projectId)) return null;
    const code = token.slice(2 * ID_CHARS);
    return this.secrets.matches('update-stop', `${donorId}:${projectId}`, code)
      ? { donorId, projectId }
      : null;
  }

  /** How a reader stands; null when donor or project are gone. */
  async following({ donorId, projectId }: MailReader): Promise<Following | null> {
    const [row] = await this.database.rows<{ organizationId: string }>(
      `SELECT p.organization_id AS organizationId FROM project p JOIN donor o ON o.organization_id = p.organization_id
        WHERE p.id = ? AND o.id = ?`,
      [projectId, donorId],
    );
    if (!row) return null;
    const [here, others] = await Promise.all([
      this.database.rows(`SELECT 1 FROM ${AGREED} AND c.donor_id = ? LIMIT 1`, [projectId, donorId]),
      this.projectsOf(donorId),
    ]);
    const rest = others.filter((id) => id !== projectId);
    return { donorId, projectId, ...row, follows: here.length > 0, others: rest.length };
  }

  /**
   * Ends the mails of one project, or of all projects of the organization, to this reader; what waits to be sent is not
   * sent any more. Saying it again changes nothing.
   */
  async stop(
    reader: MailReader,
    saidIn: 'link' | 'one_click' | 'gift_page',
    { everything = false }: { readonly everything?: boolean } = {},
  ): Promise<void> {
    const { donorId, projectId } = reader;
    const projects = everything
      ? [...new Set([projectId, ...(await this.projectsOf(donorId))])]
      : [projectId];
    await this.database.inTransaction(async (tx) => {
      // Whoever writes mails to this donor just now has the row: what it wrote is there when we look.
      await tx.query('SELECT id FROM donor WHERE id = ? FOR UPDATE', [donorId]);
      for (const id of projects) {
        await tx.query(
          `INSERT INTO update_stop (donor_id, project_id, organization_id, said_in, stopped_at)
           SELECT ?, p.id, p.organization_id, ?, ? FROM project p WHERE p.id = ?
           ON DUPLICATE KEY UPDATE said_in = VALUES(said_in), stopped_at = VALUES(stopped_at)`,
          [donorId, saidIn, this.clock.now(), id],
        );
        await this.mails.stopReader(tx, stopKey({ donorId, projectId: id }));
      }
    });
  }

  /** Takes the end of one project's mails back: by the reader's own link, minutes or years later. */
  async resume({ donorId, projectId }: MailReader): Promise<void> {
    await this.database.inTransaction((tx) =>
      tx.query('DELETE FROM update_stop WHERE donor_id = ? AND project_id = ?', [donorId, projectId]),
    );
  }

  private async projectsOf(donorId: string): Promise<string[]> {
    const rows = await this.database.rows<{ id: string }>(
      `SELECT DISTINCT c.project_id AS id FROM update_consent c JOIN donation d ON d.id = c.donation_id
         LEFT JOIN update_stop s ON s.donor_id = c.donor_id AND s.project_id = c.project_id
        WHERE c.donor_id = ? AND (s.stopped_at IS NULL OR c.agreed_at > s.stopped_at) AND d.status <> 'refunded'`,
      [donorId],
    );
    return rows.map(({ id }) => id);
  }

  private async donorOf(tx: Tx, organizationId: string, typed: string): Promise<string> {
    const mail = typed.trim();
    if (!isMailAddress(mail)) throw followMailNeeded();
    return this.details.donorOf(tx, organizationId, mail, this.clock.now());
  }

  private async write(tx: Tx, follow: NewFollow, givenIn: 'give_form' | 'gift_page'): Promise<void> {
    const { donationId, organizationId, projectId, donorId, locale } = follow;
    await tx.query(
      `INSERT INTO update_consent (donation_id, organization_id, project_id, donor_id, locale, given_in, agreed_at)
       VALUES (?, ?, ?, ?, ?, ?, ?)
       ON DUPLICATE KEY UPDATE donor_id = VALUES(donor_id), locale = VALUES(locale), given_in = VALUES(given_in),
         agreed_at = VALUES(agreed_at)`,
      [donationId, organizationId, projectId, donorId, locale, givenIn, this.clock.now()],
    );
  }
}

/** What stands in a mail for its reader and project: all that one click stops. */
export function stopKey({ donorId, projectId }: MailReader): string {
  return `updates:${projectId}:${donorId}`;
}

type Gift = Pick<Donation, 'organizationId' | 'projectId' | 'donorId'>;

async function giftOf(tx: Tx, donationId: string): Promise<Gift> {
  const [gift]: Gift[] = await tx.query(
    `SELECT organization_id AS organizationId, project_id AS projectId, donor_id AS donorId FROM donation
      WHERE id = ?`,
    [donationId],
  );
  if (!gift) throw donationNotFound();
  return gift;
}
