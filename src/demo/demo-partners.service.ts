import { Injectable } from '@nestjs/common';
import { Channels } from '../partners/channels.service.js';
import { PartnerAgreements } from '../partners/partner-agreements.service.js';
import { PartnerPeople } from '../partners/partner-people.service.js';
import { Partners } from '../partners/partners.service.js';
import { DEMO_CHANNELS } from './demo-gifts.js';
import { demoPaper } from './demo-paper.js';
import { DEMO_EVALUATION, DEMO_MEMBER, DEMO_PARTNERS } from './demo-partners.js';

/** Sets up the partners of the demonstration with their agreements and channels, through the same use cases as people. */
@Injectable()
export class DemoPartners {
  constructor(
    private readonly partners: Partners,
    private readonly agreements: PartnerAgreements,
    private readonly people: PartnerPeople,
    private readonly channels: Channels,
  ) {}

  /** @param manager the partner manager of the society. @param span first and last day of the agreement. */
  async build(
    organizationId: string,
    manager: string,
    span: { validFrom: string; validUntil: string },
  ): Promise<void> {
    const { partnerId, agreementId, ownerId } = await this.apply(organizationId, 'active');
    await this.agreements.writeTerms(manager, organizationId, agreementId, {
      ...span,
      evaluation: DEMO_EVALUATION,
      number: '演示合作〔2026〕第001号',
    });
    await this.agreements.approve(manager, organizationId, agreementId);
    const owner = { personId: ownerId };
    await this.people.invite(owner, partnerId, DEMO_MEMBER);
    for (const channel of DEMO_CHANNELS) await this.channels.create({ ...channel, partnerId }, owner);
    await this.apply(organizationId, 'applied');
  }

  private async apply(organizationId: string, which: keyof typeof DEMO_PARTNERS) {
    const made = await this.partners.create(
      {},
      { ...DEMO_PARTNERS[which], homeOrganizationId: organizationId },
    );
    const { partnerId, agreementId, ownerId } = made;
    for (const paper of ['certificate', 'agreement'] as const)
      await this.agreements.attach({ personId: ownerId }, { partnerId }, agreementId, paper, {
        name: `${paper}-demonstration.pdf`,
        bytes: demoPaper(`Demonstration: ${paper} of a partner`),
      });
    return made;
  }
}
