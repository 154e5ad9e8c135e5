import { Injectable } from '@nestjs/common';
import { Clock, dayIn } from '../kernel/clock.js';
import type { FieldProblem } from '../kernel/errors.js';
import { OrganizationsQueries } from '../organizations/organizations.queries.js';
import { Database } from '../platform/database/database.js';
import { Partner } from './partner.entity.js';
import { PartnerAgreement } from './partner-agreement.entity.js';
import { approvalObstacles } from './partner-agreement.js';

export { PARTNER_KINDS } from './partner.entity.js';
export {
  type AgreementPaper,
  type AgreementStanding,
  agreementStanding,
  daysLeft,
} from './partner-agreement.js';

/** Whose agreement somebody may see: a partner's own, or one with their society. */
export type AgreementSide = { readonly partnerId: string } | { readonly organizationId: string };

/** Whether a partner may work today: active with an agreement in force, suspended, or without one. */
export type PartnerStanding = 'active' | 'suspended' | 'not_active';

/** Read models of partners and their agreements. */
@Injectable()
export class PartnersQueries {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly organizations: OrganizationsQueries,
  ) {}

  byId(id: string): Promise<Partner | null> {
    return this.database.read.findOneBy(Partner, { id });
  }

  /** All partners of the deployment, oldest first. */
  list(): Promise<Partner[]> {
    return this.database.read.find(Partner, { order: { id: 'ASC' } });
  }

  /** Ids of the partners that have an agreement in force with this society today. */
  async activePartnersOf(organizationId: string): Promise<string[]> {
    const today = dayIn(this.clock.now(), await this.organizations.timeZoneOf(organizationId));
    const rows = await this.database.rows<{ partnerId: string }>(
      `SELECT a.partner_id AS partnerId FROM partner_agreement a JOIN partner p ON p.id = a.partner_id
        WHERE a.organization_id = ? AND a.state = 'active' AND p.state = 'active'
          AND a.valid_from <= ? AND a.valid_until >= ? ORDER BY a.partner_id`,
      [organizationId, today, today],
    );
    return rows.map(({ partnerId }) => partnerId);
  }

  /** Ids of the societies with which this partner has an agreement in force today. */
  async activeOrganizationsOf(partnerId: string): Promise<string[]> {
    const rows = await this.database.rows<{ organizationId: string; from: string; until: string }>(
      `SELECT a.organization_id AS organizationId, a.valid_from AS \`from\`, a.valid_until AS until
         FROM partner_agreement a JOIN partner p ON p.id = a.partner_id
        WHERE a.partner_id = ? AND a.state = 'active' AND p.state = 'active' ORDER BY a.organization_id`,
      [partnerId],
    );
    const found: string[] = [];
    for (const { organizationId, from, until } of rows) {
      const today = dayIn(this.clock.now(), await this.organizations.timeZoneOf(organizationId));
      if (from <= today && today <= until) found.push(organizationId);
    }
    return found;
  }

  /** What the partner is today; a partner that is not there counts as not active. */
  async standingOf(partnerId: string): Promise<PartnerStanding> {
    const partner = await this.byId(partnerId);
    if (partner?.state === 'suspended') return 'suspended';
    return (await this.activeOrganizationsOf(partnerId)).length > 0 ? 'active' : 'not_active';
  }

  /** A partner's agreements with all societies, newest first. */
  agreementsOf(partnerId: string): Promise<PartnerAgreement[]> {
    return this.database.read.find(PartnerAgreement, { where: { partnerId }, order: { id: 'DESC' } });
  }

  /** One agreement, as its partner or its society may see it; null for everybody else. */
  agreement(side: AgreementSide, id: string): Promise<PartnerAgreement | null> {
    return this.database.read.findOneBy(PartnerAgreement, { id, ...side });
  }

  /** What stands against approving an agreement on this day. */
  lacking(agreement: PartnerAgreement, today: string, besideLiving: boolean): FieldProblem[] {
    return approvalObstacles(agreement, today, besideLiving);
  }

  /** A society's agreements with all partners, newest first. */
  agreementsWith(organizationId: string): Promise<PartnerAgreement[]> {
    return this.database.read.find(PartnerAgreement, { where: { organizationId }, order: { id: 'DESC' } });
  }

  /** Names of partners' people by id, for the audit trail; removed ones too. */
  async peopleNames(ids: readonly string[]): Promise<Map<string, string>> {
    if (ids.length === 0) return new Map();
    const rows = await this.database.rows<{ id: string; name: string }>(
      'SELECT id, display_name AS name FROM partner_person WHERE id IN (?)',
      [[...new Set(ids)]],
    );
    return new Map(rows.map(({ id, name }) => [id, name]));
  }
}
