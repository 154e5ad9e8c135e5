import { Body, Controller, Get, Post, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { VNode } from 'preact';
import { Refusal } from '../../../kernel/errors.js';
import { OrganizationsQueries } from '../../../organizations/organizations.queries.js';
import { type ApplicationFields, Partners } from '../../../partners/partners.service.js';
import { problemOf } from '../../../platform/http/problem.js';
import { Public } from '../../../platform/http/public.js';
import { Wording } from '../../../platform/http/wording.js';
import { type TypedFields, typed } from '../../ui/typed-fields.js';
import { Doorsteps } from '../access/doorsteps.js';
import type { Problems } from '../partner-forms.js';
import { typedProfile } from '../profile/profile-fields.js';
import { appliedPage, applyPage } from './apply.page.js';

const EMPTY: ApplicationFields = {
  ...{ nameZh: '', nameEn: '', kind: 'media', website: '', introduction: '' },
  ...{ organization: '', displayName: '', mail: '' },
};

/** An outlet applies to a society; open to everybody. */
@Controller('partner/apply')
export class PartnerApplyController {
  constructor(
    private readonly doorsteps: Doorsteps,
    private readonly partners: Partners,
    private readonly organizations: OrganizationsQueries,
    private readonly wording: Wording,
  ) {}

  @Public()
  @Get()
  show(@Req() request: FastifyRequest, @Query('sent') sent?: string): VNode | Promise<VNode> {
    return sent === undefined ? this.page(request, EMPTY, []) : appliedPage(this.doorsteps.of(request));
  }

  @Public()
  @Post()
  async apply(
    @Body() fields: TypedFields,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<VNode | undefined> {
    const given = {
      ...typedProfile(fields),
      organization: typed(fields, 'organization'),
      displayName: typed(fields, 'display_name'),
      mail: typed(fields, 'mail'),
    };
    try {
      await this.partners.apply(given, request.ip);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      const { status, detail, errors } = this.wording.of(problemOf(error), this.doorsteps.of(request).locale);
      void reply.code(status);
      const problems = errors.map((each) => ({ field: each.field, text: each.detail }));
      return this.page(request, given, problems.length > 0 ? problems : [{ field: 'main', text: detail }]);
    }
    void reply.redirect('/partner/apply?sent', 303);
    return undefined;
  }

  private async page(request: FastifyRequest, given: ApplicationFields, problems: Problems): Promise<VNode> {
    const societies = (await this.organizations.list()).filter(({ kind }) => kind === 'society');
    return applyPage({ ...this.doorsteps.of(request), societies, given, problems });
  }
}
