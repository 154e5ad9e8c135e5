import { Body, Controller, Get, Param, Post, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { VNode } from 'preact';
import { Refusal } from '../../../kernel/errors.js';
import { withPrefix } from '../../../kernel/ids.js';
import type { PartnerAgreement } from '../../../partners/partner-agreement.entity.js';
import { PartnerAgreements } from '../../../partners/partner-agreements.service.js';
import type { AgreementPaper } from '../../../partners/partners.queries.js';
import { Partners } from '../../../partners/partners.service.js';
import { Files } from '../../../platform/files/files.js';
import { FormRefusals } from '../../ui/form-refusals.js';
import { readMultipart } from '../../ui/multipart-form.js';
import { sendPaper } from '../../ui/stored-papers.js';
import { type TypedFields, typed } from '../../ui/typed-fields.js';
import { Staff } from '../access/staff.decorator.js';
import { AtConsole, type Desk } from '../access/visit.js';
import { at } from '../layout.js';
import { agreementPage } from './agreement.page.js';
import type { TypedTerms } from './agreement-forms.view.js';
import { DeskPartners } from './desk-partners.js';
import { partnersPage } from './partners.page.js';

/** Media partners of the society: applications, evaluation and approval (慈善法 26), suspending, ending. */
@Controller('console/:organization/partners')
export class PartnersController {
  constructor(
    private readonly desks: DeskPartners,
    private readonly agreements: PartnerAgreements,
    private readonly partners: Partners,
    private readonly files: Files,
    private readonly refusals: FormRefusals,
  ) {}

  @Staff('partner-manager', 'supervisor', 'administrator')
  @Get()
  async list(@AtConsole() desk: Desk): Promise<VNode> {
    return partnersPage(desk, await this.desks.list(desk));
  }

  @Staff('partner-manager', 'supervisor', 'administrator')
  @Get(':agreement')
  async show(
    @AtConsole() desk: Desk,
    @Param('agreement') key: string,
    @Query('done') done?: string,
  ): Promise<VNode> {
    const agreement = await this.desks.find(desk, key);
    return agreementPage(desk, { ...(await this.desks.details(desk, agreement)), problems: [], done });
  }

  @Staff('partner-manager', 'supervisor', 'administrator')
  @Get(':agreement/papers/:paper')
  async paper(
    @AtConsole() desk: Desk,
    @Param('agreement') key: string,
    @Param('paper') name: string,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const agreement = await this.desks.find(desk, key);
    const fileId = paperOf(name) === 'certificate' ? agreement.certificateFileId : agreement.agreementFileId;
    await sendPaper(reply, this.files, fileId);
  }

  /** The signed text often lies with the society: its people may put it there too. */
  @Staff('partner-manager', 'administrator')
  @Post(':agreement/papers/:paper')
  async attach(
    @AtConsole() desk: Desk,
    @Param('agreement') key: string,
    @Param('paper') name: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<VNode | undefined> {
    const paper = paperOf(name);
    const agreement = await this.desks.find(desk, key);
    const { file } = await readMultipart(request);
    return this.carryOut(desk, agreement, reply, 'paperAttached', async ({ staffId, organizationId }) => {
      if (!file)
        throw new Refusal('invalid', 'partner_invalid', {}, [{ field: paper, code: 'paper_missing' }]);
      await this.agreements.attach({ staffId }, { organizationId }, agreement.id, paper, file);
    });
  }

  @Staff('partner-manager', 'administrator')
  @Post(':agreement/terms')
  async writeTerms(
    @AtConsole() desk: Desk,
    @Param('agreement') key: string,
    @Body() fields: TypedFields,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<VNode | undefined> {
    const agreement = await this.desks.find(desk, key);
    const terms: TypedTerms = {
      evaluation: typed(fields, 'evaluation'),
      number: typed(fields, 'number'),
      validFrom: typed(fields, 'valid_from'),
      validUntil: typed(fields, 'valid_until'),
    };
    const save = ({ staffId, organizationId }: Here) =>
      this.agreements.writeTerms(staffId, organizationId, agreement.id, terms);
    return this.carryOut(desk, agreement, reply, 'termsWritten', save, terms);
  }

  @Staff('partner-manager', 'administrator')
  @Post(':agreement/approval')
  async approve(
    @AtConsole() desk: Desk,
    @Param('agreement') key: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<VNode | undefined> {
    return this.step(desk, key, reply, 'agreementApproved', (agreement, { staffId, organizationId }) =>
      this.agreements.approve(staffId, organizationId, agreement.id),
    );
  }

  @Staff('partner-manager', 'administrator')
  @Post(':agreement/suspension')
  async suspend(
    @AtConsole() desk: Desk,
    @Param('agreement') key: string,
    @Body() fields: TypedFields,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<VNode | undefined> {
    return this.step(desk, key, reply, 'agreementSuspended', (agreement, { staffId, organizationId }) =>
      this.agreements.suspend(staffId, organizationId, agreement.id, typed(fields, 'reason')),
    );
  }

  @Staff('partner-manager', 'administrator')
  @Post(':agreement/resumption')
  async resume(
    @AtConsole() desk: Desk,
    @Param('agreement') key: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<VNode | undefined> {
    return this.step(desk, key, reply, 'agreementResumed', (agreement, { staffId, organizationId }) =>
      this.agreements.resume(staffId, organizationId, agreement.id),
    );
  }

  @Staff('partner-manager', 'administrator')
  @Post(':agreement/end')
  async end(
    @AtConsole() desk: Desk,
    @Param('agreement') key: string,
    @Body() fields: TypedFields,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<VNode | undefined> {
    return this.step(desk, key, reply, 'agreementEnded', (agreement, { staffId, organizationId }) =>
      this.agreements.end(staffId, organizationId, agreement.id, typed(fields, 'reason')),
    );
  }

  @Staff('partner-manager', 'administrator')
  @Post(':agreement/partner/suspension')
  async suspendPartner(
    @AtConsole() desk: Desk,
    @Param('agreement') key: string,
    @Body() fields: TypedFields,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<VNode | undefined> {
    return this.step(desk, key, reply, 'partnerSuspended', (agreement, { staffId, organizationId }) =>
      this.partners.suspend(staffId, organizationId, agreement.partnerId, typed(fields, 'reason')),
    );
  }

  @Staff('partner-manager', 'administrator')
  @Post(':agreement/partner/reinstatement')
  async reinstatePartner(
    @AtConsole() desk: Desk,
    @Param('agreement') key: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<VNode | undefined> {
    return this.step(desk, key, reply, 'partnerReinstated', (agreement, { staffId, organizationId }) =>
      this.partners.reinstate(staffId, organizationId, agreement.partnerId),
    );
  }

  private async step(
    desk: Desk,
    key: string,
    reply: FastifyReply,
    done: string,
    work: (agreement: PartnerAgreement, here: Here) => Promise<void>,
  ): Promise<VNode | undefined> {
    const agreement = await this.desks.find(desk, key);
    return this.carryOut(desk, agreement, reply, done, (here) => work(agreement, here));
  }

  private async carryOut(
    desk: Desk,
    agreement: PartnerAgreement,
    reply: FastifyReply,
    done: string,
    work: (here: Here) => Promise<void>,
    typedTerms?: TypedTerms,
  ): Promise<VNode | undefined> {
    try {
      await work({ staffId: desk.staff.staffId, organizationId: desk.organization.id });
    } catch (error) {
      const problems = this.refusals.fields(error, desk, reply);
      const fresh = await this.desks.details(desk, await this.desks.find(desk, keyOf(agreement)));
      return agreementPage(desk, { ...fresh, problems, ...(typedTerms ? { typed: typedTerms } : {}) });
    }
    void reply.redirect(`${at(desk, `/partners/${keyOf(agreement)}`)}?done=${done}`, 303);
    return undefined;
  }
}

interface Here {
  readonly staffId: string;
  readonly organizationId: string;
}

const keyOf = ({ id }: PartnerAgreement): string => withPrefix('agr', id);

/** @throws Refusal not_found for another word. */
function paperOf(name: string): AgreementPaper {
  if (name !== 'certificate' && name !== 'agreement') throw new Refusal('not_found', 'not_found');
  return name;
}
