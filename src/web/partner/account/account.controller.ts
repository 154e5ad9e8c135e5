import { Body, Controller, Get, Post, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { VNode } from 'preact';
import { PartnerPeople } from '../../../partners/partner-people.service.js';
import { FormRefusals } from '../../ui/form-refusals.js';
import { type TypedFields, typed } from '../../ui/typed-fields.js';
import { PartnerPerson } from '../access/partner.decorator.js';
import { AtPartner, type PartnerDesk } from '../access/partner-desk.js';
import { accountPage } from './account.page.js';

/** One's own login. */
@Controller('partner/account')
export class PartnerAccountController {
  constructor(
    private readonly people: PartnerPeople,
    private readonly refusals: FormRefusals,
  ) {}

  @PartnerPerson('resting')
  @Get()
  show(@AtPartner() desk: PartnerDesk, @Query('done') done?: string): VNode {
    return accountPage(desk, { problems: [], done });
  }

  @PartnerPerson('resting')
  @Post('password')
  async changePassword(
    @AtPartner() desk: PartnerDesk,
    @Body() fields: TypedFields,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<VNode | undefined> {
    try {
      await this.people.changePassword(desk.person, typed(fields, 'current'), typed(fields, 'next'));
    } catch (error) {
      return accountPage(desk, { problems: this.refusals.fields(error, desk, reply) });
    }
    void reply.redirect('/partner/account?done=password', 303);
    return undefined;
  }
}
