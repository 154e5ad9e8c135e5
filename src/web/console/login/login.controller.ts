import { Body, Controller, Get, Post, Query, Req, Res } from '@nestjs/common';
import { IsOptional, IsString, MaxLength } from 'class-validator';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { VNode } from 'preact';
import { Refusal } from '../../../kernel/errors.js';
import { Config } from '../../../platform/config/config.js';
import { Database } from '../../../platform/database/database.js';
import { problemOf } from '../../../platform/http/problem.js';
import { Public } from '../../../platform/http/public.js';
import { Wording } from '../../../platform/http/wording.js';
import { localeOf } from '../../../platform/i18n/locale.js';
import { Logins } from '../../../staff/logins.service.js';
import { Sessions } from '../../../staff/sessions.service.js';
import { returnPath } from '../access/door.js';
import { giveSession, sessionTokenOf, takeSession } from '../access/session-cookie.js';
import { loginLinkPage, loginPage } from './login.page.js';

class LoginForm {
  @IsString()
  @MaxLength(120)
  name: string;

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

/** The console's door: password, one-time link, logout. */
@Controller('console')
export class LoginController {
  constructor(
    private readonly config: Config,
    private readonly database: Database,
    private readonly logins: Logins,
    private readonly sessions: Sessions,
    private readonly wording: Wording,
  ) {}

  @Public()
  @Get('login')
  show(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @Query('to') to?: string,
    @Query('out') out?: string,
  ): VNode {
    void reply.header('Cache-Control', 'no-store');
    return loginPage({ ...this.door(request), to: returnPath(to), loggedOut: out !== undefined });
  }

  @Public()
  @Post('login')
  async login(
    @Body() form: LoginForm,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<VNode | undefined> {
    const to = returnPath(form.to);
    try {
      const token = await this.logins.byPassword(form.name, form.password, originOf(request));
      this.enter(reply, token, to);
      return undefined;
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      const door = this.door(request);
      const problem = this.wording.of(problemOf(error), door.locale);
      void reply.code(problem.status).header('Cache-Control', 'no-store');
      return loginPage({ ...door, to, name: form.name, problem: problem.detail });
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
    void reply.code(person ? 200 : 410).header('Cache-Control', 'no-store');
    return loginLinkPage({ ...this.door(request), token: link, person: person?.displayName ?? null });
  }

  @Public()
  @Post('login/link')
  async useLink(
    @Body() form: LinkForm,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<void> {
    this.enter(reply, await this.logins.byLink(form.token, originOf(request)), null);
  }

  /** Ends this session. Open to all, so that a session that ended meanwhile is no error. */
  @Public()
  @Post('logout')
  async logout(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<void> {
    const staff = await this.sessions.identify(sessionTokenOf(request, this.config) ?? '');
    if (staff) {
      await this.database.inTransaction((tx) => this.sessions.revoke(tx, staff.staffId, staff.sessionId));
    }
    takeSession(reply, this.config);
    void reply.header('Clear-Site-Data', '"cache"').redirect('/console/login?out', 303);
  }

  private enter(reply: FastifyReply, token: string, to: string | null): void {
    giveSession(reply, this.config, token);
    void reply.redirect(to ?? '/console', 303);
  }

  private door(request: FastifyRequest) {
    return { locale: localeOf(request), url: request.url, demo: this.config.DEMO };
  }
}

function originOf(request: FastifyRequest): { address: string; userAgent: string } {
  return { address: request.ip, userAgent: request.headers['user-agent'] ?? '' };
}
