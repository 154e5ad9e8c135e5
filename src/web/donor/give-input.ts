import type { GiveInput } from '../../donations/donations.service.js';
import type { TypedGift } from './views.js';

/** What the form says about the gift itself, as the donations room reads it. */
export function giveInput(
  { publicity, donorKind, name, mail, message, parts }: TypedGift,
  amountText: string,
): Omit<GiveInput, 'projectSlug' | 'currency' | 'formKey' | 'locale'> {
  const part = (field: string) => parts[field] ?? '';
  return {
    frequency: part('frequency'),
    ...{ amountText, publicity, donorKind, name, mail, message, follow: parts.follow === '1' },
    age: part('age'),
    dedication: { kind: part('dedication_kind'), name: part('dedication_name') },
    official: { kind: part('official_kind'), name: part('official_name'), number: part('official_no') },
  };
}

/** Fields of one step that must not go on to the next by themselves. */
const OWN = new Set(['second_look', 'edit']);
/** More fields than any form of ours has. */
const FIELDS_MAX = 60;

/** Everything that a form sent, to be sent again by the next step. */
export function sentFields(body: unknown): [name: string, value: string][] {
  return Object.entries((body ?? {}) as Readonly<Record<string, unknown>>)
    .flatMap(([name, value]): [string, string][] =>
      typeof value === 'string' && value !== '' && !OWN.has(name) ? [[name, value]] : [],
    )
    .slice(0, FIELDS_MAX);
}
