import { Body, Controller, Get, Post, Query, Res } from '@nestjs/common';
import { IsOptional, IsString, MaxLength } from 'class-validator';
import type { FastifyReply } from 'fastify';
import type { VNode } from 'preact';
import { toDataURL } from 'qrcode';
import { Refusal } from '../../../kernel/errors.js';
import { problemOf } from '../../../platform/http/problem.js';
import { Wording } from '../../../platform/http/wording.js';
import { SecondFactor } from '../../../staff/second-factor.service.js';
import { returnPath } from '../access/door.js';
import { SignedIn } from '../access/staff.decorator.js';
import { AtConsole, type Visit } from '../access/visit.js';
import { codePage, enrolmentPage } from './second-factor.page.js';

class CodeForm {
  @IsString()
  @MaxLength(20)
  code: string;

  @IsOptional()
  @IsString()
  to?: string;
}

/** The second factor: showing a code at login, and setting it up. */
@SignedIn('half')
@Controller('console/login')
export class SecondFactorController {
  constructor(
    private readonly secondFactor: SecondFactor,
    private readonly wording: Wording,
  ) {}

  @Get('code')
  show(
    @AtConsole() visit: Visit,
    @Res({ passthrough: true }) reply: FastifyReply,
    @Query('to') to?: string,
  ): VNode | undefined {
    if (visit.staff.secondFactor === 'due') return codePage(visit, { to: returnPath(to) });
    void reply.redirect('/console', 303);
    return undefined;
  }

  @Post('code')
  async verify(
    @AtConsole() visit: Visit,
    @Body() form: CodeForm,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<VNode | undefined> {
    const to = returnPath(form.to);
    try {
      await this.secondFactor.verify(visit.staff, digits(form.code));
      void reply.redirect(to ?? '/console', 303);
      return undefined;
    } catch (error) {
      return codePage(visit, { to, problem: this.refused(error, visit, reply) });
    }
  }

  @Get('enrolment')
  async showEnrolment(@AtConsole() visit: Visit): Promise<VNode> {
    return this.enrolment(visit);
  }

  @Post('enrolment')
  async enrol(
    @AtConsole() visit: Visit,
    @Body() form: CodeForm,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<VNode | undefined> {
    try {
      await this.secondFactor.confirmEnrolment(visit.staff, digits(form.code));
      void reply.redirect('/console/account?done=enrolled', 303);
      return undefined;
    } catch (error) {
      return this.enrolment(visit, this.refused(error, visit, reply));
    }
  }

  private async enrolment(visit: Visit, problem?: string): Promise<VNode> {
    const enrolment = await this.secondFactor.beginEnrolment(visit.staff.staffId);
    const qr = await toDataURL(enrolment.uri, { margin: 2, width: 220 });
    return enrolmentPage(visit, { enrolment, qr, ...(problem ? { problem } : {}) });
  }

  /** The refusal in words; the page answers with its status. A conflict (set up already) is not a form's matter. */
  private refused(error: unknown, visit: Visit, reply: FastifyReply): string {
    if (!(error instanceof Refusal) || error.kind === 'conflict') throw error;
    const { status, detail } = this.wording.of(problemOf(error), visit.locale);
    void reply.code(status);
    return detail;
  }
}

/** People type codes with the space that their app shows. */
function digits(code: string): string {
  return code.replace(/\s/g, '');
}
