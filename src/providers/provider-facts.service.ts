import { Injectable } from '@nestjs/common';
import type { EventReading } from './event-reading.js';
import type { ClaimedEvent } from './provider-event.js';
import { readStripeEvent } from './stripe/stripe.facts.js';

/** Reads what stored events state, in words that are the same for every provider. */
@Injectable()
export class ProviderFacts {
  /** @throws when the body is not what its type promises in a way that reading it again will not cure. */
  read(event: ClaimedEvent): EventReading {
    return readStripeEvent(JSON.parse(event.body.toString('utf8')));
  }
}
