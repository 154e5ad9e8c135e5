import type { EventOutcome, Written } from '../donations/payment-facts.service.js';
import type { QuarantinedEvent } from '../providers/provider-event.js';

/** How funds and accounts are called, by id. */
export type Names = ReadonlyMap<string, string>;

/** What a replay does, as it is shown, hashed, and compared with what it then really did. */
export interface ReplayPayload {
  readonly event: string;
  readonly providerAccount: string;
  readonly eventType: string;
  readonly body: string;
  readonly mails: boolean;
  /** 'applied', or what the row then waits for like any other. */
  readonly outcome: EventOutcome;
  readonly facts: readonly object[];
  readonly transfers: readonly object[];
  readonly cases: readonly object[];
}

/** Puts what an application wrote into words that are the same however often it is tried: no ids of ours, no times. */
export function replayPayload(
  row: Pick<QuarantinedEvent, 'eventId' | 'account' | 'type' | 'bodySha256'>,
  mails: boolean,
  outcome: EventOutcome,
  written: Written,
  names: Names,
): ReplayPayload {
  return {
    event: row.eventId,
    providerAccount: row.account,
    eventType: row.type,
    body: row.bodySha256,
    mails,
    outcome,
    facts: written.facts.map(({ kind, key, amount, currency }) => ({
      ...{ fact: kind, key, amount: amount?.toString() ?? null, currency },
    })),
    transfers: written.entries.flatMap(({ kind, transfers }) =>
      transfers.map(({ fundId, debit, credit, amount, currency }) => ({
        entry: kind,
        fund: names.get(fundId) ?? '',
        debit: names.get(debit) ?? '',
        credit: names.get(credit) ?? '',
        amount: amount.toString(),
        currency,
      })),
    ),
    cases: written.cases.map(({ kind, amount, currency }) => ({
      ...{ kind, amount: amount?.toString() ?? null, currency: currency ?? null },
    })),
  };
}

/** Donations that a replay's entries are about. */
export function donationsIn({ entries }: Written): string[] {
  return [
    ...new Set(entries.flatMap((entry) => (entry.subjectType === 'donation' ? [entry.subjectId] : []))),
  ];
}
