import { createHash } from 'node:crypto';
import type { FieldProblem } from '../kernel/errors.js';
import { plainAmount, readAmount, scaleOf } from '../kernel/money.js';
import { isMailAddress } from '../platform/mail/mail-address.js';
import { DONOR_KINDS, type DonorKind, PUBLICITIES, type Publicity } from './donation.entity.js';
import { nameProblem, oneLine, readWishes, type TypedWishes, type Wishes } from './gift-wishes.js';
import type { GiftSource } from './giving-limits.js';
import { MESSAGE_CHARS_MAX, readMessage } from './public-word.js';

/** A donate form as it was sent; nothing in it is believed yet. */
export interface GiveInput extends TypedWishes {
  readonly projectSlug: string;
  /** Major units as typed. */
  readonly amountText: string;
  readonly currency: string;
  /** Default: MASKED for a person, REAL_NAME for an organization. */
  readonly publicity?: string;
  readonly donorKind?: string;
  readonly name?: string | null;
  readonly mail?: string | null;
  /** `monthly` promises the same every month; anything else must be `once` or empty. */
  readonly frequency?: string;
  readonly channelCode?: string | null;
  /** A word to those whom it helps; hidden until somebody of the society approved it. */
  readonly message?: string | null;
  /** What the form carries after its unusual amount was shown again, else empty; undefined = no person filled it in. */
  readonly secondLook?: string;
  /** To be mailed what the project tells; needs a mail address. Absent = no. */
  readonly follow?: boolean;
  /** Made with the form, 16 to 64 letters, digits, "-" and "_": the same form sent again is the same gift. */
  readonly formKey: string;
  readonly locale: 'zh-CN' | 'en';
  /** The visitor who sent it; absent: no visitor did, as in the demonstration's past. */
  readonly source?: GiftSource;
  /** When the gift was promised; only the demonstration sets it. */
  readonly at?: Date;
}

/** The form after all its fields were checked. */
export interface Gift extends Wishes {
  readonly amount: bigint;
  readonly currency: string;
  readonly publicity: Publicity;
  readonly donorKind: DonorKind;
  readonly name: string | null;
  readonly mail: string | null;
  readonly message: string | null;
  /** The first month of a promise to give the same every month. */
  readonly monthly: boolean;
  readonly follow: boolean;
}

/** Smallest and largest gift in whole major units. */
export interface GiftLimits {
  readonly min: number;
  readonly max: number;
  /** Largest gift of somebody under 18, with their guardian's consent. */
  readonly minorMax: number;
}

const NAME_CHARS_MAX = 60;
const FORM_KEY = /^[A-Za-z0-9_-]{16,64}$/;

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
  const name = oneLine(input.name);
  const wrongName = nameProblem('name', name, NAME_CHARS_MAX);
  if (wrongName) problems.push(wrongName);
  // Only a choice that was made asks for a name: the standard for organizations does not.
  else if (input.publicity === 'REAL_NAME' && name === '') problems.push({ field: 'name', code: 'needed' });
  const mail = (input.mail ?? '').trim();
  const follow = input.follow === true;
  if (mail === '' && follow && input.frequency !== 'monthly')
    problems.push({ field: 'mail', code: 'needed_to_follow' });
  if (mail !== '' && !isMailAddress(mail)) problems.push({ field: 'mail', code: 'invalid' });
  const monthly = input.frequency === 'monthly';
  if (input.frequency && input.frequency !== 'once' && !monthly)
    problems.push({ field: 'frequency', code: 'invalid' });
  // Notices and the link that ends it have to reach the donor.
  if (monthly && mail === '') problems.push({ field: 'mail', code: 'needed_monthly' });
  const message = readMessage(input.message ?? '');
  if ([...message].length > MESSAGE_CHARS_MAX)
    problems.push({ field: 'message', code: 'too_long', params: { max: String(MESSAGE_CHARS_MAX) } });
  const wishes = readWishes(input, wrongName ? '' : name, problems);
  if (wishes.age === 'minor_with_guardian' && amount !== null)
    problems.push(...tooMuchForMinor(amount, projectCurrency, limits));
  if (wishes.age === 'minor_with_guardian' && monthly)
    problems.push({ field: 'frequency', code: 'not_for_minors' });
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
    monthly,
    ...wishes,
    follow,
  };
  return { gift, problems };
}

/** The amount as typed, within the limits; null with a problem added. */
export function readGiftAmount(
  { amountText, currency }: Pick<GiveInput, 'amountText' | 'currency'>,
  projectCurrency: string,
  limits: Pick<GiftLimits, 'min' | 'max'>,
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

/** The guardian's consent reaches as far as what fits a child's age (charity.md 1.5). */
function tooMuchForMinor(amount: bigint, currency: string, { minorMax }: GiftLimits): FieldProblem[] {
  const limit = wholeUnits(minorMax, currency);
  if (amount <= limit) return [];
  const params = { limit: plainAmount({ amount: limit, currency }) };
  return [{ field: 'amount', code: 'too_large_for_minor', params }];
}

function wholeUnits(units: number, currency: string): bigint {
  return BigInt(units) * 10n ** BigInt(scaleOf(currency) ?? 0);
}

/**
 * What tells two contents of one form apart: everything the donor typed or chose.
 * @param payerCode stands for the payer's number, which must not be guessed from the hash.
 */
export function giftSha256(projectSlug: string, gift: Gift, payerCode: string | null = null): Buffer {
  const { amount, currency, publicity, donorKind, name, mail, message, follow, dedication, age, official } =
    gift;
  const typed: (string | null)[] = [
    projectSlug,
    amount.toString(),
    currency,
    publicity,
    donorKind,
    name,
    mail,
  ];
  if (message !== null) typed.push(message);
  if (gift.monthly) typed.push('monthly');
  // No message is empty.
  if (follow) typed.push('');
  if (dedication) typed.push('dedication', dedication.kind, dedication.name);
  if (age) typed.push('age', age);
  if (official) typed.push('official', official.kind, official.name, payerCode);
  return createHash('sha256').update(JSON.stringify(typed)).digest();
}
