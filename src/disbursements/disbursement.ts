import { FormReading, formSha256 } from '../kernel/form-reading.js';
import type { Payload } from '../platform/approvals/approval.entity.js';
import { COST_CODES, type CostCode, type Disbursement } from './disbursement.entity.js';
import { refusePersonal } from './personal-numbers.js';
import { PURPOSE_KINDS, type PurposeKind } from './use-change.entity.js';

/** A form for a disbursement as it was typed. */
export interface DisbursementForm {
  readonly projectId: string;
  readonly accountCode: string;
  /** Major units. */
  readonly amountText: string;
  readonly payee: string;
  readonly purpose: string;
  readonly purposeKind: string;
  /** What everybody reads of it, in both languages. */
  readonly publicZh: string;
  readonly publicEn: string;
  /** Where it helps: city, county, township. */
  readonly areaZh: string;
  readonly areaEn: string;
  /** How many it helps; empty when that cannot be counted. */
  readonly households: string;
  readonly persons: string;
  readonly formKey: string;
}

/** The same after all fields were checked. */
export interface WantedDisbursement {
  readonly accountCode: CostCode;
  readonly amount: bigint;
  readonly payee: string;
  readonly purpose: string;
  readonly purposeKind: PurposeKind;
  readonly publicZh: string;
  readonly publicEn: string;
  readonly areaZh: string;
  readonly areaEn: string;
  readonly households: number | null;
  readonly persons: number | null;
  readonly formKey: string;
  readonly formSha256: Buffer;
}

export const PAYEE_MAX = 120;
export const PURPOSE_MAX = 300;
export const REASON_MAX = 500;
export const PUBLIC_ZH_MAX = 300;
export const PUBLIC_EN_MAX = 400;
export const AREA_ZH_MAX = 120;
export const AREA_EN_MAX = 160;
const HELPED_MAX = 10_000_000;

/** @throws Refusal invalid/disbursement_invalid with all wrong fields. */
export function readDisbursement(form: DisbursementForm, currency: string): WantedDisbursement {
  const reading = new FormReading();
  const amount = reading.amount('amount', form.amountText, currency);
  const accountCode = reading.choice('account_code', form.accountCode, COST_CODES);
  const payee = reading.line('payee', form.payee, PAYEE_MAX);
  const purpose = reading.line('purpose', form.purpose, PURPOSE_MAX);
  const purposeKind = reading.choice('purpose_kind', form.purposeKind, PURPOSE_KINDS);
  const forAll = (field: string, text: string, max: number): string => {
    const line = reading.line(field, text, max);
    refusePersonal(reading, field, line, payee);
    return line;
  };
  const publicZh = forAll('public_zh', form.publicZh, PUBLIC_ZH_MAX);
  const publicEn = forAll('public_en', form.publicEn, PUBLIC_EN_MAX);
  const areaZh = forAll('area_zh', form.areaZh, AREA_ZH_MAX);
  const areaEn = forAll('area_en', form.areaEn, AREA_EN_MAX);
  const households = helped(reading, 'households', form.households);
  const persons = helped(reading, 'persons', form.persons);
  if (households !== null && persons !== null && persons < households)
    reading.refuse('persons', 'fewer_than_households');
  const formKey = reading.formKey(form.formKey);
  reading.finish('disbursement_invalid');
  if (!accountCode || !purposeKind) throw new Error('a form without problems has an account and a purpose');
  const said = { accountCode, amount, payee, purpose, purposeKind, publicZh, publicEn, areaZh, areaEn };
  const typed = [form.projectId, ...Object.values(said).map(String), form.households, form.persons];
  return { ...said, households, persons, formKey, formSha256: formSha256(typed) };
}

/** How many are helped; null when nothing was typed. Nobody at all is nothing to say either. */
function helped(reading: FormReading, field: string, typed: string): number | null {
  const text = typed.trim().normalize('NFKC').replaceAll(',', '');
  if (text === '') return null;
  const count = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
  if (count >= 1 && count <= HELPED_MAX) return count;
  reading.refuse(field, 'count_invalid');
  return null;
}

/**
 * What the approver sees and allows. The payee stands in it as a code that only the same name gives: approvals are
 * kept for ever and hold no personal data, and yet another payee would be another request.
 */
export function payloadOf(
  wanted: Pick<
    Disbursement,
    | 'id'
    | 'projectId'
    | 'fundId'
    | 'accountCode'
    | 'amount'
    | 'currency'
    | 'purpose'
    | 'purposeKind'
    | 'publicZh'
    | 'publicEn'
    | 'areaZh'
    | 'areaEn'
    | 'households'
    | 'persons'
  >,
  payeeCode: string,
): Payload {
  return {
    disbursement: wanted.id,
    project: wanted.projectId,
    fund: wanted.fundId,
    account: wanted.accountCode,
    amount: wanted.amount.toString(),
    currency: wanted.currency,
    purpose: wanted.purpose,
    payee_code: payeeCode,
    ...(wanted.purposeKind === null ? {} : publicPart({ ...wanted, purposeKind: wanted.purposeKind })),
  };
}

/** What everybody will read. A request from before it was asked for has none of it, and its approval says so too. */
function publicPart(
  wanted: Pick<Disbursement, 'publicZh' | 'publicEn' | 'areaZh' | 'areaEn' | 'households' | 'persons'> & {
    readonly purposeKind: PurposeKind;
  },
): Payload {
  return {
    purpose_kind: wanted.purposeKind,
    public: wanted.publicZh,
    public_en: wanted.publicEn,
    area: wanted.areaZh,
    area_en: wanted.areaEn,
    households: wanted.households,
    persons: wanted.persons,
  };
}
