import { Controller, Get, Post, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { VNode } from 'preact';
import { Clock, dayIn } from '../../../kernel/clock.js';
import { dayAfter, isDay } from '../../../kernel/days.js';
import { Refusal } from '../../../kernel/errors.js';
import { withoutPrefix, withPrefix } from '../../../kernel/ids.js';
import { StatementFilesQueries } from '../../../settlements/statement-files.queries.js';
import { STATEMENT_MAX_BYTES, StatementFiles } from '../../../settlements/statement-files.service.js';
import { StatementLayouts } from '../../../settlements/statement-layouts.service.js';
import { Staff } from '../access/staff.decorator.js';
import { AtConsole, type Desk } from '../access/visit.js';
import { FormRefusals } from '../form-refusals.js';
import { at } from '../layout.js';
import { pagingOf } from '../paging.js';
import { type TypedFields, typed } from '../typed-fields.js';
import { statementsPage } from './statements.page.js';
import { billValue, uploadPage } from './upload.page.js';
import { takeForm } from './upload-form.js';

const FILES_A_PAGE = 30;

/** Files of providers, platforms and the bank: what a day needs, what was uploaded, and uploading one. */
@Controller('console/:organization/statements')
export class StatementsController {
  constructor(
    private readonly files: StatementFiles,
    private readonly queries: StatementFilesQueries,
    private readonly layouts: StatementLayouts,
    private readonly refusals: FormRefusals,
    private readonly clock: Clock,
  ) {}

  @Staff('clerk', 'approver', 'supervisor')
  @Get()
  async list(
    @AtConsole() desk: Desk,
    @Query('day') askedDay?: string,
    @Query('only') only?: string,
    @Query('page') asked?: string,
  ): Promise<VNode> {
    const { id } = desk.organization;
    const day = typeof askedDay === 'string' && isDay(askedDay) ? askedDay : this.yesterday(desk);
    const onlyDay = only === '1';
    const about = onlyDay ? day : null;
    const { page, pages, window } = pagingOf(await this.queries.countOf(id, about), FILES_A_PAGE, asked);
    return statementsPage(desk, {
      ...{ day, onlyDay, page, pages },
      missing: await this.queries.missingFor(id, day),
      files: await this.queries.ofOrganization(id, { ...window, day: about }),
    });
  }

  @Staff('clerk')
  @Get('new')
  showNew(@AtConsole() desk: Desk, @Query('bill') bill?: string, @Query('day') day?: string): Promise<VNode> {
    const firstDay = typeof day === 'string' && isDay(day) ? day : this.yesterday(desk);
    return this.form(desk, { bill: bill ?? '', first_day: firstDay }, []);
  }

  @Staff('clerk')
  @Post()
  async upload(
    @AtConsole() desk: Desk,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<VNode | undefined> {
    const { texts, taken, error } = await takeForm(request, STATEMENT_MAX_BYTES, async (fields, file) =>
      this.take(desk, fields, file),
    );
    if (taken !== null) {
      void reply.redirect(at(desk, `/statements/${withPrefix('sfl', taken)}`), 303);
      return undefined;
    }
    const refused =
      error ??
      new Refusal('invalid', 'statement_file_invalid', {}, [{ field: 'file', code: 'file_missing' }]);
    const known =
      refused instanceof Refusal && refused.code === 'statement_file_known'
        ? withoutPrefix('sfl', refused.params.file ?? '')
        : null;
    return this.form(desk, texts, this.refusals.fields(refused, desk, reply), known);
  }

  private async take(
    desk: Desk,
    fields: TypedFields,
    file: { readonly name: string; readonly stream: AsyncIterable<Buffer> },
  ): Promise<string> {
    const bills = await this.queries.billsOf(desk.organization.id);
    const bill = bills.find((each) => billValue(each) === typed(fields, 'bill'));
    if (!bill)
      throw new Refusal('invalid', 'statement_file_invalid', {}, [
        { field: 'account', code: 'no_such_account' },
      ]);
    const isList = bill.bill === 'bank' || bill.bill === 'platform';
    const { staffId } = desk.staff;
    return this.files.upload(
      { staffId, organizationId: desk.organization.id },
      {
        ...{ providerAccountId: bill.providerAccountId, bankAccountId: bill.bankAccountId, bill: bill.bill },
        layoutId: (isList && typed(fields, 'layout')) || null,
        firstDay: typed(fields, 'first_day'),
        lastDay: typed(fields, 'last_day') || typed(fields, 'first_day'),
        sha1: typed(fields, 'sha1'),
        ...file,
      },
    );
  }

  private async form(
    desk: Desk,
    fields: TypedFields,
    problems: readonly { field: string; text: string }[],
    known: string | null = null,
  ): Promise<VNode> {
    const { id } = desk.organization;
    const bills = await this.queries.billsOf(id);
    return uploadPage(desk, {
      fields,
      problems,
      bills,
      known,
      layouts: await this.layouts.ofOrganization(id),
    });
  }

  private yesterday({ organization }: Desk): string {
    return dayAfter(dayIn(this.clock.now(), organization.timeZone), -1);
  }
}
