import { Body, Controller, Get, Post, Query, Req, Res } from '@nestjs/common';
import { IsOptional, IsString, MaxLength } from 'class-validator';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { VNode } from 'preact';
import { Refusal } from '../../../kernel/errors.js';
import { PartnerLogins } from '../../../partners/partner-logins.service.js';
import { PartnerSessions } from '../../../partners/partner-sessions.service.js';
import { Config } from '../../../platform/config/config.js';
import { problemOf } from '../../../platform/http/problem.js';
import { Public } from '../../../platform/http/public.js';
import { Wording } from '../../../platform/http/wording.js';
import { Doorsteps } from '../access/doorsteps.js';
import { givePartnerSession, partnerTokenOf, takePartnerSession } from '../access/partner-cookie.js';
import { partnerReturnPath } from '../access/return-path.js';
import { partnerLinkPage, partnerLoginPage } from './login.page.js';

class LoginForm {
  @IsString()
  @MaxLength(300)
  mail: string;

  @IsString()
  @MaxLength(1000)
  password: string;

  @IsOptional()
  @IsString()
  to?: string;
}

class LinkForm {
  @IsString()
  @MaxLength(100)
  token: string;
}

/** The partners' door: address and password, one-time link, logout. */
@Controller('partner')
export class PartnerLoginController {
  constructor(
    private readonly config: Config,
    private readonly doorsteps: Doorsteps,
    private readonly logins: PartnerLogins,
    private readonly sessions: PartnerSessions,
    private readonly wording: Wording,
  ) {}

  @Public()
  @Get('login')
  show(@Req() request: FastifyRequest, @Query('to') to?: string, @Query('out') out?: string): VNode {
    return partnerLoginPage({
      ...this.doorsteps.of(request),
      to: partnerReturnPath(to),
      loggedOut: out !== undefined,
    });
  }

  @Public()
  @Post('login')
  async login(
    @Body() form: LoginForm,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<VNode | undefined> {
    const to = partnerReturnPath(form.to);
    try {
      const token = await this.logins.byPassword(form.mail, form.password, this.doorsteps.origin(request));
      this.enter(reply, token, to);
      return undefined;
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      const door = this.doorsteps.of(request);
      const problem = this.wording.of(problemOf(error), door.locale);
      void reply.code(problem.status);
      return partnerLoginPage({ ...door, to, mail: form.mail, problem: problem.detail });
    }
  }

  @Public()
  @Get('login/link')
  async showLink(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @Query('token') token?: string,
  ): Promise<VNode> {
    const link = typeof token === 'string' ? token : '';
    const person = await this.logins.peekLink(link);
    void reply.code(person ? 200 : 410);
    return partnerLinkPage({
      ...this.doorsteps.of(request),
      token: link,
      person: person?.displayName ?? null,
    });
  }

  @Public()
  @Post('login/link')
  async useLink(
    @Body() form: LinkForm,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<void> {
    this.enter(reply, await this.logins.byLink(form.token, this.doorsteps.origin(request)), null);
  }

  /** Ends this session. Open to all, so that a session that ended meanwhile is no error. */
  @Public()
  @Post('logout')
  async logout(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<void> {
    await this.sessions.end(partnerTokenOf(request, this.config));
    takePartnerSession(reply, this.config);
    void reply.header('Clear-Site-Data', '"cache"').redirect('/partner/login?out', 303);
  }

  private enter(reply: FastifyReply, token: string, to: string | null): void {
    givePartnerSession(reply, this.config, token);
    void reply.redirect(to ?? '/partner', 303);
  }
}
