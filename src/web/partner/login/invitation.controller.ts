import { Body, Controller, Get, Post, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { VNode } from 'preact';
import { PartnerLogins } from '../../../partners/partner-logins.service.js';
import { PartnerPeople } from '../../../partners/partner-people.service.js';
import { Config } from '../../../platform/config/config.js';
import { Public } from '../../../platform/http/public.js';
import { LoginSources } from '../../../platform/logins/login-sources.js';
import { FormRefusals } from '../../ui/form-refusals.js';
import { type TypedFields, typed } from '../../ui/typed-fields.js';
import { Doorsteps } from '../access/doorsteps.js';
import { givePartnerSession } from '../access/partner-cookie.js';
import type { Problems } from '../partner-forms.js';
import { forgottenPage, invitationPage } from './invitation.page.js';

/** Mails with a link that one network address may ask for within 15 minutes. */
const MAILS_MAX = 5;

/** Choosing a password: by an invitation, or anew by a mailed link. */
@Controller('partner')
export class PartnerInvitationController {
  constructor(
    private readonly config: Config,
    private readonly doorsteps: Doorsteps,
    private readonly logins: PartnerLogins,
    private readonly people: PartnerPeople,
    private readonly sources: LoginSources,
    private readonly refusals: FormRefusals,
  ) {}

  @Public()
  @Get('invitation')
  show(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @Query('token') token?: string,
  ): Promise<VNode> {
    return this.page(request, reply, typeof token === 'string' ? token : '', []);
  }

  @Public()
  @Post('invitation')
  async accept(
    @Body() fields: TypedFields,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<VNode | undefined> {
    const token = typed(fields, 'token');
    try {
      const origin = this.doorsteps.origin(request);
      givePartnerSession(
        reply,
        this.config,
        await this.logins.accept(token, typed(fields, 'password'), origin),
      );
    } catch (error) {
      return this.page(request, reply, token, this.refusals.fields(error, this.doorsteps.of(request), reply));
    }
    void reply.redirect('/partner?done=joined', 303);
    return undefined;
  }

  @Public()
  @Get('login/forgotten')
  forgotten(@Req() request: FastifyRequest, @Query('sent') sent?: string): VNode {
    return forgottenPage({ ...this.doorsteps.of(request), sent: sent !== undefined });
  }

  /** The answer is the same whether or not the address is known, and whether or not it asked too often. */
  @Public()
  @Post('login/forgotten')
  async remind(
    @Body() fields: TypedFields,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<void> {
    if (await this.sources.allows('partner-forgotten', request.ip, MAILS_MAX))
      await this.people.forgotten(typed(fields, 'mail'));
    void reply.redirect('/partner/login/forgotten?sent', 303);
  }

  private async page(
    request: FastifyRequest,
    reply: FastifyReply,
    token: string,
    problems: Problems,
  ): Promise<VNode> {
    const person = await this.logins.peekInvitation(token);
    if (!person) void reply.code(410);
    return invitationPage({ ...this.doorsteps.of(request), token, person, problems });
  }
}
