import { FormReading, formSha256 } from '../kernel/form-reading.js';
import { FontCover } from '../platform/drawing/font-cover.js';
import { isMailAddress } from '../platform/mail/mail-address.js';
import type { Project } from '../projects/project.entity.js';
import { type CountedCash, denominationsOf, readCount, totalOf } from './cash-count.js';
import { DONOR_KINDS, type DonorKind, PUBLICITIES, type Publicity } from './donation.entity.js';
import { OFFLINE_WAYS, type OfflineWay } from './offline-gift.entity.js';

/** Who gives, as it was typed. */
export interface TypedDonor {
  readonly donorKind?: string;
  readonly name?: string;
  readonly publicity?: string;
  readonly mail?: string;
}

/** A form for an offline gift as it was typed. */
export interface OfflineGiftForm extends TypedDonor {
  readonly projectId: string;
  readonly way: string;
  /** Major units. */
  readonly amountText: string;
  readonly receivedOn: string;
  readonly channelCode?: string;
  readonly pledgeId?: string | null;
  readonly bankReference?: string;
  readonly payer?: string;
  readonly countedBy?: string;
  readonly countedWith?: string;
  /** Denomination in minor units → number of pieces, as typed. */
  readonly counts?: Readonly<Record<string, string>>;
  readonly formKey: string;
}

/** Who gives, after the fields were checked. */
export interface ReadDonor {
  readonly donorKind: DonorKind;
  readonly publicity: Publicity;
  readonly name: string | null;
  readonly mail: string | null;
}

/** An offline gift after all its fields were checked. */
export interface WantedOfflineGift extends ReadDonor {
  readonly way: OfflineWay;
  readonly amount: bigint;
  readonly bankReference: string | null;
  readonly payer: string | null;
  readonly countedBy: string | null;
  readonly countedWith: string | null;
  readonly counts: readonly CountedCash[];
  readonly formKey: string;
  readonly formSha256: Buffer;
}

const NAME_MAX = 60;

/** @throws Refusal invalid/offline_gift_invalid with all wrong fields. */
export function readOfflineGift(form: OfflineGiftForm, currency: string): WantedOfflineGift {
  const reading = new FormReading();
  const way = reading.choice('way', form.way, OFFLINE_WAYS);
  const amount = reading.amount('amount', form.amountText, currency);
  const donor = readDonor(reading, form);
  const bank = way === 'bank_transfer';
  const bankReference = bank ? reading.bankReference('bank_reference', form.bankReference) : null;
  const payer = bank ? reading.line('payer', form.payer, NAME_MAX) : null;
  const cash = way === 'cash';
  const countedBy = cash ? reading.line('counted_by', form.countedBy, NAME_MAX) : null;
  const countedWith = cash ? reading.line('counted_with', form.countedWith, NAME_MAX) : null;
  if (countedBy && countedBy === countedWith) reading.refuse('counted_with', 'same_person');
  const counts = cash ? readCount(reading, form.counts ?? {}, denominationsOf(currency)) : [];
  if (cash && amount > 0n && counts.length > 0 && totalOf(counts) !== amount)
    reading.refuse('amount', 'count_differs');
  const formKey = reading.formKey(form.formKey);
  reading.finish('offline_gift_invalid');
  if (!way) throw new Error('a form without problems has a way');
  const sheet = counts.map(({ denomination, pieces }) => `${denomination}x${pieces}`).join(' ');
  const typed = [
    ...[form.projectId, way, amount.toString(), form.receivedOn, form.channelCode ?? null],
    ...[form.pledgeId ?? null, donor.donorKind, donor.publicity, donor.name, donor.mail],
    ...[bankReference, payer, countedBy, countedWith, sheet],
  ];
  const own = { way, amount, bankReference, payer, countedBy, countedWith, counts };
  return { ...donor, ...own, formKey, formSha256: formSha256(typed) };
}

/** The donor's fields: nobody is named in full who did not choose it, and who is named in full has a name. */
export function readDonor(reading: FormReading, typed: TypedDonor, named = false): ReadDonor {
  const donorKind = reading.choice('donor_kind', typed.donorKind || 'person', DONOR_KINDS) ?? 'person';
  const standard = donorKind === 'organization' ? 'REAL_NAME' : 'MASKED';
  const publicity = reading.choice('publicity', typed.publicity || standard, PUBLICITIES) ?? 'MASKED';
  const needed = named || (typed.publicity ?? '') === 'REAL_NAME';
  const name = needed || (typed.name ?? '').trim() !== '' ? reading.line('name', typed.name, NAME_MAX) : null;
  const missing = FontCover.missing(name ?? '');
  if (missing.length > 0) reading.refuse('name', 'no_font', { chars: FontCover.named(missing) });
  const mail = (typed.mail ?? '').trim() || null;
  if (mail && !isMailAddress(mail)) reading.refuse('mail', 'invalid');
  return { donorKind, publicity, name, mail };
}

/** Why a gift of that day cannot be the project's, or null. The day is the organization's, as `closedOn` is. */
export function dayObstacle(
  project: Pick<Project, 'startsOn' | 'endsOn'>,
  closedOn: string | null,
  day: string,
): 'before_appeal' | 'after_appeal' | null {
  if (project.startsOn !== null && day < project.startsOn) return 'before_appeal';
  if (project.endsOn !== null && day > project.endsOn) return 'after_appeal';
  return closedOn !== null && day > closedOn ? 'after_appeal' : null;
}
