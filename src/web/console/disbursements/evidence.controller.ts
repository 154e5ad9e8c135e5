import { Body, Controller, Get, Param, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { VNode } from 'preact';
import type { Disbursement } from '../../../disbursements/disbursement.entity.js';
import { DisbursementsQueries } from '../../../disbursements/disbursements.queries.js';
import type { Evidence } from '../../../disbursements/evidence.entity.js';
import { EvidenceQueries } from '../../../disbursements/evidence.queries.js';
import { EvidencePapers } from '../../../disbursements/evidence.service.js';
import { Refusal } from '../../../kernel/errors.js';
import { withoutPrefix } from '../../../kernel/ids.js';
import { Files } from '../../../platform/files/files.js';
import { readMultipart } from '../../ui/multipart-form.js';
import { sendPaper } from '../../ui/stored-papers.js';
import { Staff } from '../access/staff.decorator.js';
import { AtConsole, type Desk } from '../access/visit.js';
import { FormRefusals } from '../form-refusals.js';
import { at } from '../layout.js';
import { DeskDisbursements } from './desk-disbursements.js';

const OF_A_PAPER: readonly string[] = ['stated', 'reason'];

/** Papers of one disbursement: adding them, looking at them, making them public. */
@Controller('console/:organization/disbursements/:disbursement/evidence')
export class EvidenceController {
  constructor(
    private readonly papers: EvidencePapers,
    private readonly queries: EvidenceQueries,
    private readonly disbursements: DisbursementsQueries,
    private readonly desks: DeskDisbursements,
    private readonly files: Files,
    private readonly refusals: FormRefusals,
  ) {}

  @Staff('clerk')
  @Post()
  async add(
    @AtConsole() desk: Desk,
    @Param('disbursement') key: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<VNode | undefined> {
    const disbursement = await this.find(desk, key);
    const { texts, file } = await readMultipart(request);
    return this.act(desk, key, reply, texts, 'evidenceAdded', () =>
      this.papers.add(desk.staff, desk.organization.id, disbursement.id, {
        kind: texts.evidence_kind ?? '',
        titleZh: texts.title_zh ?? '',
        titleEn: texts.title_en ?? '',
        bytes: file?.bytes ?? null,
      }),
    );
  }

  @Staff('clerk', 'approver', 'supervisor')
  @Get(':evidence')
  async show(
    @AtConsole() desk: Desk,
    @Param('disbursement') key: string,
    @Param('evidence') paperKey: string,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await sendPaper(reply, this.files, (await this.paper(desk, key, paperKey)).fileId);
  }

  @Staff('approver')
  @Post(':evidence/publication')
  async publish(
    @AtConsole() desk: Desk,
    @Param('disbursement') key: string,
    @Param('evidence') paperKey: string,
    @Body() body: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<VNode | undefined> {
    const { id } = await this.paper(desk, key, paperKey);
    const isStated = textIn(body, `stated-${id}`) === '1';
    const { id: organizationId } = desk.organization;
    const publish = () =>
      this.papers.publish(desk.staff, organizationId, id, textIn(body, 'shown'), isStated);
    return this.act(desk, key, reply, {}, 'evidencePublished', publish, id);
  }

  @Staff('approver')
  @Post(':evidence/refusal')
  refuse(
    @AtConsole() desk: Desk,
    @Param('disbursement') key: string,
    @Param('evidence') paperKey: string,
    @Body() body: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<VNode | undefined> {
    return this.end(desk, [key, paperKey], 'refused', body, reply);
  }

  @Staff('approver')
  @Post(':evidence/withdrawal')
  withdraw(
    @AtConsole() desk: Desk,
    @Param('disbursement') key: string,
    @Param('evidence') paperKey: string,
    @Body() body: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<VNode | undefined> {
    return this.end(desk, [key, paperKey], 'withdrawn', body, reply);
  }

  private async end(
    desk: Desk,
    [key, paperKey]: readonly [string, string],
    to: 'refused' | 'withdrawn',
    body: unknown,
    reply: FastifyReply,
  ): Promise<VNode | undefined> {
    const { id } = await this.paper(desk, key, paperKey);
    const done = to === 'refused' ? 'evidenceRefused' : 'evidenceWithdrawn';
    const { id: organizationId } = desk.organization;
    const end = () => this.papers.end(desk.staff, organizationId, id, to, textIn(body, `reason-${id}`));
    return this.act(desk, key, reply, {}, done, end, id);
  }

  private async act(
    desk: Desk,
    key: string,
    reply: FastifyReply,
    typed: Readonly<Record<string, string>>,
    done: string,
    work: () => Promise<unknown>,
    paperId = '',
  ): Promise<VNode | undefined> {
    try {
      await work();
      void reply.redirect(`${at(desk, `/disbursements/${key}`)}?done=${done}#evidence`, 303);
      return undefined;
    } catch (error) {
      // Each paper has forms of its own, so their fields carry its id.
      const problems = this.refusals
        .fields(error, desk, reply)
        .map((each) =>
          OF_A_PAPER.includes(each.field) ? { ...each, field: `${each.field}-${paperId}` } : each,
        );
      return this.desks.page(desk, await this.find(desk, key), { typed, problems });
    }
  }

  /** @throws Refusal not_found for none and for another organization's alike. */
  private async find(desk: Desk, key: string): Promise<Disbursement> {
    const id = withoutPrefix('dsb', key);
    const found = id === null ? null : await this.disbursements.byId(desk.organization.id, id);
    if (!found) throw new Refusal('not_found', 'not_found');
    return found;
  }

  /** @throws Refusal not_found also for a paper of another disbursement. */
  private async paper(desk: Desk, key: string, paperKey: string): Promise<Evidence> {
    const { id: disbursementId } = await this.find(desk, key);
    const id = withoutPrefix('evd', paperKey);
    const found = id === null ? null : await this.queries.byId(desk.organization.id, id);
    if (found?.disbursementId !== disbursementId) throw new Refusal('not_found', 'not_found');
    return found;
  }
}

function textIn(body: unknown, name: string): string {
  const value =
    typeof body === 'object' && body !== null ? Object.entries(body).find(([key]) => key === name) : null;
  return typeof value?.[1] === 'string' ? value[1] : '';
}
