import type { FieldProblem } from '../../../kernel/errors.js';
import { plainAmount, readAmount } from '../../../kernel/money.js';
import { PRESETS_MAX, type Preset } from '../../../projects/project-presets.service.js';
import { type TypedFields, typed } from '../typed-fields.js';

/** One line of the form as it is typed. */
export interface PresetLine {
  readonly amount: string;
  readonly meaningZh: string;
  readonly meaningEn: string;
}

const PLACES = Array.from({ length: PRESETS_MAX }, (_, index) => index + 1);

/** The lines of a form that shows these presets, with empty ones after them. */
export function linesOf(presets: readonly Preset[], currency: string): PresetLine[] {
  return PLACES.map((place) => {
    const preset = presets[place - 1];
    if (!preset) return { amount: '', meaningZh: '', meaningEn: '' };
    const { amount, meaningZh, meaningEn } = preset;
    return { amount: plainAmount({ amount, currency }), meaningZh, meaningEn };
  });
}

/** The lines as they were sent. */
export function typedLines(fields: TypedFields): PresetLine[] {
  const line = (name: string) => typed(fields, name).replace(/\s+/g, ' ').trim();
  return PLACES.map((place) => ({
    amount: line(`amount${place}`),
    meaningZh: line(`meaningZh${place}`),
    meaningEn: line(`meaningEn${place}`),
  }));
}

/** The presets that lines say, each at the place of its line; empty lines are none. */
export function presetsFrom(
  lines: readonly PresetLine[],
  currency: string,
): { presets: Preset[]; problems: FieldProblem[] } {
  const presets: Preset[] = [];
  const problems: FieldProblem[] = [];
  for (const [index, { amount, meaningZh, meaningEn }] of lines.entries()) {
    if (amount === '' && meaningZh === '' && meaningEn === '') continue;
    const reading = readAmount(amount, currency);
    if (reading.ok) presets.push({ amount: reading.amount, meaningZh, meaningEn });
    else problems.push({ field: `amount${index + 1}`, code: reading.problem });
  }
  return { presets, problems };
}
