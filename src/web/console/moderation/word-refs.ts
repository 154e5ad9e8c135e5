import type { WordRef } from '../../../donations/moderation.service.js';
import { withoutPrefix, withPrefix } from '../../../kernel/ids.js';

/** A name or message as forms and addresses say it: `don_…:message`. */
export const wordKey = ({ donationId, kind }: WordRef): string => `${withPrefix('don', donationId)}:${kind}`;

/** Those that a form ticked; null when one of them is none of ours. */
export function readWords(value: unknown): WordRef[] | null {
  const keys = Array.isArray(value) ? value : value === undefined || value === '' ? [] : [value];
  const words: WordRef[] = [];
  for (const key of keys) {
    const [donation = '', kind] = String(key).split(':');
    const donationId = withoutPrefix('don', donation);
    if (donationId === null || (kind !== 'name' && kind !== 'message')) return null;
    words.push({ donationId, kind });
  }
  return words;
}
