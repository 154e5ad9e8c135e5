import { plainAmount, readAmount } from '../../kernel/money.js';
import { presetsOf } from './amounts.js';
import type { PresetView, TypedGift } from './views.js';
import { textOf } from './visits.service.js';

/** Names of the fields that parts of the form bring with them; each part reads its own from `TypedGift.parts`. */
const PART_FIELDS: readonly string[] = [
  'frequency',
  'follow',
  'dedication_kind',
  'dedication_name',
  'official_kind',
  'official_name',
  'official_no',
  'age',
];

/** An empty form, or one that a link `?amount=` has filled in. */
export function openForm(
  currency: string,
  amount = '',
  presets: readonly PresetView[] = presetsOf(currency),
): TypedGift {
  const empty: TypedGift = {
    preset: '',
    amount: '',
    donorKind: '',
    name: '',
    mail: '',
    publicity: '',
    message: '',
    parts: {},
  };
  const reading = readAmount(amount, currency);
  if (!reading.ok) return empty;
  const preset = presets.find((money) => money.amount === reading.amount);
  if (preset) return { ...empty, preset: presetValue(plainAmount(preset)) };
  return { ...empty, preset: 'other', amount: plainAmount({ amount: reading.amount, currency }) };
}

/** The value of a preset's radio: the plain amount without decimals that are all zero. */
export function presetValue(plain: string): string {
  return plain.replace(/\.0+$/, '');
}

/** The donate form's fields as they were sent. */
export function typedGift(body: unknown): TypedGift {
  return {
    preset: textOf(body, 'preset'),
    amount: textOf(body, 'amount'),
    donorKind: textOf(body, 'donor_kind'),
    name: textOf(body, 'name'),
    mail: textOf(body, 'mail'),
    publicity: textOf(body, 'publicity'),
    message: textOf(body, 'message'),
    parts: Object.fromEntries(PART_FIELDS.map((name) => [name, textOf(body, name)])),
  };
}

/** Which amount the donor means; null when a chosen and a typed one disagree, for money is never guessed. */
export function meantAmount({ preset, amount }: TypedGift): string | null {
  const typed = amount.trim();
  if (preset === '' || preset === 'other') return typed;
  return typed === '' || typed === preset ? preset : null;
}
