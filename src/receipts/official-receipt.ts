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
