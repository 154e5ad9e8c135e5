import { Body, Controller, Get, Param, Post, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { VNode } from 'preact';
import { Refusal } from '../../../kernel/errors.js';
import { withoutPrefix } from '../../../kernel/ids.js';
import { OrganizationsQueries } from '../../../organizations/organizations.queries.js';
import { PartnerAgreements } from '../../../partners/partner-agreements.service.js';
import { type AgreementPaper, PartnersQueries } from '../../../partners/partners.queries.js';
import { Files } from '../../../platform/files/files.js';
import { FormRefusals } from '../../ui/form-refusals.js';
import { readMultipart } from '../../ui/multipart-form.js';
import { sendPaper } from '../../ui/stored-papers.js';
import { type TypedFields, typed } from '../../ui/typed-fields.js';
import { PartnerPerson } from '../access/partner.decorator.js';
import { AtPartner, type PartnerDesk } from '../access/partner-desk.js';
import type { Problems } from '../partner-forms.js';
import { agreementsPage } from './agreements.page.js';
import { DeskAgreements } from './desk-agreements.js';

/** A partner's agreements with societies, and the papers to them. */
@Controller('partner/agreements')
export class PartnerAgreementsController {
  constructor(
    private readonly agreements: PartnerAgreements,
    private readonly partners: PartnersQueries,
    private readonly organizations: OrganizationsQueries,
    private readonly desk: DeskAgreements,
    private readonly files: Files,
    private readonly refusals: FormRefusals,
  ) {}

  @PartnerPerson('resting')
  @Get()
  async list(@AtPartner() desk: PartnerDesk, @Query('done') done?: string): Promise<VNode> {
    return this.page(desk, [], done);
  }

  @PartnerPerson('resting', 'owner')
  @Post()
  async begin(
    @AtPartner() desk: PartnerDesk,
    @Body() fields: TypedFields,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<VNode | undefined> {
    try {
      const organization = await this.organizations.bySlug(typed(fields, 'organization'));
      await this.agreements.begin(desk.person, desk.partnerId, organization?.id ?? '');
    } catch (error) {
      return this.page(desk, this.refusals.fields(error, desk, reply));
    }
    void reply.redirect('/partner/agreements?done=agreementBegun', 303);
    return undefined;
  }

  @PartnerPerson('resting')
  @Get(':agreement/:paper')
  async paper(
    @AtPartner() desk: PartnerDesk,
    @Param('agreement') key: string,
    @Param('paper') name: string,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const agreement = await this.partners.agreement({ partnerId: desk.partnerId }, idOf(key));
    const fileId =
      paperOf(name) === 'certificate' ? agreement?.certificateFileId : agreement?.agreementFileId;
    await sendPaper(reply, this.files, fileId ?? null);
  }

  @PartnerPerson('resting', 'owner')
  @Post(':agreement/:paper')
  async attach(
    @AtPartner() desk: PartnerDesk,
    @Param('agreement') key: string,
    @Param('paper') name: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<VNode | undefined> {
    const paper = paperOf(name);
    const id = idOf(key);
    const { file } = await readMultipart(request);
    try {
      if (!file)
        throw new Refusal('invalid', 'partner_invalid', {}, [{ field: paper, code: 'paper_missing' }]);
      await this.agreements.attach(desk.person, { partnerId: desk.partnerId }, id, paper, file);
    } catch (error) {
      const problems = this.refusals.fields(error, desk, reply);
      return this.page(
        desk,
        problems.map((each) => ({ ...each, field: `${each.field}-${id}` })),
      );
    }
    void reply.redirect('/partner/agreements?done=paperAttached', 303);
    return undefined;
  }

  private async page(desk: PartnerDesk, problems: Problems, done?: unknown): Promise<VNode> {
    const agreements = await this.desk.ofPartner(desk.partnerId);
    const societies = (await this.organizations.list()).filter(
      ({ id, kind }) =>
        kind === 'society' &&
        !agreements.some(
          (each) =>
            each.organization.id === id &&
            ['draft', 'in_force', 'not_begun', 'suspended'].includes(each.standing),
        ),
    );
    return agreementsPage(desk, { agreements, societies, problems, done });
  }
}

/** @throws Refusal not_found for anything that is no agreement's id. */
function idOf(key: string): string {
  const id = withoutPrefix('agr', key);
  if (id === null) throw new Refusal('not_found', 'not_found');
  return id;
}

/** @throws Refusal not_found for another word. */
function paperOf(name: string): AgreementPaper {
  if (name !== 'certificate' && name !== 'agreement') throw new Refusal('not_found', 'not_found');
  return name;
}
