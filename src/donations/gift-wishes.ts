import type { FieldProblem } from '../kernel/errors.js';
import { isCreditCode, isIdentityNumber } from '../kernel/public-numbers.js';
import { FontCover } from '../platform/drawing/font-cover.js';

/** For whom a gift is made: in honour of somebody, or in memory. */
export const DEDICATIONS = ['honor', 'memory'] as const;
export interface Dedication {
  readonly kind: (typeof DEDICATIONS)[number];
  readonly name: string;
}

/** What a donor says about their age; below 8 nobody can give, above with the guardian's consent (民法典 19, 20, 145). */
export const AGES = ['adult', 'minor_with_guardian'] as const;
export type Age = (typeof AGES)[number];

/** Whose name and number the official receipt 票据 is to bear. */
export interface PayerWish {
  readonly kind: 'person' | 'organization';
  readonly name: string;
  /** Credit code or identity number; empty when a person gave none. */
  readonly number: string;
}

/** These three as they were sent: kinds as typed, nothing believed. */
export interface TypedWishes {
  readonly dedication?: { readonly kind: string; readonly name: string } | null;
  readonly age?: string | null;
  readonly official?: { readonly kind: string; readonly name: string; readonly number: string } | null;
}

export interface Wishes {
  readonly dedication: Dedication | null;
  readonly age: Age | null;
  readonly official: PayerWish | null;
}

export const DEDICATION_CHARS_MAX = 40;
/** What the bureau's form takes. */
export const PAYER_CHARS_MAX = 100;
/** Control characters, line and paragraph separators, direction marks: no name has them. */
const UNUSABLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}]/u;

/** A name in one line without spaces at its ends. */
export function oneLine(typed: string | null | undefined): string {
  return (typed ?? '').normalize('NFC').trim().replace(/\s+/g, ' ');
}

/** What is wrong with a name that somebody typed; null when nothing is. */
export function nameProblem(field: string, name: string, max: number): FieldProblem | null {
  if ([...name].length > max) return { field, code: 'too_long', params: { max: String(max) } };
  if (UNUSABLE.test(name)) return { field, code: 'invalid' };
  const missing = FontCover.missing(name);
  return missing.length > 0 ? { field, code: 'no_font', params: { chars: FontCover.named(missing) } } : null;
}

/** Reads what a donor may add to a gift; what is wrong goes to `problems`. `donorName` stands in for a payer's empty name. */
export function readWishes(typed: TypedWishes, donorName: string, problems: FieldProblem[]): Wishes {
  return {
    dedication: readDedication(typed.dedication, problems),
    age: readAge(typed.age, problems),
    official: readPayer(typed.official, donorName, problems),
  };
}

function readDedication(typed: TypedWishes['dedication'], problems: FieldProblem[]): Dedication | null {
  const name = oneLine(typed?.name);
  const chosen = typed?.kind ?? '';
  if (chosen === '' && name === '') return null;
  const kind = DEDICATIONS.find((each) => each === chosen);
  if (!kind) {
    problems.push({ field: 'dedication_kind', code: chosen === '' ? 'needed' : 'invalid' });
    return null;
  }
  const problem =
    name === ''
      ? { field: 'dedication_name', code: 'needed' }
      : nameProblem('dedication_name', name, DEDICATION_CHARS_MAX);
  if (problem) problems.push(problem);
  return problem ? null : { kind, name };
}

function readAge(typed: string | null | undefined, problems: FieldProblem[]): Age | null {
  if (!typed) return null;
  const age = AGES.find((each) => each === typed);
  if (!age) problems.push({ field: 'age', code: 'invalid' });
  return age ?? null;
}

function readPayer(
  typed: TypedWishes['official'],
  donorName: string,
  problems: FieldProblem[],
): PayerWish | null {
  const typedName = oneLine(typed?.name);
  const number = (typed?.number ?? '').replace(/[\s-]+/g, '').toUpperCase();
  const chosen = typed?.kind ?? '';
  if (chosen === '' && typedName === '' && number === '') return null;
  if (chosen !== 'person' && chosen !== 'organization') {
    problems.push({ field: 'official_kind', code: chosen === '' ? 'needed' : 'invalid' });
    return null;
  }
  const name = typedName || donorName;
  const wrong =
    name === ''
      ? { field: 'official_name', code: 'needed' }
      : nameProblem('official_name', name, PAYER_CHARS_MAX);
  const right = chosen === 'organization' ? isCreditCode(number) : number === '' || isIdentityNumber(number);
  if (wrong) problems.push(wrong);
  if (!right) problems.push({ field: 'official_no', code: number === '' ? 'needed' : chosen });
  return wrong || !right ? null : { kind: chosen, name, number };
}
