import type { FormReading } from '../kernel/form-reading.js';

/** A number in a public text by which a person could be found. Counted in characters from 1. */
export interface FoundNumber {
  readonly kind: 'id_number' | 'bank_card' | 'phone';
  readonly from: number;
  readonly to: number;
}

/** Digits with single spaces, dashes or dots between them, as people write numbers; an ID may end in X. */
const DIGIT_RUN = /\d(?:[ \-.·]?\d){6,}(?:[ \-.·]?[Xx](?![A-Za-z]))?/gu;
const ID_NUMBER = /^\d{6}(?:18|19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dX]$/;
const OLD_ID_NUMBER = /^\d{6}\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}$/;
const MOBILE = /^(?:(?:00)?86)?1[3-9]\d{9}$/;
const LANDLINE = /^0\d{9,11}$/;
/** Cards have 12 to 19 digits; no amount or year in a sentence has. */
const CARD = /^\d{12,19}$/;

/**
 * ID, card and phone numbers in a text that everybody will read. Full-width digits count as digits. Dates and amounts
 * are left alone: a run must have the form of one of the three.
 */
export function personalNumbers(text: string): FoundNumber[] {
  const characters = [...text];
  // One character for one, so that places stay true.
  const plain = characters.map((each) => plainOf(each)).join('');
  const found: FoundNumber[] = [];
  for (const match of plain.matchAll(DIGIT_RUN)) {
    const kind = kindOf(match[0].replace(/[ \-.·]/g, '').toUpperCase());
    if (kind) found.push({ kind, from: match.index + 1, to: match.index + match[0].length });
  }
  return found;
}

function plainOf(character: string): string {
  const plain = character.normalize('NFKC');
  return plain.length === 1 ? plain : '\u3013';
}

function kindOf(digits: string): FoundNumber['kind'] | null {
  if (ID_NUMBER.test(digits) || OLD_ID_NUMBER.test(digits)) return 'id_number';
  if (MOBILE.test(digits) || LANDLINE.test(digits)) return 'phone';
  return CARD.test(digits) ? 'bank_card' : null;
}

/** A payee that is a person by its look: two to four Chinese characters. A supplier or a society has a longer name. */
const PERSON = /^\p{Script=Han}{2,4}$/u;

/** Refuses a field that everybody will read when a person could be found by it, and says where. */
export function refusePersonal(reading: FormReading, field: string, text: string, payee?: string): void {
  const [number] = personalNumbers(text);
  if (number)
    reading.refuse(field, `personal_${number.kind}`, { from: String(number.from), to: String(number.to) });
  else if (payee && PERSON.test(payee) && text.includes(payee))
    reading.refuse(field, 'personal_payee', {
      from: String([...text.slice(0, text.indexOf(payee))].length + 1),
    });
}
