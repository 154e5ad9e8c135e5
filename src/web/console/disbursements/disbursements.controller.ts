import { Body, Controller, Get, Post, Query, Res } from '@nestjs/common';
import { IsOptional, IsString, MaxLength } from 'class-validator';
import type { FastifyReply } from 'fastify';
import type { VNode } from 'preact';
import { DisbursementsQueries } from '../../../disbursements/disbursements.queries.js';
import { Disbursements } from '../../../disbursements/disbursements.service.js';
import { EvidenceQueries } from '../../../disbursements/evidence.queries.js';
import { UseChangesQueries } from '../../../disbursements/use-changes.queries.js';
import { randomText, withoutPrefix, withPrefix } from '../../../kernel/ids.js';
import { plainAmount } from '../../../kernel/money.js';
import { FundsQueries } from '../../../ledger/funds.queries.js';
import { ProjectsQueries } from '../../../projects/projects.queries.js';
import { StaffQueries } from '../../../staff/staff.queries.js';
import { Staff } from '../access/staff.decorator.js';
import { AtConsole, type Desk } from '../access/visit.js';
import { FormRefusals } from '../form-refusals.js';
import { at } from '../layout.js';
import { disbursementFormPage } from './disbursement-form.page.js';
import { disbursementsPage } from './disbursements.page.js';
import type { TypedDisbursement } from './typed-disbursement.js';

class DisbursementFields implements TypedDisbursement {
  @IsOptional() @IsString() @MaxLength(40) project?: string;
  @IsOptional() @IsString() @MaxLength(10) account_code?: string;
  @IsOptional() @IsString() @MaxLength(60) amount?: string;
  @IsOptional() @IsString() @MaxLength(1000) payee?: string;
  @IsOptional() @IsString() @MaxLength(3000) purpose?: string;
  @IsOptional() @IsString() @MaxLength(40) purpose_kind?: string;
  @IsOptional() @IsString() @MaxLength(3000) public_zh?: string;
  @IsOptional() @IsString() @MaxLength(3000) public_en?: string;
  @IsOptional() @IsString() @MaxLength(1000) area_zh?: string;
  @IsOptional() @IsString() @MaxLength(1000) area_en?: string;
  @IsOptional() @IsString() @MaxLength(20) households?: string;
  @IsOptional() @IsString() @MaxLength(20) persons?: string;
  @IsOptional() @IsString() @MaxLength(64) form_key?: string;
}

const FORM_KEY_BYTES = 18;

/** Disbursements: the list, and asking for one. */
@Controller('console/:organization/disbursements')
export class DisbursementsController {
  constructor(
    private readonly disbursements: Disbursements,
    private readonly queries: DisbursementsQueries,
    private readonly projects: ProjectsQueries,
    private readonly funds: FundsQueries,
    private readonly uses: UseChangesQueries,
    private readonly evidence: EvidenceQueries,
    private readonly staff: StaffQueries,
    private readonly refusals: FormRefusals,
  ) {}

  @Staff('clerk', 'approver', 'supervisor')
  @Get()
  async list(@AtConsole() desk: Desk, @Query('show') show?: string): Promise<VNode> {
    const { id } = desk.organization;
    const which = show === 'all' ? 'all' : 'under-way';
    const found = await this.queries.ofOrganization(id, which);
    const projects = await this.projects.ofOrganization([id]);
    const waiting = await this.evidence.waiting(found.map((each) => each.id));
    return disbursementsPage(desk, {
      which,
      lines: found.map((disbursement) => ({
        disbursement,
        payee: this.disbursements.payeeOf(disbursement),
        project: projects.find((each) => each.id === disbursement.projectId) ?? null,
        papersWaiting: waiting.get(disbursement.id) ?? 0,
      })),
      names: await this.staff.names(found.map(({ requestedBy }) => requestedBy)),
    });
  }

  /** A new form; `like` fills it with an earlier one, such as a payment that came back. */
  @Staff('clerk')
  @Get('new')
  async showNew(@AtConsole() desk: Desk, @Query('like') like?: string): Promise<VNode> {
    const id = typeof like === 'string' ? withoutPrefix('dsb', like) : null;
    const earlier = id === null ? null : await this.queries.byId(desk.organization.id, id);
    const form = earlier
      ? {
          project: withPrefix('prj', earlier.projectId),
          account_code: earlier.accountCode,
          amount: plainAmount(earlier),
          payee: this.disbursements.payeeOf(earlier),
          purpose: earlier.purpose,
          purpose_kind: earlier.purposeKind ?? '',
          public_zh: earlier.publicZh,
          public_en: earlier.publicEn,
          area_zh: earlier.areaZh,
          area_en: earlier.areaEn,
          households: earlier.households?.toString() ?? '',
          persons: earlier.persons?.toString() ?? '',
        }
      : {};
    return this.form(desk, { ...form, form_key: randomText(FORM_KEY_BYTES) }, []);
  }

  @Staff('clerk')
  @Post()
  async request(
    @AtConsole() desk: Desk,
    @Body() form: DisbursementFields,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<VNode | undefined> {
    try {
      const id = await this.disbursements.request(desk.staff, desk.organization.id, {
        projectId: withoutPrefix('prj', form.project ?? '') ?? '',
        accountCode: form.account_code ?? '',
        amountText: form.amount ?? '',
        payee: form.payee ?? '',
        purpose: form.purpose ?? '',
        purposeKind: form.purpose_kind ?? '',
        publicZh: form.public_zh ?? '',
        publicEn: form.public_en ?? '',
        areaZh: form.area_zh ?? '',
        areaEn: form.area_en ?? '',
        households: form.households ?? '',
        persons: form.persons ?? '',
        formKey: form.form_key ?? '',
      });
      void reply.redirect(`${at(desk, `/disbursements/${withPrefix('dsb', id)}`)}?done=requested`, 303);
      return undefined;
    } catch (error) {
      return this.form(desk, form, this.refusals.fields(error, desk, reply));
    }
  }

  private async form(
    desk: Desk,
    form: TypedDisbursement,
    problems: readonly { field: string; text: string }[],
  ): Promise<VNode> {
    const { id } = desk.organization;
    const all = await this.projects.ofOrganization([id]);
    const projects = all.filter(({ state }) => state !== 'draft');
    return disbursementFormPage(desk, {
      form,
      problems,
      projects,
      filed: await this.uses.currentOf(projects.map((each) => each.id)),
      funds: await this.funds.ofOrganization(id),
    });
  }
}
