import { transitions } from '../kernel/transitions.js';

/**
 * The life of an official receipt 票据. Its number is the finance bureau's: a red one 红字 takes an issued one back,
 * nothing is ever deleted. A failed request is asked for again under the same id.
 */
export const OFFICIAL_STATES = transitions('requested', {
  requested: ['issued', 'waived', 'failed'],
  waived: [],
  issued: ['delivered', 'red_requested'],
  delivered: ['red_requested'],
  failed: ['requested'],
  red_requested: ['red_issued'],
  red_issued: [],
});
export type OfficialState = keyof typeof OFFICIAL_STATES;

/** What the donor wants: a wish that there be none is recorded too (慈善法 38). */
export const WISHES = ['wanted', 'waived', 'anonymous'] as const;
export type Wish = (typeof WISHES)[number];

/** What the bureau gave, as it was typed or came in a file. */
export interface GivenNumber {
  readonly code: string;
  readonly number: string;
  readonly checkCode: string;
  /** `YYYY-MM-DD`. */
  readonly issuedOn: string;
}

/** Fields of a given number that cannot be right: 8 digits of code, 10 of number, a check code, a day. */
export function wrongParts({ code, number, checkCode, issuedOn }: GivenNumber): string[] {
  return [
    /^\d{8}$/.test(code) ? '' : 'code',
    /^\d{10}$/.test(number) ? '' : 'number',
    /^[0-9A-Za-z]{4,20}$/.test(checkCode) ? '' : 'checkCode',
    isDay(issuedOn) ? '' : 'issuedOn',
  ].filter((field) => field !== '');
}

function isDay(text: string): boolean {
  const day = /^\d{4}-\d{2}-\d{2}$/.test(text) ? new Date(`${text}T00:00:00Z`) : null;
  return day !== null && !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text);
}

const CREDIT_DIGITS = '0123456789ABCDEFGHJKLMNPQRTUWXY';
const CREDIT_WEIGHTS = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28];
const IDENTITY_WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];

/** Whether a text is a 统一社会信用代码 with its check character (GB 32100-2015). */
export function isCreditCode(text: string): boolean {
  if (!/^[0-9A-HJ-NPQRTUWXY]{18}$/.test(text)) return false;
  const sum = CREDIT_WEIGHTS.reduce(
    (total, weight, at) => total + weight * CREDIT_DIGITS.indexOf(text[at] ?? ''),
    0,
  );
  return CREDIT_DIGITS[(31 - (sum % 31)) % 31] === text[17];
}

/** Whether a text is a resident identity number with its check character (GB 11643-1999). */
export function isIdentityNumber(text: string): boolean {
  if (!/^\d{17}[\dX]$/.test(text)) return false;
  const sum = IDENTITY_WEIGHTS.reduce((total, weight, at) => total + weight * Number(text[at]), 0);
  return '10X98765432'[sum % 11] === text[17];
}
