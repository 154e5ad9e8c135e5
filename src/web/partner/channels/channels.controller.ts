import { Body, Controller, Get, Param, Post, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { VNode } from 'preact';
import { withPrefix } from '../../../kernel/ids.js';
import type { Channel } from '../../../partners/channel.entity.js';
import { Channels } from '../../../partners/channels.service.js';
import { Config } from '../../../platform/config/config.js';
import { links } from '../../embed/embed-links.js';
import { FormRefusals } from '../../ui/form-refusals.js';
import { type TypedFields, typed } from '../../ui/typed-fields.js';
import { PartnerPerson } from '../access/partner.decorator.js';
import { AtPartner, type PartnerDesk } from '../access/partner-desk.js';
import type { Problems } from '../partner-forms.js';
import { PartnerWork } from '../partner-work.service.js';
import { channelPage } from './channel.page.js';
import { channelsPage, type TypedChannel } from './channels.page.js';

const NOTHING: TypedChannel = { nameZh: '', nameEn: '', code: '' };

/** A partner's channels: each outlet with its short link and QR code. */
@Controller('partner/channels')
export class PartnerChannelsController {
  constructor(
    private readonly work: PartnerWork,
    private readonly channels: Channels,
    private readonly refusals: FormRefusals,
    private readonly config: Config,
  ) {}

  @PartnerPerson()
  @Get()
  list(@AtPartner() desk: PartnerDesk, @Query('done') done?: string): Promise<VNode> {
    return this.listPage(desk, NOTHING, [], done);
  }

  @PartnerPerson()
  @Post()
  async create(
    @AtPartner() desk: PartnerDesk,
    @Body() fields: TypedFields,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<VNode | undefined> {
    const given = readChannel(fields ?? {});
    const code = given.code.trim();
    try {
      const { partnerId } = desk;
      const names = { nameZh: given.nameZh, nameEn: given.nameEn };
      const id = await this.channels.create({ ...names, partnerId, ...(code && { code }) }, desk.person);
      void reply.redirect(`/partner/channels/${withPrefix('chn', id)}?done=channelCreated`, 303);
      return undefined;
    } catch (error) {
      return this.listPage(desk, given, this.refusals.fields(error, desk, reply));
    }
  }

  @PartnerPerson()
  @Get(':channel')
  async show(
    @AtPartner() desk: PartnerDesk,
    @Param('channel') key: string,
    @Query('done') done?: string,
  ): Promise<VNode> {
    const channel = await this.work.channel(desk, key);
    return this.channelPage(desk, channel, { ...channel }, [], done);
  }

  @PartnerPerson()
  @Post(':channel/names')
  async rename(
    @AtPartner() desk: PartnerDesk,
    @Param('channel') key: string,
    @Body() fields: TypedFields,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<VNode | undefined> {
    const channel = await this.work.channel(desk, key);
    const given = readChannel(fields ?? {});
    try {
      await this.channels.rename(desk.person, desk.partnerId, channel.id, given);
      void reply.redirect(`/partner/channels/${key}?done=channelRenamed`, 303);
      return undefined;
    } catch (error) {
      return this.channelPage(desk, channel, given, this.refusals.fields(error, desk, reply));
    }
  }

  /** Closes the channel, or opens it again. Links go on leading to the project either way. */
  @PartnerPerson()
  @Post(':channel/state')
  async setState(
    @AtPartner() desk: PartnerDesk,
    @Param('channel') key: string,
    @Body() fields: TypedFields,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<void> {
    const channel = await this.work.channel(desk, key);
    const state = typed(fields ?? {}, 'state') === 'active' ? 'active' : 'closed';
    await this.channels.setState(desk.person, desk.partnerId, channel.id, state);
    const done = state === 'closed' ? 'channelClosed' : 'channelOpened';
    void reply.redirect(`/partner/channels/${key}?done=${done}`, 303);
  }

  private async listPage(
    desk: PartnerDesk,
    given: TypedChannel,
    problems: Problems,
    done?: unknown,
  ): Promise<VNode> {
    const rows = await this.work.channelsOf(desk);
    return channelsPage(desk, { rows, given, problems, done, to: links(this.config.PUBLIC_URL) });
  }

  private async channelPage(
    desk: PartnerDesk,
    channel: Channel,
    given: TypedChannel,
    problems: Problems,
    done?: unknown,
  ): Promise<VNode> {
    const projects = await this.work.projectsOf(desk);
    const to = links(this.config.PUBLIC_URL);
    return channelPage(desk, { channel, given, problems, done, to, projects });
  }
}

const readChannel = (fields: TypedFields): TypedChannel => ({
  nameZh: typed(fields, 'name_zh'),
  nameEn: typed(fields, 'name_en'),
  code: typed(fields, 'code'),
});
