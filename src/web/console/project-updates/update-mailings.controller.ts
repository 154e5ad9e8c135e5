import { Controller, Get, Param, Post, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { VNode } from 'preact';
import { GiverMailingsQueries } from '../../../donations/giver-mailings.queries.js';
import { GiverMailings } from '../../../donations/giver-mailings.service.js';
import { Refusal } from '../../../kernel/errors.js';
import { isId } from '../../../kernel/ids.js';
import { UpdatePreviews } from '../../donor/updates/update-previews.service.js';
import { Staff } from '../access/staff.decorator.js';
import { AtConsole, type Desk } from '../access/visit.js';
import { at } from '../layout.js';
import { DeskUpdates } from './desk-updates.js';
import { UpdatePreviewNote } from './preview-note.js';

const READERS = ['editor', 'clerk', 'approver', 'supervisor', 'administrator', 'partner-manager'] as const;

/** An update as donors will read it, and the mails about it. */
@Controller('console/:organization/projects/:project/updates/:update')
export class UpdateMailingsController {
  constructor(
    private readonly desks: DeskUpdates,
    private readonly previews: UpdatePreviews,
    private readonly mailings: GiverMailings,
    private readonly queries: GiverMailingsQueries,
  ) {}

  @Staff(...READERS)
  @Get('preview')
  async preview(
    @AtConsole() desk: Desk,
    @Param('project') key: string,
    @Param('update') updateKey: string,
    @Query('in') language?: string,
  ): Promise<VNode> {
    const found = await this.desks.find(desk, key, updateKey);
    const here = at(desk, `/projects/${key}/updates/${updateKey}`);
    return this.previews.page(found, found.update, {
      locale: language === 'en' ? 'en' : language === 'zh-CN' ? 'zh-CN' : desk.locale,
      url: desk.url,
      picture: `${here}/picture?v=${found.update.version}`,
      note: UpdatePreviewNote({ desk, here }),
    });
  }

  /** Stops what has not left, or goes on after an interruption. */
  @Staff('editor')
  @Post('mailings/:mailing/:verb')
  async act(
    @AtConsole() desk: Desk,
    @Param('project') key: string,
    @Param('update') updateKey: string,
    @Param('mailing') mailing: string,
    @Param('verb') verb: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<void> {
    const { update } = await this.desks.find(desk, key, updateKey);
    const known = isId(mailing) && (await this.queries.ofUpdate(update.id)).some(({ id }) => id === mailing);
    const actor = { staffId: desk.staff.staffId, organizationId: desk.organization.id };
    if (known && verb === 'call-off') await this.mailings.callOff(actor, mailing);
    else if (known && verb === 'go-on') await this.mailings.goOn(actor, mailing);
    else throw new Refusal('not_found', 'not_found');
    const done = verb === 'call-off' ? 'mailingCalledOff' : 'mailingGoesOn';
    void reply.redirect(`${at(desk, `/projects/${key}/updates/${updateKey}`)}?done=${done}`, 303);
  }
}
