import { FormReading } from '../kernel/form-reading.js';
import type { PartnerAgreement } from './partner-agreement.entity.js';
import { partnerInvalid } from './partners.errors.js';

/** What the society writes into a draft, as it was typed; empty = not there yet. */
export interface TermFields {
  readonly evaluation: string;
  readonly number: string;
  readonly validFrom: string;
  readonly validUntil: string;
}

export type Terms = Pick<PartnerAgreement, 'evaluation' | 'number' | 'validFrom' | 'validUntil'>;

const EVALUATION_MAX = 2000;
/** Control characters but line ends, and marks that turn or hide text. */
const UNUSABLE = /[^\P{Cc}\n]|[\p{Cf}\p{Co}\p{Cs}]/u;

/** @throws Refusal invalid `partner_invalid` naming the fields. */
export function readTerms(given: TermFields): Terms {
  const form = new FormReading();
  const evaluation = given.evaluation.normalize('NFC').replace(/\r\n?/g, '\n').trim();
  if ([...evaluation].length > EVALUATION_MAX)
    form.refuse('evaluation', 'too_long', { max: String(EVALUATION_MAX) });
  else if (UNUSABLE.test(evaluation)) form.refuse('evaluation', 'invalid');
  const number = given.number.trim() === '' ? null : form.line('number', given.number, 60);
  const validFrom = readDay(form, 'valid_from', given.validFrom);
  const validUntil = readDay(form, 'valid_until', given.validUntil);
  if (validFrom && validUntil && validUntil < validFrom) form.refuse('valid_until', 'agreement_span_turned');
  if ((validFrom === null) !== (validUntil === null) && form.problems.length === 0)
    form.refuse(validFrom === null ? 'valid_from' : 'valid_until', 'empty');
  if (form.problems.length > 0) throw partnerInvalid(form.problems);
  return { evaluation: evaluation === '' ? null : evaluation, number, validFrom, validUntil };
}

/** A calendar day of this or the next century, null when nothing was typed. */
function readDay(form: FormReading, field: string, text: string): string | null {
  const day = text.trim();
  if (day === '') return null;
  const at = /^2[01]\d{2}-\d{2}-\d{2}$/.test(day) ? new Date(`${day}T00:00:00Z`) : null;
  if (at && !Number.isNaN(at.getTime()) && at.toISOString().startsWith(day)) return day;
  form.refuse(field, 'day_form');
  return null;
}
