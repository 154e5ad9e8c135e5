import { Body, Controller, Get, Param, Post, Query, Res } from '@nestjs/common';
import { IsOptional, IsString, MaxLength } from 'class-validator';
import type { FastifyReply } from 'fastify';
import type { VNode } from 'preact';
import { Refusal } from '../../../kernel/errors.js';
import { withoutPrefix, withPrefix } from '../../../kernel/ids.js';
import { type OfficialLine, OfficialQueries } from '../../../receipts/official.queries.js';
import { OfficialNumbers } from '../../../receipts/official-numbers.service.js';
import { OfficialReceipts } from '../../../receipts/official-receipts.service.js';
import { Staff } from '../access/staff.decorator.js';
import { AtConsole, type Desk } from '../access/visit.js';
import { FormRefusals } from '../form-refusals.js';
import { at } from '../layout.js';
import { TrailQueries } from '../trail/trail.queries.js';
import { type OfficialProps, officialPage } from './official.page.js';

class OfficialForm {
  @IsOptional()
  @IsString()
  @MaxLength(20)
  code?: string;

  @IsOptional()
  @IsString()
  @MaxLength(20)
  number?: string;

  @IsOptional()
  @IsString()
  @MaxLength(40)
  checkCode?: string;

  @IsOptional()
  @IsString()
  @MaxLength(20)
  issuedOn?: string;

  @IsOptional()
  @IsString()
  @MaxLength(20)
  shown?: string;

  @IsOptional()
  @IsString()
  @MaxLength(400)
  delivery?: string;

  @IsOptional()
  @IsString()
  @MaxLength(400)
  failure?: string;
}

/** One official receipt: its life, its numbers, and what a clerk does about it. */
@Controller('console/:organization/official-receipts/:official')
export class OfficialController {
  constructor(
    private readonly queries: OfficialQueries,
    private readonly officials: OfficialReceipts,
    private readonly numbers: OfficialNumbers,
    private readonly trail: TrailQueries,
    private readonly refusals: FormRefusals,
  ) {}

  @Staff('clerk', 'approver', 'supervisor')
  @Get()
  async show(
    @AtConsole() desk: Desk,
    @Param('official') key: string,
    @Query('done') done?: string,
  ): Promise<VNode> {
    return this.page(desk, await this.find(desk, key), { problems: [], typed: {}, done });
  }

  @Staff('clerk')
  @Post('number')
  number(
    @AtConsole() desk: Desk,
    @Param('official') key: string,
    @Body() form: OfficialForm,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<VNode | undefined> {
    const { code = '', number = '', checkCode = '', issuedOn = '', shown = '' } = form;
    const given = { code: code.trim(), number: number.trim(), checkCode: checkCode.trim(), issuedOn };
    return this.step(desk, key, form, reply, (id) => {
      const amount = /^\d{1,18}$/.test(shown) ? BigInt(shown) : -1n;
      return this.numbers.record(desk.staff.staffId, desk.organization.id, id, { ...given, shown: amount });
    });
  }

  @Staff('clerk')
  @Post('delivery')
  deliver(
    @AtConsole() desk: Desk,
    @Param('official') key: string,
    @Body() form: OfficialForm,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<VNode | undefined> {
    return this.step(desk, key, form, reply, (id) =>
      this.officials.deliver(desk.staff.staffId, desk.organization.id, id, form.delivery ?? ''),
    );
  }

  @Staff('clerk')
  @Post('failure')
  fail(
    @AtConsole() desk: Desk,
    @Param('official') key: string,
    @Body() form: OfficialForm,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<VNode | undefined> {
    return this.step(desk, key, form, reply, (id) =>
      this.officials.fail(desk.staff.staffId, desk.organization.id, id, form.failure ?? ''),
    );
  }

  @Staff('clerk')
  @Post('retry')
  retry(
    @AtConsole() desk: Desk,
    @Param('official') key: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<VNode | undefined> {
    return this.step(desk, key, {}, reply, (id) =>
      this.numbers.retry(desk.staff.staffId, desk.organization.id, id),
    );
  }

  private async step(
    desk: Desk,
    key: string,
    form: OfficialForm,
    reply: FastifyReply,
    work: (id: string) => Promise<void>,
  ): Promise<VNode | undefined> {
    const line = await this.find(desk, key);
    try {
      await work(line.id);
      const where = at(desk, `/official-receipts/${withPrefix('ofr', line.id)}`);
      void reply.redirect(`${where}?done=official`, 303);
      return undefined;
    } catch (error) {
      const problems = this.refusals.fields(error, desk, reply);
      return this.page(desk, await this.find(desk, key), { problems, typed: { ...form } });
    }
  }

  private async find(desk: Desk, key: string): Promise<OfficialLine> {
    const id = withoutPrefix('ofr', key);
    const line = id === null ? null : await this.queries.byId(desk.organization.id, id);
    if (!line) throw new Refusal('not_found', 'not_found');
    return line;
  }

  private async page(
    desk: Desk,
    line: OfficialLine,
    more: Pick<OfficialProps, 'problems' | 'typed' | 'done'>,
  ): Promise<VNode> {
    return officialPage(desk, {
      line,
      gifts: await this.queries.giftsOf(line.id),
      trail: await this.trail.ofSubject(desk.organization.id, 'official_receipt', line.id),
      ...more,
    });
  }
}
