import type { DonorKind, Publicity } from './donation.entity.js';

/** What stands in public lists for a donor without a name there. */
export const KIND_DONOR = '爱心人士';
const STARS_MAX = 2;
const LATIN_STARS = '***';

/**
 * The name that the public sees (charity rules 1.6). A person: first character, the rest as stars, at most two;
 * in Latin letters the first letter and three stars. An organization stands in full unless it wants not to
 * appear. Who asked to stay unnamed, or left no name, is 爱心人士.
 */
export function maskName(name: string | null, kind: DonorKind, publicity: Publicity): string {
  const whole = name?.trim() ?? '';
  if (publicity === 'ANONYMOUS' || whole === '') return KIND_DONOR;
  if (publicity === 'REAL_NAME' || kind === 'organization') return whole;
  // Letters as a reader counts them: a combined letter is not cut in half.
  const letters = [...new Intl.Segmenter('zh', { granularity: 'grapheme' }).segment(whole)].map(
    ({ segment }) => segment,
  );
  const [first = ''] = letters;
  if (!/^\p{Script=Han}/u.test(first)) return `${first}${LATIN_STARS}`;
  return first + '*'.repeat(Math.min(Math.max(letters.length - 1, 1), STARS_MAX));
}

/** A donation's label with what it was made from. */
export interface Labelled {
  readonly label: string;
  readonly publicity: Publicity;
  readonly donorKind: DonorKind;
}

/** Whether a label is a whole name, which waits for somebody's approval. */
export function isWholeName({ label, publicity, donorKind }: Labelled): boolean {
  if (label === KIND_DONOR || publicity === 'ANONYMOUS') return false;
  return publicity === 'REAL_NAME' || donorKind === 'organization';
}

/** What stands in public: a whole name only when it was approved, else its first letter and stars. */
export function shownLabel(labelled: Labelled, nameApproved: boolean): string {
  if (nameApproved || !isWholeName(labelled)) return labelled.label;
  return maskName(labelled.label, 'person', 'MASKED');
}
