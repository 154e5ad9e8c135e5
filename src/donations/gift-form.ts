import { createHash } from 'node:crypto';
import type { FieldProblem } from '../kernel/errors.js';
import { plainAmount, readAmount, scaleOf } from '../kernel/money.js';
import { isMailAddress } from '../platform/mail/mail-address.js';
import { DONOR_KINDS, type DonorKind, PUBLICITIES, type Publicity } from './donation.entity.js';
import { MESSAGE_CHARS_MAX, readMessage } from './public-word.js';

/** A donate form as it was sent; nothing in it is believed yet. */
export interface GiveInput {
  readonly projectSlug: string;
  /** Major units as typed. */
  readonly amountText: string;
  readonly currency: string;
  /** Default: MASKED for a person, REAL_NAME for an organization. */
  readonly publicity?: string;
  readonly donorKind?: string;
  readonly name?: string | null;
  readonly mail?: string | null;
  readonly channelCode?: string | null;
  /** A word to those whom it helps; hidden until somebody of the society approved it. */
  readonly message?: string | null;
  /** Made with the form, 16 to 64 letters, digits, "-" and "_": the same form sent again is the same gift. */
  readonly formKey: string;
  readonly locale: 'zh-CN' | 'en';
  /** When the gift was promised; only the demonstration sets it. */
  readonly at?: Date;
}

/** The form after all its fields were checked. */
export interface Gift {
  readonly amount: bigint;
  readonly currency: string;
  readonly publicity: Publicity;
  readonly donorKind: DonorKind;
  readonly name: string | null;
  readonly mail: string | null;
  readonly message: string | null;
}

/** Smallest and largest gift in whole major units. */
export interface GiftLimits {
  readonly min: number;
  readonly max: number;
}

const NAME_CHARS_MAX = 60;
const FORM_KEY = /^[A-Za-z0-9_-]{16,64}$/;
/** Control characters, line and paragraph separators, direction marks: no name has them. */
const UNUSABLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}]/u;

/** Checks every field; either the gift, or all problems at once, each with its field's name. */
export function readGiftForm(
  input: GiveInput,
  projectCurrency: string,
  limits: GiftLimits,
): { gift: Gift | null; problems: FieldProblem[] } {
  const problems: FieldProblem[] = [];
  const amount = readGiftAmount(input, projectCurrency, limits, problems);
  const donorKind = DONOR_KINDS.find((kind) => kind === (input.donorKind || 'person'));
  if (!donorKind) problems.push({ field: 'donor_kind', code: 'invalid' });
  const standard = donorKind === 'organization' ? 'REAL_NAME' : 'MASKED';
  const publicity = PUBLICITIES.find((choice) => choice === (input.publicity || standard));
  if (!publicity) problems.push({ field: 'publicity', code: 'invalid' });
  const name = (input.name ?? '').normalize('NFC').trim().replace(/\s+/g, ' ');
  if ([...name].length > NAME_CHARS_MAX)
    problems.push({ field: 'name', code: 'too_long', params: { max: String(NAME_CHARS_MAX) } });
  else if (UNUSABLE.test(name)) problems.push({ field: 'name', code: 'invalid' });
  // Only a choice that was made asks for a name: the standard for organizations does not.
  else if (input.publicity === 'REAL_NAME' && name === '') problems.push({ field: 'name', code: 'needed' });
  const mail = (input.mail ?? '').trim();
  if (mail !== '' && !isMailAddress(mail)) problems.push({ field: 'mail', code: 'invalid' });
  const message = readMessage(input.message ?? '');
  if ([...message].length > MESSAGE_CHARS_MAX)
    problems.push({ field: 'message', code: 'too_long', params: { max: String(MESSAGE_CHARS_MAX) } });
  if (!FORM_KEY.test(input.formKey)) problems.push({ field: 'form_key', code: 'invalid' });
  if (problems.length > 0 || amount === null || !donorKind || !publicity) return { gift: null, problems };
  const gift = {
    amount,
    currency: projectCurrency,
    publicity,
    donorKind,
    name: name || null,
    mail: mail || null,
    message: message || null,
  };
  return { gift, problems };
}

function readGiftAmount(
  { amountText, currency }: GiveInput,
  projectCurrency: string,
  limits: GiftLimits,
  problems: FieldProblem[],
): bigint | null {
  if (currency !== projectCurrency) {
    problems.push({ field: 'currency', code: 'wrong_currency', params: { currency: projectCurrency } });
    return null;
  }
  const reading = readAmount(amountText, currency);
  if (!reading.ok) {
    problems.push({ field: 'amount', code: reading.problem });
    return null;
  }
  const least = wholeUnits(limits.min, currency);
  const most = wholeUnits(limits.max, currency);
  const limit = reading.amount < least ? least : reading.amount > most ? most : null;
  if (limit === null) return reading.amount;
  const code = limit === least ? 'too_small' : 'too_large';
  problems.push({ field: 'amount', code, params: { limit: plainAmount({ amount: limit, currency }) } });
  return null;
}

function wholeUnits(units: number, currency: string): bigint {
  return BigInt(units) * 10n ** BigInt(scaleOf(currency) ?? 0);
}

/** What tells two contents of one form apart: everything the donor typed or chose. */
export function giftSha256(projectSlug: string, gift: Gift): Buffer {
  const { amount, currency, publicity, donorKind, name, mail, message } = gift;
  const typed = [projectSlug, amount.toString(), currency, publicity, donorKind, name, mail];
  if (message !== null) typed.push(message);
  return createHash('sha256').update(JSON.stringify(typed)).digest();
}
