import { Body, Controller, Get, Param, Post, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { VNode } from 'preact';
import { Clock } from '../../../kernel/clock.js';
import { type FieldProblem, Refusal } from '../../../kernel/errors.js';
import { withoutPrefix } from '../../../kernel/ids.js';
import { readAmount } from '../../../kernel/money.js';
import { ChannelsQueries } from '../../../partners/channels.queries.js';
import { OverlaysQueries } from '../../../partners/overlays.queries.js';
import { Overlays } from '../../../partners/overlays.service.js';
import { partnerInvalid } from '../../../partners/partners.errors.js';
import { PartnersQueries } from '../../../partners/partners.queries.js';
import { Config } from '../../../platform/config/config.js';
import type { Project } from '../../../projects/project.entity.js';
import { ProjectsQueries } from '../../../projects/projects.queries.js';
import { FormRefusals } from '../../ui/form-refusals.js';
import { type TypedFields, typed } from '../../ui/typed-fields.js';
import { PartnerPerson } from '../access/partner.decorator.js';
import { AtPartner, type PartnerDesk } from '../access/partner-desk.js';
import type { Problems } from '../partner-forms.js';
import { instantIn } from './local-time.js';
import { overlayShownPage, overlaysPage, type TypedOverlay } from './overlays.page.js';

const ZONE = 'Asia/Shanghai';
const NOTHING: TypedOverlay = {
  ...{ project: '', channel: '', basis: 'project', since: '', title: '', target: '', theme: 'dark' },
  names: true,
};

/** A partner's overlays: made and shown once, started, revoked at once. */
@Controller('partner/overlays')
export class PartnerOverlaysController {
  constructor(
    private readonly overlays: Overlays,
    private readonly queries: OverlaysQueries,
    private readonly channels: ChannelsQueries,
    private readonly partners: PartnersQueries,
    private readonly projects: ProjectsQueries,
    private readonly refusals: FormRefusals,
    private readonly clock: Clock,
    private readonly config: Config,
  ) {}

  @PartnerPerson()
  @Get()
  list(@AtPartner() desk: PartnerDesk, @Query('done') done?: string): Promise<VNode> {
    return this.page(desk, NOTHING, [], done);
  }

  /** Shows the address in the answer itself: nothing that is stored leads back to it. */
  @PartnerPerson()
  @Post()
  async create(
    @AtPartner() desk: PartnerDesk,
    @Body() fields: TypedFields,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<VNode> {
    const text = (name: string) => typed(fields, name).trim();
    const given: TypedOverlay = {
      ...{ project: text('project'), channel: text('channel'), basis: text('basis'), since: text('since') },
      ...{ title: text('title'), target: text('target'), theme: text('theme') },
      names: text('names') === '1',
    };
    try {
      const { token } = await this.overlays.create(desk.person, desk.partnerId, await this.read(desk, given));
      return overlayShownPage(desk, new URL(`/overlay/${token}`, this.config.PUBLIC_URL).href);
    } catch (error) {
      return this.page(desk, given, this.refusals.fields(error, desk, reply));
    }
  }

  @PartnerPerson()
  @Post(':overlay/start')
  async start(
    @AtPartner() desk: PartnerDesk,
    @Param('overlay') overlay: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<void> {
    await this.overlays.setStart(desk.person, desk.partnerId, idOf(overlay), this.clock.now());
    void reply.redirect('/partner/overlays?done=overlayStarted', 303);
  }

  @PartnerPerson()
  @Post(':overlay/revocation')
  async revoke(
    @AtPartner() desk: PartnerDesk,
    @Param('overlay') overlay: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<void> {
    await this.overlays.revoke(desk.person, desk.partnerId, idOf(overlay));
    void reply.redirect('/partner/overlays?done=overlayRevoked', 303);
  }

  private async read(desk: PartnerDesk, given: TypedOverlay) {
    const wrong: FieldProblem[] = [];
    const project = (await this.open(desk)).find(({ slug }) => slug === given.project);
    if (!project) wrong.push({ field: 'project', code: 'invalid' });
    const own = given.basis === 'channel';
    const since = own && given.since !== '' ? instantIn(given.since, ZONE) : null;
    if (own && given.since !== '' && !since) wrong.push({ field: 'since', code: 'overlay_start_form' });
    const target = own && given.target !== '' && project ? readAmount(given.target, project.currency) : null;
    if (target && !target.ok) wrong.push({ field: 'target', code: 'overlay_target' });
    const channel = given.channel === '' ? null : await this.channels.byCode(given.channel);
    if (given.channel !== '' && channel?.partnerId !== desk.partnerId)
      wrong.push({ field: 'channel', code: 'invalid' });
    if (!project || wrong.length > 0) throw partnerInvalid(wrong);
    const { basis, title, names: showNames, theme } = given;
    const projectId = project.id;
    const channelId = channel?.id ?? null;
    return {
      ...{ projectId, channelId, basis, since, title, showNames, theme },
      target: target?.ok ? target.amount : null,
    };
  }

  /** Public projects of the societies with which the partner has an agreement in force. */
  private async open(desk: PartnerDesk): Promise<Project[]> {
    const societies = await this.partners.activeOrganizationsOf(desk.partnerId);
    return (await this.projects.publicList()).filter((each) => societies.includes(each.organizationId));
  }

  private async page(
    desk: PartnerDesk,
    given: TypedOverlay,
    problems: Problems,
    done?: unknown,
  ): Promise<VNode> {
    const channels = await this.channels.ofPartner(desk.partnerId);
    return overlaysPage(desk, {
      overlays: await this.queries.ofPartner(desk.partnerId),
      projects: await this.open(desk),
      channels: channels.filter(({ state }) => state === 'active'),
      zone: ZONE,
      ...{ given, problems, done },
    });
  }
}

function idOf(overlay: string): string {
  const id = withoutPrefix('ovl', overlay);
  if (id === null) throw new Refusal('not_found', 'not_found');
  return id;
}
