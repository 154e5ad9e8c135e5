import { Controller, Get, Param } from '@nestjs/common';
import type { VNode } from 'preact';
import { Staff } from '../access/staff.decorator.js';
import { AtConsole, type Desk } from '../access/visit.js';
import { DeskGifts } from './desk-gifts.js';

/** One gift's way through the books. */
@Staff('clerk', 'approver', 'supervisor')
@Controller('console/:organization/gifts')
export class GiftController {
  constructor(private readonly gifts: DeskGifts) {}

  @Get(':donation')
  async show(@AtConsole() desk: Desk, @Param('donation') key: string): Promise<VNode> {
    return this.gifts.page(desk, await this.gifts.find(desk, key));
  }
}
