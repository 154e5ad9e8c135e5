import { Body, Controller, Get, Post, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { VNode } from 'preact';
import { type Following, UpdateSubscriptions } from '../../../donations/update-subscriptions.service.js';
import { OrganizationsQueries } from '../../../organizations/organizations.queries.js';
import { Public } from '../../../platform/http/public.js';
import type { Locale } from '../../../platform/i18n/locale.js';
import { ProjectsQueries } from '../../../projects/projects.queries.js';
import { FormLimits } from '../../ui/form-limits.service.js';
import { inWords } from '../view-making.js';
import { textOf, Visits } from '../visits.service.js';
import { BrokenLinkPage, UnsubscribePage, type UnsubscribeView } from './unsubscribe.page.js';

/** The end of a project's mails: a page for people, and one POST for mail programs (RFC 8058). */
@Controller('unsubscribe')
export class UnsubscribeController {
  constructor(
    private readonly visits: Visits,
    private readonly subscriptions: UpdateSubscriptions,
    private readonly projects: ProjectsQueries,
    private readonly organizations: OrganizationsQueries,
    private readonly limits: FormLimits,
  ) {}

  @Public()
  @Get()
  async ask(
    @Query('token') token: unknown,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<VNode> {
    const frame = await this.visits.begin(request, reply, 'secret');
    const reader = await this.reader(token);
    const view = reader && (await this.view(reader, frame.locale, reader.follows ? 'follows' : 'not'));
    if (view) return UnsubscribePage({ frame, view });
    void reply.code(404);
    return BrokenLinkPage({ frame });
  }

  /**
   * Stops, or starts again. A mail program sends "List-Unsubscribe=One-Click", url-encoded or as multipart, without
   * cookie or Origin; it is answered at once, without a redirect.
   */
  @Public()
  @Post()
  async choose(
    @Query('token') token: unknown,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<VNode> {
    const frame = await this.visits.begin(request, reply, 'secret');
    const reader = await this.reader(token);
    if (!reader) {
      await this.limits.take(request, 'unsubscribe');
      void reply.code(404);
      return BrokenLinkPage({ frame });
    }
    await this.limits.take(request, 'unsubscribe', reader.donorId);
    const what = textOf(body, 'what');
    if (what === 'resume') await this.subscriptions.resume(reader);
    else
      await this.subscriptions.stop(reader, what === '' ? 'one_click' : 'link', {
        everything: what === 'everything',
      });
    void reply.code(200);
    const state =
      what === 'resume' ? 'resumed' : what === 'everything' ? 'stopped_everything' : ('stopped' as const);
    const view = await this.view({ ...reader, others: 0 }, frame.locale, state);
    return view ? UnsubscribePage({ frame, view }) : BrokenLinkPage({ frame });
  }

  private async reader(token: unknown): Promise<Following | null> {
    const reader = typeof token === 'string' ? this.subscriptions.opened(token) : null;
    return reader && this.subscriptions.following(reader);
  }

  private async view(
    reader: Following,
    locale: Locale,
    state: UnsubscribeView['state'],
  ): Promise<UnsubscribeView | null> {
    const [project, organization] = await Promise.all([
      this.projects.byId(reader.projectId),
      this.organizations.byId(reader.organizationId),
    ]);
    if (!project || !organization) return null;
    return {
      project: { slug: project.slug, name: inWords(locale, project.nameZh, project.nameEn) },
      organization: inWords(locale, organization.nameZh, organization.nameEn),
      token: this.subscriptions.tokenOf(reader),
      state,
      others: reader.others,
    };
  }
}
