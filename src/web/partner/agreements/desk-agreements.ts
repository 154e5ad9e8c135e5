import { Injectable } from '@nestjs/common';
import { Clock, dayIn } from '../../../kernel/clock.js';
import type { Organization } from '../../../organizations/organization.entity.js';
import { OrganizationsQueries } from '../../../organizations/organizations.queries.js';
import type { PartnerAgreement } from '../../../partners/partner-agreement.entity.js';
import {
  type AgreementStanding,
  agreementStanding,
  daysLeft,
  PartnersQueries,
} from '../../../partners/partners.queries.js';

/** An agreement with its society and how it stands today. */
export interface AgreementView {
  readonly agreement: PartnerAgreement;
  readonly organization: Organization;
  readonly standing: AgreementStanding;
  readonly daysLeft: number | null;
}

/** A partner's agreements as its own pages show them. */
@Injectable()
export class DeskAgreements {
  constructor(
    private readonly clock: Clock,
    private readonly partners: PartnersQueries,
    private readonly organizations: OrganizationsQueries,
  ) {}

  /** Newest first. */
  async ofPartner(partnerId: string): Promise<AgreementView[]> {
    const [agreements, organizations] = await Promise.all([
      this.partners.agreementsOf(partnerId),
      this.organizations.list(),
    ]);
    return agreements.flatMap((agreement) => {
      const organization = organizations.find(({ id }) => id === agreement.organizationId);
      if (!organization) return [];
      const today = dayIn(this.clock.now(), organization.timeZone);
      const standing = agreementStanding(agreement, today);
      return [{ agreement, organization, standing, daysLeft: daysLeft(agreement, today) }];
    });
  }
}
