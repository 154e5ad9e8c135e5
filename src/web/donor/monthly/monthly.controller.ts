import { Body, Controller, Get, Param, Post, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { VNode } from 'preact';
import { monthlyNotFound } from '../../../donations/monthly.errors.js';
import { MonthlyGifts } from '../../../donations/monthly-gifts.service.js';
import { Refusal } from '../../../kernel/errors.js';
import { Public } from '../../../platform/http/public.js';
import { FormLimits } from '../../ui/form-limits.service.js';
import { giveProblems } from '../give-problems.js';
import { textOf, Visits } from '../visits.service.js';
import { DONE, type Done, MonthlyPage } from './monthly.page.js';
import { MonthlyViews } from './monthly-views.service.js';

const VERBS = { pause: 'paused', resume: 'resumed', cancel: 'cancelled' } as const;
type Verb = keyof typeof VERBS;

/** A monthly gift's own page, and what its donor does with it: its key alone opens it, no login. */
@Controller('monthly')
export class MonthlyController {
  constructor(
    private readonly views: MonthlyViews,
    private readonly visits: Visits,
    private readonly gifts: MonthlyGifts,
    private readonly limits: FormLimits,
  ) {}

  @Public()
  @Get(':id')
  async show(
    @Param('id') prefixed: string,
    @Query('key') key: unknown,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<VNode> {
    const frame = await this.visits.begin(request, reply, 'secret');
    const gift = await this.views.view(this.open(prefixed, key), frame.locale);
    if (!gift) throw monthlyNotFound();
    const done = DONE.find((each) => each === textOf(request.query, 'done')) ?? null;
    return MonthlyPage({ frame, gift, done });
  }

  @Public()
  @Post(':id/change')
  async change(
    @Param('id') prefixed: string,
    @Query('key') key: unknown,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<VNode | undefined> {
    const frame = await this.visits.begin(request, reply, 'secret');
    const id = this.open(prefixed, key);
    await this.limits.take(request, 'monthly', id);
    const typed = { amount: textOf(body, 'amount'), day: textOf(body, 'day') };
    try {
      await this.gifts.change(id, { amountText: typed.amount, dayText: typed.day });
    } catch (error) {
      if (!(error instanceof Refusal) || error.kind !== 'invalid') throw error;
      const gift = await this.views.view(id, frame.locale);
      if (!gift) throw error;
      void reply.code(422);
      // The address that a language link leads to must answer a GET.
      const here = { ...frame, url: gift.paths.page };
      const problems = giveProblems(error.fields, frame.locale);
      return MonthlyPage({ frame: here, gift, done: null, typed, problems });
    }
    this.back(reply, prefixed, key, 'changed');
    return undefined;
  }

  @Public()
  @Post(':id/:verb')
  async act(
    @Param('id') prefixed: string,
    @Param('verb') asked: string,
    @Query('key') key: unknown,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<void> {
    await this.visits.begin(request, reply, 'secret');
    const verb = (Object.keys(VERBS) as Verb[]).find((each) => each === asked);
    if (!verb) throw monthlyNotFound();
    const id = this.open(prefixed, key);
    await this.limits.take(request, 'monthly', id);
    try {
      await this.gifts[verb](id);
    } catch (error) {
      // A second press of the same button: the page says how it stands.
      if (!(error instanceof Refusal) || error.code !== 'monthly_not_there') throw error;
      this.back(reply, prefixed, key, null);
      return;
    }
    this.back(reply, prefixed, key, VERBS[verb]);
  }

  private back(reply: FastifyReply, prefixed: string, key: unknown, done: Done | null): void {
    const said = done ? `&done=${done}` : '';
    const page = `/monthly/${encodeURIComponent(prefixed)}?key=${encodeURIComponent(String(key))}${said}`;
    void reply.code(303).header('Location', page);
  }

  private open(prefixed: string, key: unknown): string {
    const id = this.views.opened(prefixed, key);
    if (id === null) throw monthlyNotFound();
    return id;
  }
}
