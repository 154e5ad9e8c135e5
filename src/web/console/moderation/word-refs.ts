import type { WordRef } from '../../../donations/moderation.service.js';
import type { PublicWordKind } from '../../../donations/public-word.entity.js';
import { withoutPrefix, withPrefix } from '../../../kernel/ids.js';

const KINDS: readonly PublicWordKind[] = ['name', 'message', 'honor', 'memory'];

/** A name, message or dedication as forms and addresses say it: `don_…:message`. */
export const wordKey = ({ donationId, kind }: WordRef): string => `${withPrefix('don', donationId)}:${kind}`;

/** Those that a form ticked; null when one of them is none of ours. */
export function readWords(value: unknown): WordRef[] | null {
  const keys = Array.isArray(value) ? value : value === undefined || value === '' ? [] : [value];
  const words: WordRef[] = [];
  for (const key of keys) {
    const [donation = '', kindText] = String(key).split(':');
    const kind = KINDS.find((each) => each === kindText);
    const donationId = withoutPrefix('don', donation);
    if (donationId === null || !kind) return null;
    words.push({ donationId, kind });
  }
  return words;
}
