import { Injectable } from '@nestjs/common';
import { readableMoney } from '../kernel/money.js';
import { OrganizationsQueries } from '../organizations/organizations.queries.js';
import { Config } from '../platform/config/config.js';
import type { Tx } from '../platform/database/database.js';
import { Mail } from '../platform/mail/mail.js';
import { ProjectsQueries } from '../projects/projects.queries.js';
import type { Donation } from './donation.entity.js';
import { Donor } from './donor.entity.js';
import { DonorDetails } from './donor-details.service.js';
import { type RequestLetter, requestLetter } from './refund-request.letters.js';

/** Tells donors what becomes of their requests; who left no address reads it on the gift's page. */
@Injectable()
export class RefundRequestMails {
  constructor(
    private readonly organizations: OrganizationsQueries,
    private readonly projects: ProjectsQueries,
    private readonly details: DonorDetails,
    private readonly mail: Mail,
    private readonly config: Config,
  ) {}

  /** @param about.id names the occasion: one letter of a kind for each. */
  async send(
    tx: Tx,
    letter: RequestLetter,
    about: { id: string; donation: Donation; dueOn: string; answer: string; amount: bigint },
  ): Promise<void> {
    const { donation, amount, dueOn, answer } = about;
    const { donorId, organizationId, locale, currency } = donation;
    const donor = donorId && (await tx.findOneBy(Donor, { id: donorId }));
    if (!donor) return;
    const [organization, project] = await Promise.all([
      this.organizations.byId(organizationId),
      this.projects.byId(donation.projectId),
    ]);
    const of = (names?: { nameZh: string; nameEn: string } | null) =>
      (locale === 'en' ? names?.nameEn : names?.nameZh) ?? '';
    await this.mail.request(tx, {
      organizationId,
      dedupeKey: `refund-request-${letter}:${about.id}`,
      to: this.details.openMail(donor.id, donor.mailEncrypted),
      ...requestLetter(letter, locale, {
        ...{ organization: of(organization), project: of(project), dueOn, answer },
        amount: readableMoney({ amount, currency }, locale),
        url: `${this.config.PUBLIC_URL.replace(/\/+$/, '')}/gifts`,
      }),
    });
  }
}
