import { Injectable } from '@nestjs/common';
import { Clock, dayIn } from '../../../kernel/clock.js';
import type { FieldProblem } from '../../../kernel/errors.js';
import { Refusal } from '../../../kernel/errors.js';
import { withoutPrefix, withPrefix } from '../../../kernel/ids.js';
import type { Channel } from '../../../partners/channel.entity.js';
import { ChannelsQueries } from '../../../partners/channels.queries.js';
import type { Partner } from '../../../partners/partner.entity.js';
import type { PartnerAgreement } from '../../../partners/partner-agreement.entity.js';
import { PartnerPeople, type PartnerPersonView } from '../../../partners/partner-people.service.js';
import {
  type AgreementStanding,
  agreementStanding,
  daysLeft,
  PartnersQueries,
} from '../../../partners/partners.queries.js';
import type { Desk } from '../access/visit.js';
import { at } from '../layout.js';
import type { TrailEvent } from '../trail/trail.queries.js';
import { TrailQueries } from '../trail/trail.queries.js';

/** An agreement of the organization behind the desk, with its partner. */
export interface DeskAgreement {
  readonly agreement: PartnerAgreement;
  readonly partner: Partner;
  readonly standing: AgreementStanding;
  readonly daysLeft: number | null;
}

/** All that an agreement's page shows. */
export interface AgreementDetails extends DeskAgreement {
  /** Address of the page. */
  readonly here: string;
  readonly people: readonly PartnerPersonView[];
  readonly channels: readonly Channel[];
  /** What stands against approving it now. */
  readonly lacking: readonly FieldProblem[];
  readonly trail: readonly TrailEvent[];
}

/** The partners of the organization behind the desk. */
@Injectable()
export class DeskPartners {
  constructor(
    private readonly clock: Clock,
    private readonly partners: PartnersQueries,
    private readonly people: PartnerPeople,
    private readonly channels: ChannelsQueries,
    private readonly trail: TrailQueries,
  ) {}

  /** Newest agreement first. */
  async list(desk: Desk): Promise<DeskAgreement[]> {
    const [agreements, partners] = await Promise.all([
      this.partners.agreementsWith(desk.organization.id),
      this.partners.list(),
    ]);
    const byId = new Map(partners.map((partner) => [partner.id, partner]));
    return agreements.flatMap((agreement) => {
      const partner = byId.get(agreement.partnerId);
      return partner ? [this.standing(desk, agreement, partner)] : [];
    });
  }

  /** @throws Refusal not_found for nothing and for another organization's agreement alike. */
  async find(desk: Desk, key: string): Promise<PartnerAgreement> {
    const id = withoutPrefix('agr', key);
    const agreement =
      id === null ? null : await this.partners.agreement({ organizationId: desk.organization.id }, id);
    if (!agreement) throw new Refusal('not_found', 'not_found');
    return agreement;
  }

  async details(desk: Desk, agreement: PartnerAgreement): Promise<AgreementDetails> {
    const { partnerId } = agreement;
    const organizationId = desk.organization.id;
    const partner = await this.partners.byId(partnerId);
    if (!partner) throw new Refusal('not_found', 'not_found');
    const [people, channels, living, ofAgreement, ofPartner] = await Promise.all([
      this.people.ofPartner(partnerId),
      this.channels.ofPartner(partnerId),
      this.partners.agreementsWith(organizationId),
      this.trail.ofSubject(organizationId, 'partner_agreement', agreement.id),
      this.trail.ofSubject(organizationId, 'partner', partnerId),
    ]);
    const besideLiving = living.some(
      (each) => each.partnerId === partnerId && each.liveKey !== null && each.id !== agreement.id,
    );
    return {
      ...this.standing(desk, agreement, partner),
      here: at(desk, `/partners/${withPrefix('agr', agreement.id)}`),
      ...{ people, channels },
      lacking: this.partners.lacking(agreement, this.today(desk), besideLiving),
      trail: [...ofAgreement, ...ofPartner].sort((a, b) => b.at.getTime() - a.at.getTime()),
    };
  }

  private standing(desk: Desk, agreement: PartnerAgreement, partner: Partner): DeskAgreement {
    const today = this.today(desk);
    return {
      ...{ agreement, partner, standing: agreementStanding(agreement, today) },
      daysLeft: daysLeft(agreement, today),
    };
  }

  private today(desk: Desk): string {
    return dayIn(this.clock.now(), desk.organization.timeZone);
  }
}
