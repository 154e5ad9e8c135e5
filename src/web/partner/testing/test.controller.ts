import { Body, Controller, Get, Param, Post, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { VNode } from 'preact';
import { FormReading } from '../../../kernel/form-reading.js';
import { withoutPrefix } from '../../../kernel/ids.js';
import { PartnerEvents } from '../../../partner-feed/partner-events.queries.js';
import { partnerInvalid, partnerNotFound } from '../../../partners/partners.errors.js';
import { TestGiftsQueries } from '../../../partners/test-gifts.queries.js';
import { TestGifts } from '../../../partners/test-gifts.service.js';
import { FormRefusals } from '../../ui/form-refusals.js';
import { type TypedFields, typed } from '../../ui/typed-fields.js';
import { PartnerPerson } from '../access/partner.decorator.js';
import { AtPartner, type PartnerDesk } from '../access/partner-desk.js';
import type { Problems } from '../partner-forms.js';
import { PartnerWork } from '../partner-work.service.js';
import { type TypedTestGift, testPage } from './test.page.js';

const SHOWN = 50;
const EVENTS_SHOWN = 20n;
const NOTHING: TypedTestGift = { channel: '', project: '', amount: '10' };

/** A partner's test mode: gifts that are no money, to see figures and events come. */
@Controller('partner/test')
export class PartnerTestController {
  constructor(
    private readonly work: PartnerWork,
    private readonly gifts: TestGifts,
    private readonly queries: TestGiftsQueries,
    private readonly events: PartnerEvents,
    private readonly refusals: FormRefusals,
  ) {}

  @PartnerPerson()
  @Get()
  show(@AtPartner() desk: PartnerDesk, @Query('done') done?: string): Promise<VNode> {
    return this.page(desk, NOTHING, [], done);
  }

  @PartnerPerson()
  @Post('gifts')
  async give(
    @AtPartner() desk: PartnerDesk,
    @Body() fields: TypedFields,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<VNode | undefined> {
    const text = (name: string) => typed(fields ?? {}, name);
    const given = { channel: text('channel'), project: text('project'), amount: text('amount') };
    try {
      await this.gifts.give(desk.partnerId, await this.read(desk, given));
      void reply.redirect('/partner/test?done=testGiven', 303);
      return undefined;
    } catch (error) {
      return this.page(desk, given, this.refusals.fields(error, desk, reply));
    }
  }

  @PartnerPerson()
  @Post('gifts/:testGift/refund')
  async refund(
    @AtPartner() desk: PartnerDesk,
    @Param('testGift') key: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<VNode | undefined> {
    const id = withoutPrefix('tgf', key);
    if (id === null) throw partnerNotFound();
    try {
      await this.gifts.refund(desk.partnerId, id);
      void reply.redirect('/partner/test?done=testRefunded', 303);
      return undefined;
    } catch (error) {
      return this.page(desk, NOTHING, this.refusals.fields(error, desk, reply));
    }
  }

  @PartnerPerson()
  @Post('clearing')
  async clear(
    @AtPartner() desk: PartnerDesk,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<void> {
    await this.gifts.clear(desk.partnerId);
    void reply.redirect('/partner/test?done=testCleared', 303);
  }

  /** @throws Refusal invalid with all fields that are wrong. */
  private async read(desk: PartnerDesk, given: TypedTestGift) {
    const [channels, projects] = await Promise.all([this.work.channelsOf(desk), this.work.projectsOf(desk)]);
    const form = new FormReading();
    const channel = channels.find(({ code }) => code === given.channel);
    if (!channel) form.refuse('channel', 'empty');
    const project = projects.find(({ slug }) => slug === given.project);
    if (!project) form.refuse('project', 'empty');
    const amount = form.amount('amount', given.amount, project?.currency ?? 'CNY');
    if (!channel || !project || form.problems.length > 0) throw partnerInvalid(form.problems);
    return { channelId: channel.id, projectId: project.id, amount };
  }

  private async page(
    desk: PartnerDesk,
    given: TypedTestGift,
    problems: Problems,
    done?: unknown,
  ): Promise<VNode> {
    const [channels, projects, rows] = await Promise.all([
      this.work.channelsOf(desk),
      this.work.projectsOf(desk),
      this.queries.recent(desk.partnerId, SHOWN),
    ]);
    const last = await this.events.lastSeq(desk.partnerId, false);
    const from = last > EVENTS_SHOWN ? last - EVENTS_SHOWN : 0n;
    const { events } = await this.events.after(desk.partnerId, false, from, Number(EVENTS_SHOWN));
    return testPage(desk, { channels, projects, rows, given, problems, done, events: events.reverse() });
  }
}
