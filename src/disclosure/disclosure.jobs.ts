import { Injectable } from '@nestjs/common';
import type { Subscriber } from '../platform/outbox/subscriber.js';
import { GIFT_LINK_ASKED } from './disclosure.outbox.js';
import { GiftLinks } from './gift-links.service.js';

/** What the disclosure room does when something happened. */
@Injectable()
export class DisclosureJobs {
  constructor(private readonly links: GiftLinks) {}

  readonly subscribers: readonly Subscriber[] = [
    {
      name: 'gift-links.answer',
      on: GIFT_LINK_ASKED,
      mode: 'each',
      handle: (tx, { ref }) => this.links.answer(tx, ref),
    },
  ];
}
