import { createHash } from 'node:crypto';
import { type FieldProblem, Refusal } from './errors.js';
import { readAmount } from './money.js';

/** 16 to 64 letters, digits, "-" and "_", made with the form. */
const FORM_KEY = /^[A-Za-z0-9_-]{16,64}$/;
/** As banks write their serial numbers. */
const BANK_REFERENCE = /^[A-Za-z0-9][A-Za-z0-9._/-]{3,63}$/;
/** Control characters, direction marks, line separators: nothing that a person types in one line. */
const UNUSABLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}]/u;

/** Collects what is wrong with the fields of a staff member's form, so that all of it is said at once. */
export class FormReading {
  readonly problems: FieldProblem[] = [];

  /** A line of text: normalized, trimmed, of 1 to `max` characters. */
  line(field: string, text: string | undefined, max: number): string {
    const line = (text ?? '').normalize('NFC').replace(/\s+/g, ' ').trim();
    if (line === '') this.refuse(field, 'empty');
    else if ([...line].length > max) this.refuse(field, 'too_long', { max: String(max) });
    else if (UNUSABLE.test(line)) this.refuse(field, 'invalid');
    return line;
  }

  /** An amount in major units; 0n when it was refused. */
  amount(field: string, text: string | undefined, currency: string): bigint {
    const reading = readAmount(text ?? '', currency);
    if (reading.ok) return reading.amount;
    this.refuse(field, reading.problem === 'zero' ? 'amount_zero' : reading.problem);
    return 0n;
  }

  /** The bank's own number of a payment. */
  bankReference(field: string, text: string | undefined): string {
    const reference = (text ?? '').trim();
    if (reference === '') this.refuse(field, 'empty');
    else if (!BANK_REFERENCE.test(reference)) this.refuse(field, 'invalid');
    return reference;
  }

  formKey(text: string | undefined): string {
    if (!FORM_KEY.test(text ?? '')) this.refuse('form_key', 'invalid');
    return text ?? '';
  }

  /** One of the words of a list. */
  choice<T extends string>(field: string, text: string | undefined, words: readonly T[]): T | undefined {
    const word = words.find((each) => each === text);
    if (!word) this.refuse(field, text ? 'invalid' : 'empty');
    return word;
  }

  /** @throws Refusal invalid with everything that was wrong. */
  finish(code: string): void {
    if (this.problems.length > 0) throw new Refusal('invalid', code, {}, this.problems);
  }

  refuse(field: string, code: string, params?: Readonly<Record<string, string>>): void {
    this.problems.push(params ? { field, code, params } : { field, code });
  }
}

/** What tells two contents of one form apart. */
export function formSha256(typed: readonly (string | null)[]): Buffer {
  return createHash('sha256').update(JSON.stringify(typed)).digest();
}
