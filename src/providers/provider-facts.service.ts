import { Injectable } from '@nestjs/common';
import type { EventReading } from './event-reading.js';
import { LISTED } from './inbox.statements.js';
import type { ProviderAccount } from './provider-account.entity.js';
import type { ClaimedEvent, SignedEvent } from './provider-event.js';
import { readStrictJson } from './strict-json.js';
import { fetchedEvent } from './stripe/stripe.arrival.js';
import { readStripeEvent } from './stripe/stripe.facts.js';

/** Reads what stored events state, in words that are the same for every provider. */
@Injectable()
export class ProviderFacts {
  /** @throws when the body is not what its type promises in a way that reading it again will not cure. */
  read(event: Pick<ClaimedEvent, 'body'>): EventReading {
    return readStripeEvent(JSON.parse(event.body.toString('utf8')));
  }

  /** An event in the place of one that contradicts itself: the same, with the object as the provider has it now. */
  fetched(event: ClaimedEvent, account: ProviderAccount, object: object, now: Date): SignedEvent {
    return fetchedEvent(account, event, object, LISTED, now);
  }

  /** Whether a stored body is an event at all. One that is not stays as it is, however often it is looked at. */
  isReadable({ body }: Pick<ClaimedEvent, 'body'>): boolean {
    const { value, problem } = readStrictJson(body);
    if (problem || typeof value !== 'object' || value === null) return false;
    return 'type' in value && typeof value.type === 'string' && 'id' in value && typeof value.id === 'string';
  }
}
