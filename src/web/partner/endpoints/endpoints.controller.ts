import { Body, Controller, Get, Param, Post, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { VNode } from 'preact';
import { Refusal } from '../../../kernel/errors.js';
import { withoutPrefix } from '../../../kernel/ids.js';
import { WebhookDeliveries } from '../../../partner-feed/webhook-deliveries.service.js';
import {
  type WebhookEndpoint,
  WebhookEndpointsQueries,
} from '../../../partner-feed/webhook-endpoints.queries.js';
import { WebhookEndpoints } from '../../../partner-feed/webhook-endpoints.service.js';
import { FormRefusals } from '../../ui/form-refusals.js';
import { type TypedFields, typed } from '../../ui/typed-fields.js';
import { PartnerPerson } from '../access/partner.decorator.js';
import { AtPartner, type PartnerDesk } from '../access/partner-desk.js';
import { everyTyped, type Problems } from '../partner-forms.js';
import { endpointPage } from './endpoint.page.js';
import { endpointsPage, secretPage, type TypedEndpoint, WANTABLE } from './endpoints.page.js';

const SHOWN = 50;
const NOTHING: TypedEndpoint = { url: '', mode: 'live', kinds: WANTABLE };

/** A partner's webhook endpoints: made, tried out, changed; what reached them, and sending it again. */
@Controller('partner/endpoints')
export class PartnerEndpointsController {
  constructor(
    private readonly endpoints: WebhookEndpoints,
    private readonly queries: WebhookEndpointsQueries,
    private readonly deliveries: WebhookDeliveries,
    private readonly refusals: FormRefusals,
  ) {}

  @PartnerPerson()
  @Get()
  list(@AtPartner() desk: PartnerDesk, @Query('done') done?: string): Promise<VNode> {
    return this.listPage(desk, NOTHING, [], done);
  }

  /** Shows the secret in the answer itself, this once. */
  @PartnerPerson('owner')
  @Post()
  async add(
    @AtPartner() desk: PartnerDesk,
    @Body() fields: TypedFields,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<VNode> {
    const mode = typed(fields ?? {}, 'mode') === 'test' ? 'test' : 'live';
    const given: TypedEndpoint = { url: typed(fields ?? {}, 'url'), mode, kinds: everyTyped(fields?.kinds) };
    try {
      const { url, kinds } = given;
      const livemode = mode === 'live';
      return secretPage(
        desk,
        await this.endpoints.add(desk.person, desk.partnerId, { url, kinds, livemode }),
      );
    } catch (error) {
      return this.listPage(desk, given, this.refusals.fields(error, desk, reply));
    }
  }

  @PartnerPerson()
  @Get(':endpoint')
  async show(
    @AtPartner() desk: PartnerDesk,
    @Param('endpoint') key: string,
    @Query('done') done?: string,
  ): Promise<VNode> {
    return this.page(desk, await this.find(desk, key), [], done);
  }

  @PartnerPerson('owner')
  @Post(':endpoint/secret')
  async rotate(
    @AtPartner() desk: PartnerDesk,
    @Param('endpoint') key: string,
    @Body() fields: TypedFields,
  ): Promise<VNode> {
    const { id } = await this.find(desk, key);
    const old = typed(fields ?? {}, 'old') === 'now' ? 'ends now' : 'for a day';
    const secret = await this.endpoints.rotateSecret(desk.person, desk.partnerId, id, old);
    return secretPage(desk, { id, secret });
  }

  @PartnerPerson('owner')
  @Post(':endpoint/kinds')
  async changeKinds(
    @AtPartner() desk: PartnerDesk,
    @Param('endpoint') key: string,
    @Body() fields: TypedFields,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<VNode | undefined> {
    return this.act(desk, key, reply, 'endpointSaved', (id) =>
      this.endpoints.changeKinds(desk.person, desk.partnerId, id, everyTyped(fields?.kinds)),
    );
  }

  @PartnerPerson('owner')
  @Post(':endpoint/state')
  async setState(
    @AtPartner() desk: PartnerDesk,
    @Param('endpoint') key: string,
    @Body() fields: TypedFields,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<VNode | undefined> {
    const state = typed(fields ?? {}, 'state');
    if (state === 'removed') {
      await this.endpoints.remove(desk.person, desk.partnerId, (await this.find(desk, key)).id);
      void reply.redirect('/partner/endpoints?done=endpointRemoved', 303);
      return undefined;
    }
    return this.act(desk, key, reply, 'endpointSaved', (id) =>
      state === 'active'
        ? this.endpoints.enable(desk.person, desk.partnerId, id)
        : this.endpoints.disable(desk.person, desk.partnerId, id),
    );
  }

  @PartnerPerson()
  @Post(':endpoint/ping')
  ping(
    @AtPartner() desk: PartnerDesk,
    @Param('endpoint') key: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<VNode | undefined> {
    return this.act(desk, key, reply, 'endpointPinged', (id) =>
      this.endpoints.ping(desk.person, desk.partnerId, id),
    );
  }

  /** Everything from a number on (`from`), or one event (`seq`), once more. */
  @PartnerPerson()
  @Post(':endpoint/replay')
  replay(
    @AtPartner() desk: PartnerDesk,
    @Param('endpoint') key: string,
    @Body() fields: TypedFields,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<VNode | undefined> {
    const number = (name: string) => {
      const text = typed(fields ?? {}, name).trim();
      return /^\d{1,18}$/.test(text) ? BigInt(text) : 0n;
    };
    const seq = number('seq');
    return this.act(desk, key, reply, 'endpointReplayed', (id) =>
      seq > 0n
        ? this.deliveries.resend(desk.person, desk.partnerId, id, seq)
        : this.deliveries.replay(desk.person, desk.partnerId, id, number('from')),
    );
  }

  private async act(
    desk: PartnerDesk,
    key: string,
    reply: FastifyReply,
    done: string,
    work: (id: string) => Promise<void>,
  ): Promise<VNode | undefined> {
    const endpoint = await this.find(desk, key);
    try {
      await work(endpoint.id);
      void reply.redirect(`/partner/endpoints/${key}?done=${done}`, 303);
      return undefined;
    } catch (error) {
      return this.page(desk, endpoint, this.refusals.fields(error, desk, reply));
    }
  }

  private async find(desk: PartnerDesk, key: string): Promise<WebhookEndpoint> {
    const id = withoutPrefix('whk', key);
    const found = id === null ? null : await this.queries.byId(desk.partnerId, id);
    if (!found) throw new Refusal('not_found', 'not_found');
    return found;
  }

  private async page(
    desk: PartnerDesk,
    endpoint: WebhookEndpoint,
    problems: Problems,
    done?: unknown,
  ): Promise<VNode> {
    const log = await this.deliveries.ofEndpoint(endpoint.id, { skip: 0, limit: SHOWN });
    return endpointPage(desk, { endpoint, log, problems, done });
  }

  private async listPage(
    desk: PartnerDesk,
    given: TypedEndpoint,
    problems: Problems,
    done?: unknown,
  ): Promise<VNode> {
    const [live, test] = await Promise.all([
      this.queries.ofPartner(desk.partnerId, true),
      this.queries.ofPartner(desk.partnerId, false),
    ]);
    return endpointsPage(desk, { rows: [...live, ...test], given, problems, done });
  }
}
