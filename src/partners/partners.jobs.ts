import { Injectable } from '@nestjs/common';
import { IsNull } from 'typeorm';
import { Clock, dayIn } from '../kernel/clock.js';
import { OrganizationsQueries } from '../organizations/organizations.queries.js';
import { Database } from '../platform/database/database.js';
import { Mail } from '../platform/mail/mail.js';
import type { Schedule } from '../platform/schedules/schedule.js';
import { Secrets } from '../platform/secrets/secrets.js';
import { Partner } from './partner.entity.js';
import { PartnerAgreement } from './partner-agreement.entity.js';
import { agreementStanding } from './partner-agreement.js';
import { expiryLetter } from './partner-letters.js';
import { openedMail } from './partner-mails.js';
import { PartnerPersonRow } from './partner-person.entity.js';

const DAY_MS = 86_400_000;
const ROWS_MAX = 5_000;

/** What the partners room does by the clock. */
@Injectable()
export class PartnersJobs {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly secrets: Secrets,
    private readonly organizations: OrganizationsQueries,
    private readonly mail: Mail,
  ) {}

  get schedules(): Schedule[] {
    return [
      { name: 'partners.expiring', everySeconds: 6 * 3600, run: () => this.warn() },
      { name: 'partners.forget', everySeconds: 86_400, run: () => this.forget() },
    ];
  }

  /** Writes to a partner's owners and to the society, once for each last day, when an agreement ends within 30 days. */
  async warn(): Promise<void> {
    const active = await this.database.read.findBy(PartnerAgreement, { state: 'active' });
    for (const agreement of active) {
      const zone = await this.organizations.timeZoneOf(agreement.organizationId);
      if (agreementStanding(agreement, dayIn(this.clock.now(), zone)) === 'ends_soon')
        await this.warnOf(agreement);
    }
  }

  /** Deletes spent links after a month and ended sessions after a quarter; who did what stays in the audit trail. */
  async forget(): Promise<void> {
    for (const [table, days] of [['partner_link', 30] as const, ['partner_session', 90] as const]) {
      const before = new Date(this.clock.now().getTime() - days * DAY_MS);
      await this.database.inTransaction((tx) =>
        tx.query(`DELETE FROM ${table} WHERE expires_at < ? LIMIT ${ROWS_MAX}`, [before]),
      );
    }
  }

  private async warnOf({ id, partnerId, organizationId, number, validUntil }: PartnerAgreement) {
    await this.database.inTransaction(async (tx) => {
      const partner = await tx.findOneByOrFail(Partner, { id: partnerId });
      const organization = await this.organizations.existing(tx, organizationId);
      const owners = await tx.findBy(PartnerPersonRow, { partnerId, role: 'owner', removedAt: IsNull() });
      const letter = expiryLetter({
        partner: partner.nameZh,
        organization: organization.nameZh,
        number: number ?? '',
        validUntil: validUntil ?? '',
      });
      const receivers: [string, string][] = owners.map((owner) => [
        owner.id,
        openedMail(this.secrets, owner),
      ]);
      if (organization.mailAddress !== '') receivers.push([organizationId, organization.mailAddress]);
      await this.mail.requestAll(
        tx,
        receivers.map(([who, to]) => ({
          ...{ organizationId, to, ...letter },
          dedupeKey: `agreement-ends:${id}:${validUntil}:${who}`,
        })),
      );
    });
  }
}
