import { Body, Controller, Get, Param, Post, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { VNode } from 'preact';
import { Refusal } from '../../../kernel/errors.js';
import { withoutPrefix } from '../../../kernel/ids.js';
import { PartnerKeys } from '../../../partners/partner-keys.service.js';
import { FormRefusals } from '../../ui/form-refusals.js';
import { type TypedFields, typed } from '../../ui/typed-fields.js';
import { PartnerPerson } from '../access/partner.decorator.js';
import { AtPartner, type PartnerDesk } from '../access/partner-desk.js';
import { everyTyped, type Problems } from '../partner-forms.js';
import { keyShownPage, keysPage, type TypedKey } from './keys.page.js';

const NOTHING: TypedKey = { kind: 'secret', mode: 'live', name: '', scopes: [], origins: '' };

/** A partner's keys for the API: made and shown once, revoked at once. */
@Controller('partner/keys')
export class PartnerKeysController {
  constructor(
    private readonly keys: PartnerKeys,
    private readonly refusals: FormRefusals,
  ) {}

  @PartnerPerson()
  @Get()
  list(@AtPartner() desk: PartnerDesk, @Query('done') done?: string): Promise<VNode> {
    return this.page(desk, NOTHING, [], done);
  }

  /** Shows the key in the answer itself: nothing that is stored leads back to it, so a reload cannot show it again. */
  @PartnerPerson('owner')
  @Post()
  async create(
    @AtPartner() desk: PartnerDesk,
    @Body() fields: TypedFields,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<VNode> {
    const given: TypedKey = {
      kind: typed(fields, 'kind') === 'public' ? 'public' : 'secret',
      mode: typed(fields, 'mode') === 'test' ? 'test' : 'live',
      name: typed(fields, 'name'),
      scopes: everyTyped(fields.scopes),
      origins: typed(fields, 'origins'),
    };
    try {
      const { text } = await this.keys.create(desk.person, desk.partnerId, {
        kind: given.kind,
        livemode: given.mode === 'live',
        name: given.name,
        scopes: given.scopes,
        origins: given.origins.split(/\s+/),
      });
      return keyShownPage(desk, { name: given.name.trim(), text, secret: given.kind === 'secret' });
    } catch (error) {
      return this.page(desk, given, this.refusals.fields(error, desk, reply));
    }
  }

  @PartnerPerson('owner')
  @Post(':key/revocation')
  async revoke(
    @AtPartner() desk: PartnerDesk,
    @Param('key') key: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<void> {
    const id = withoutPrefix('pky', key);
    if (id === null) throw new Refusal('not_found', 'not_found');
    await this.keys.revoke(desk.person, desk.partnerId, id);
    void reply.redirect('/partner/keys?done=keyRevoked', 303);
  }

  private async page(desk: PartnerDesk, given: TypedKey, problems: Problems, done?: unknown): Promise<VNode> {
    return keysPage(desk, { keys: await this.keys.ofPartner(desk.partnerId), given, problems, done });
  }
}
