import { Controller, Get, Param, Post, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { VNode } from 'preact';
import { Refusal } from '../../../kernel/errors.js';
import { withoutPrefix } from '../../../kernel/ids.js';
import { Audit } from '../../../platform/audit/audit.js';
import { Database } from '../../../platform/database/database.js';
import { Files } from '../../../platform/files/files.js';
import { LongWorkQueries } from '../../../platform/long-work/long-work.queries.js';
import {
  type StatementFileSummary,
  StatementFilesQueries,
} from '../../../settlements/statement-files.queries.js';
import { type StatementActor, StatementFiles } from '../../../settlements/statement-files.service.js';
import { StaffQueries } from '../../../staff/staff.queries.js';
import { Staff } from '../access/staff.decorator.js';
import { AtConsole, type Desk, maySee } from '../access/visit.js';
import { FormRefusals } from '../form-refusals.js';
import { pagingOf } from '../paging.js';
import { statementDiffPage } from './statement-diff.page.js';
import { statementFilePage } from './statement-file.page.js';
import { fileHref } from './statements.page.js';

const LINES_A_PAGE = 50;

/** One statement file: its page, its differences from the version before, and what people do about it. */
@Controller('console/:organization/statements/:file')
export class StatementFileController {
  constructor(
    private readonly files: StatementFiles,
    private readonly queries: StatementFilesQueries,
    private readonly store: Files,
    private readonly works: LongWorkQueries,
    private readonly staff: StaffQueries,
    private readonly audit: Audit,
    private readonly database: Database,
    private readonly refusals: FormRefusals,
  ) {}

  @Staff('clerk', 'approver', 'supervisor')
  @Get()
  async show(
    @AtConsole() desk: Desk,
    @Param('file') key: string,
    @Query('page') asked?: string,
    @Query('done') done?: string,
  ): Promise<VNode> {
    return this.page(desk, await this.find(desk, key), { asked, done });
  }

  @Staff('clerk', 'approver', 'supervisor')
  @Get('diff')
  async diff(
    @AtConsole() desk: Desk,
    @Param('file') key: string,
    @Query('page') asked?: string,
  ): Promise<VNode> {
    const file = await this.find(desk, key);
    const older = await this.queries.olderVersion(file);
    const counts = older ? await this.queries.diffCounts(file.id, older) : { added: 0, changed: 0, gone: 0 };
    const { page, pages, window } = pagingOf(
      counts.added + counts.changed + counts.gone,
      LINES_A_PAGE,
      asked,
    );
    const differences = older ? await this.queries.diffOf(file.id, older, window) : [];
    return statementDiffPage(desk, { file, older, differences, counts, page, pages });
  }

  @Staff('clerk')
  @Post('accept')
  accept(
    @AtConsole() desk: Desk,
    @Param('file') key: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<VNode | undefined> {
    return this.step(desk, key, reply, 'statementAccepted', (actor, id) => this.files.acceptAlone(actor, id));
  }

  @Staff('clerk')
  @Post('discard')
  discard(
    @AtConsole() desk: Desk,
    @Param('file') key: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<VNode | undefined> {
    return this.step(desk, key, reply, 'statementDiscarded', (actor, id) => this.files.discard(actor, id));
  }

  @Staff('clerk')
  @Post('again')
  again(
    @AtConsole() desk: Desk,
    @Param('file') key: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<VNode | undefined> {
    return this.step(desk, key, reply, 'statementAgain', (actor, id) => this.files.readAgain(actor, id));
  }

  /** The file as it came. It names donors, so who took it is written down. */
  @Staff('clerk', 'approver')
  @Post('raw')
  async raw(@AtConsole() desk: Desk, @Param('file') key: string, @Res() reply: FastifyReply): Promise<void> {
    const file = await this.find(desk, key);
    await this.database.inTransaction((tx) =>
      this.audit.record(tx, {
        ...{ organizationId: desk.organization.id, staffId: desk.staff.staffId },
        ...{ action: 'statement_file.copied', subjectType: 'statement_file', subjectId: file.id },
      }),
    );
    void reply
      .header('Content-Disposition', `attachment; filename*=UTF-8''${encodeURIComponent(file.name)}`)
      .header('Content-Length', file.size)
      .header('Cache-Control', 'no-store')
      .type('application/octet-stream')
      .send(this.store.stream(file.storedFileId));
  }

  /** One step; a refusal brings the page back with the reason. */
  private async step(
    desk: Desk,
    key: string,
    reply: FastifyReply,
    done: string,
    work: (actor: StatementActor, fileId: string) => Promise<unknown>,
  ): Promise<VNode | undefined> {
    const file = await this.find(desk, key);
    try {
      await work({ staffId: desk.staff.staffId, organizationId: desk.organization.id }, file.id);
      void reply.redirect(`${fileHref(desk, file.id)}?done=${done}`, 303);
      return undefined;
    } catch (error) {
      const problems = this.refusals.fields(error, desk, reply);
      return this.page(desk, await this.find(desk, key), { problems });
    }
  }

  private async find(desk: Desk, key: string): Promise<StatementFileSummary> {
    const id = withoutPrefix('sfl', key);
    const file = id === null ? null : await this.queries.byId(desk.organization.id, id);
    if (!file) throw new Refusal('not_found', 'not_found');
    return file;
  }

  private async page(
    desk: Desk,
    file: StatementFileSummary,
    more: {
      readonly asked?: string | undefined;
      readonly done?: string | undefined;
      readonly problems?: readonly { field: string; text: string }[];
    },
  ): Promise<VNode> {
    const { page, pages, window } = pagingOf(file.lines, LINES_A_PAGE, more.asked);
    const older =
      file.state === 'read' || file.state === 'accepted' ? await this.queries.olderVersion(file) : null;
    const names = await this.staff.names([file.uploadedBy]);
    return statementFilePage(desk, {
      ...{ file, page, pages, done: more.done, problems: more.problems ?? [] },
      work:
        file.state === 'reading'
          ? await this.works.ofSubject(desk.organization.id, 'statement.read', file.id)
          : null,
      lines: await this.queries.linesOf(file.id, window, maySee(desk, 'clerk', 'approver')),
      uploader: names.get(file.uploadedBy) ?? '',
      older: older ? { id: older, ...(await this.queries.diffCounts(file.id, older)) } : null,
    });
  }
}
