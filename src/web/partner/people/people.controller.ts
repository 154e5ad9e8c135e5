import { Body, Controller, Get, Param, Post, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { VNode } from 'preact';
import { Refusal } from '../../../kernel/errors.js';
import { withoutPrefix } from '../../../kernel/ids.js';
import { PartnerPeople } from '../../../partners/partner-people.service.js';
import { FormRefusals } from '../../ui/form-refusals.js';
import { type TypedFields, typed } from '../../ui/typed-fields.js';
import { PartnerPerson } from '../access/partner.decorator.js';
import { AtPartner, type PartnerDesk } from '../access/partner-desk.js';
import type { Problems } from '../partner-forms.js';
import { peoplePage, type TypedInvitation } from './people.page.js';

const NOTHING: TypedInvitation = { mail: '', displayName: '', role: 'member' };

/** Who is at the partner: inviting, roles, removing at once. */
@Controller('partner/people')
export class PartnerPeopleController {
  constructor(
    private readonly people: PartnerPeople,
    private readonly refusals: FormRefusals,
  ) {}

  @PartnerPerson('resting')
  @Get()
  list(@AtPartner() desk: PartnerDesk, @Query('done') done?: string): Promise<VNode> {
    return this.page(desk, NOTHING, [], done);
  }

  @PartnerPerson('resting', 'owner')
  @Post()
  invite(
    @AtPartner() desk: PartnerDesk,
    @Body() fields: TypedFields,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<VNode | undefined> {
    const given = {
      mail: typed(fields, 'mail'),
      displayName: typed(fields, 'display_name'),
      role: typed(fields, 'role'),
    };
    return this.carryOut(desk, reply, 'invited', given, () =>
      this.people.invite(desk.person, desk.partnerId, given),
    );
  }

  @PartnerPerson('resting', 'owner')
  @Post(':person/invitation')
  inviteAgain(
    @AtPartner() desk: PartnerDesk,
    @Param('person') key: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<VNode | undefined> {
    return this.carryOut(desk, reply, 'invited', NOTHING, () =>
      this.people.inviteAgain(desk.person, desk.partnerId, idOf(key)),
    );
  }

  @PartnerPerson('resting', 'owner')
  @Post(':person/role')
  changeRole(
    @AtPartner() desk: PartnerDesk,
    @Param('person') key: string,
    @Body() fields: TypedFields,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<VNode | undefined> {
    return this.carryOut(desk, reply, 'roleChanged', NOTHING, () =>
      this.people.changeRole(desk.person, desk.partnerId, idOf(key), typed(fields, 'role')),
    );
  }

  @PartnerPerson('resting', 'owner')
  @Post(':person/removal')
  remove(
    @AtPartner() desk: PartnerDesk,
    @Param('person') key: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<VNode | undefined> {
    return this.carryOut(desk, reply, 'removed', NOTHING, () =>
      this.people.remove(desk.person, desk.partnerId, idOf(key)),
    );
  }

  private async carryOut(
    desk: PartnerDesk,
    reply: FastifyReply,
    done: string,
    given: TypedInvitation,
    work: () => Promise<unknown>,
  ): Promise<VNode | undefined> {
    try {
      await work();
    } catch (error) {
      return this.page(desk, given, this.refusals.fields(error, desk, reply));
    }
    void reply.redirect(`/partner/people?done=${done}`, 303);
    return undefined;
  }

  private async page(
    desk: PartnerDesk,
    given: TypedInvitation,
    problems: Problems,
    done?: unknown,
  ): Promise<VNode> {
    return peoplePage(desk, { people: await this.people.ofPartner(desk.partnerId), given, problems, done });
  }
}

/** @throws Refusal not_found for anything that is no person's id. */
function idOf(key: string): string {
  const id = withoutPrefix('ppl', key);
  if (id === null) throw new Refusal('not_found', 'not_found');
  return id;
}
