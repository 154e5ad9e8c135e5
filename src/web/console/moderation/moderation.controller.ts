import { Body, Controller, Get, Post, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { VNode } from 'preact';
import { ModerationQueries } from '../../../donations/moderation.queries.js';
import { type Decided, Moderation, type WordRef } from '../../../donations/moderation.service.js';
import type { PublicWordState } from '../../../donations/public-word.entity.js';
import { Refusal } from '../../../kernel/errors.js';
import { ProjectsQueries } from '../../../projects/projects.queries.js';
import { Staff } from '../access/staff.decorator.js';
import { AtConsole, type Desk } from '../access/visit.js';
import { FormRefusals } from '../form-refusals.js';
import { at } from '../layout.js';
import { pagingOf } from '../paging.js';
import { type TypedFields, typed } from '../typed-fields.js';
import { moderationPage } from './moderation.page.js';
import { readWords, wordKey } from './word-refs.js';

const PAGE = 20;
const STATES: readonly PublicWordState[] = ['waiting', 'approved', 'refused'];

interface Asked {
  readonly state?: string;
  readonly page?: string;
  readonly all?: string;
  readonly done?: string;
  readonly late?: string;
  readonly undo?: string | readonly string[];
}

/** Names and messages that donors want the public to read: what waits, what was decided, and deciding. */
@Controller('console/:organization/moderation')
export class ModerationController {
  constructor(
    private readonly moderation: Moderation,
    private readonly queries: ModerationQueries,
    private readonly projects: ProjectsQueries,
    private readonly refusals: FormRefusals,
  ) {}

  @Staff('editor', 'supervisor', 'administrator')
  @Get()
  list(@AtConsole() desk: Desk, @Query() asked: Asked): Promise<VNode> {
    return this.page(desk, asked, []);
  }

  @Staff('editor')
  @Post('approvals')
  approve(
    @AtConsole() desk: Desk,
    @Body() fields: TypedFields,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<VNode | undefined> {
    return this.decide(desk, fields, reply, 'wordsApproved', (words) =>
      this.moderation.approve(desk.staff.staffId, desk.organization.id, words),
    );
  }

  @Staff('editor')
  @Post('refusals')
  refuse(
    @AtConsole() desk: Desk,
    @Body() fields: TypedFields,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<VNode | undefined> {
    return this.decide(desk, fields, reply, 'wordsRefused', async (words) =>
      this.moderation.refuse(desk.staff.staffId, desk.organization.id, words, typed(fields ?? {}, 'reason')),
    );
  }

  @Staff('editor')
  @Post('undoing')
  undo(
    @AtConsole() desk: Desk,
    @Body() fields: TypedFields,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<VNode | undefined> {
    return this.decide(desk, fields, reply, 'wordsUndone', (words) =>
      this.moderation.undo(desk.staff.staffId, desk.organization.id, words),
    );
  }

  /** Leads back to the list with what was done, what somebody else had done, and what may be undone at once. */
  private async decide(
    desk: Desk,
    fields: TypedFields | undefined,
    reply: FastifyReply,
    done: string,
    act: (words: readonly WordRef[]) => Promise<Decided>,
  ): Promise<VNode | undefined> {
    const words = readWords((fields as Readonly<Record<string, unknown>> | undefined)?.word);
    if (words === null) throw new Refusal('not_found', 'not_found');
    const state = typed(fields ?? {}, 'state');
    try {
      const decided = await act(words);
      const query = new URLSearchParams({ ...(state === '' ? {} : { state }) });
      if (decided.done > 0) query.set('done', done);
      if (decided.late > 0) query.set('late', String(decided.late));
      if (done !== 'wordsUndone' && decided.done > 0)
        for (const word of words) query.append('undo', wordKey(word));
      const row = typed(fields ?? {}, 'row');
      const anchor = /^\d{1,2}$/.test(row) ? `#r${row}` : '';
      void reply.redirect(`${at(desk, '/moderation')}?${query}${anchor}`, 303);
      return undefined;
    } catch (error) {
      const problems = this.refusals.fields(error, desk, reply);
      return this.page(desk, { state }, problems, words, typed(fields ?? {}, 'reason'));
    }
  }

  private async page(
    desk: Desk,
    asked: Asked,
    problems: readonly { field: string; text: string }[],
    ticked: readonly WordRef[] = [],
    reason = '',
  ): Promise<VNode> {
    const { id } = desk.organization;
    const state = STATES.find((each) => each === asked.state) ?? 'waiting';
    const counts = await this.queries.counts(id);
    const paging = pagingOf(counts[state], PAGE, asked.page);
    const [lines, projects] = await Promise.all([
      this.queries.page(id, state, paging.window),
      this.projects.ofOrganization([id]),
    ]);
    const undo = readWords(asked.undo) ?? [];
    return moderationPage(desk, {
      ...{ state, counts, paging, lines, problems, reason, undo },
      projects: new Map(projects.map((project) => [project.id, project])),
      ticked: new Set(asked.all === '1' ? lines.map(wordKey) : ticked.map(wordKey)),
      done: asked.done,
      late: /^\d{1,3}$/.test(asked.late ?? '') ? Number(asked.late) : 0,
    });
  }
}
