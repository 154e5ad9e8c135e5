import { isDay } from '../kernel/days.js';
import type { FieldProblem } from '../kernel/errors.js';
import { FormReading, formSha256 } from '../kernel/form-reading.js';
import type { Payload } from '../platform/approvals/approval.entity.js';
import { COST_CODES, type CostCode, type Disbursement } from './disbursement.entity.js';
import { refusePersonal } from './personal-numbers.js';
import { PURPOSE_KINDS, type PurposeKind, type UseChange } from './use-change.entity.js';

/** A form for the filed use of a project's money, or for a change of it, as it was typed. */
export interface UseChangeForm {
  readonly projectId: string;
  readonly purposeKinds: readonly string[];
  readonly costCodes: readonly string[];
  readonly areasZh: string;
  readonly areasEn: string;
  readonly usesFrom: string;
  readonly usesUntil: string;
  readonly textZh: string;
  readonly textEn: string;
  readonly reasonZh: string;
  readonly reasonEn: string;
  readonly filingRecordNo: string;
  readonly filedOn: string;
  readonly formKey: string;
}

/** What a filed use says, apart from its place in the project's history. */
export type UseTerms = Pick<
  UseChange,
  | 'purposeKinds'
  | 'costCodes'
  | 'areasZh'
  | 'areasEn'
  | 'usesFrom'
  | 'usesUntil'
  | 'textZh'
  | 'textEn'
  | 'reasonZh'
  | 'reasonEn'
  | 'filingRecordNo'
  | 'filedOn'
>;

export interface WantedUse extends UseTerms {
  readonly formKey: string;
  readonly formSha256: Buffer;
}

const AREAS_MAX = 20;

/**
 * Reads the form. The plan itself is filed with the appeal; a change says why, and names its own filing, which is made
 * before the money is used (慈善法 56).
 * @param today "YYYY-MM-DD" where the organization is.
 * @throws Refusal invalid/use_change_invalid with all wrong fields.
 */
export function readUseChange(form: UseChangeForm, isChange: boolean, today: string): WantedUse {
  const reading = new FormReading();
  const purposeKinds = several(reading, 'purpose_kinds', form.purposeKinds, PURPOSE_KINDS);
  const costCodes = several(reading, 'cost_codes', form.costCodes, COST_CODES);
  const areasZh = areas(reading, 'areas_zh', form.areasZh, 600);
  const areasEn = areas(reading, 'areas_en', form.areasEn, 900);
  const usesFrom = day(reading, 'uses_from', form.usesFrom);
  const usesUntil = day(reading, 'uses_until', form.usesUntil);
  if (usesFrom && usesUntil && usesUntil < usesFrom) reading.refuse('uses_until', 'ends_before_start');
  const text = (field: string, value: string, max: number): string => {
    const line = reading.line(field, value, max);
    refusePersonal(reading, field, line);
    return line;
  };
  const textZh = text('text_zh', form.textZh, 600);
  const textEn = text('text_en', form.textEn, 900);
  const reasonZh = isChange ? text('reason_zh', form.reasonZh, 500) : '';
  const reasonEn = isChange ? text('reason_en', form.reasonEn, 800) : '';
  const filingRecordNo = isChange ? reading.line('filing_record_no', form.filingRecordNo, 60) : '';
  const filedOn = isChange ? day(reading, 'filed_on', form.filedOn) : null;
  if (isChange && form.filedOn.trim() === '') reading.refuse('filed_on', 'empty');
  if (filedOn && filedOn > today) reading.refuse('filed_on', 'day_in_future');
  const formKey = reading.formKey(form.formKey);
  reading.finish('use_change_invalid');
  const terms = {
    ...{ purposeKinds, costCodes, areasZh, areasEn, usesFrom, usesUntil, textZh, textEn },
    ...{ reasonZh, reasonEn, filingRecordNo, filedOn },
  };
  return { ...terms, formKey, formSha256: formSha256([form.projectId, ...Object.values(terms)]) };
}

/** What the approver sees and allows. */
export function useChangePayload(change: Pick<UseChange, 'id' | 'projectId'> & UseTerms): Payload {
  return {
    use_change: change.id,
    project: change.projectId,
    purposes: change.purposeKinds,
    costs: change.costCodes,
    areas: change.areasZh,
    areas_en: change.areasEn,
    from: change.usesFrom,
    until: change.usesUntil,
    use: change.textZh,
    use_en: change.textEn,
    reason: change.reasonZh,
    reason_en: change.reasonEn,
    filing_record: change.filingRecordNo,
    filed_on: change.filedOn,
  };
}

/** A wanted disbursement as the filed use judges it. */
export type JudgedUse = Pick<Disbursement, 'accountCode' | 'areaZh'> & { readonly purposeKind: PurposeKind };

/** A project as the filed use judges it. */
export interface JudgedProject {
  readonly emergency: boolean;
  readonly filingNo: string | null;
}

/**
 * Why a disbursement lies outside what was filed, by field; empty when it lies within. Without a filed use nothing may
 * be spent, but for the relief of a sudden disaster whose plan is filed within its ten days (慈善法 73).
 */
export function outsideFiledUse(
  filed: Pick<UseChange, 'purposeKinds' | 'costCodes' | 'areasZh' | 'usesFrom' | 'usesUntil'> | null,
  wanted: JudgedUse,
  { emergency, filingNo }: JudgedProject,
  today: string,
): FieldProblem[] {
  if (!filed) {
    const inDaysOfGrace = emergency && filingNo === null && wanted.purposeKind === 'disaster';
    return inDaysOfGrace ? [] : [{ field: 'project', code: 'no_filed_use' }];
  }
  const problems: FieldProblem[] = [];
  if (!purposeKindsOf(filed).includes(wanted.purposeKind))
    problems.push({ field: 'purpose_kind', code: 'outside_filed_use' });
  if (!costCodesOf(filed).includes(wanted.accountCode))
    problems.push({ field: 'account_code', code: 'outside_filed_use' });
  const filedAreas = linesOf(filed.areasZh);
  if (!filedAreas.some((area) => wanted.areaZh.startsWith(area)))
    problems.push({ field: 'area_zh', code: 'outside_filed_area', params: { areas: filedAreas.join('、') } });
  const { usesFrom, usesUntil } = filed;
  if ((usesFrom && today < usesFrom) || (usesUntil && today > usesUntil))
    problems.push({
      field: 'project',
      code: 'outside_filed_period',
      params: { from: usesFrom ?? '…', until: usesUntil ?? '…' },
    });
  return problems;
}

export function purposeKindsOf({ purposeKinds }: Pick<UseChange, 'purposeKinds'>): PurposeKind[] {
  return PURPOSE_KINDS.filter((kind) => purposeKinds.split(',').includes(kind));
}

export function costCodesOf({ costCodes }: Pick<UseChange, 'costCodes'>): CostCode[] {
  return COST_CODES.filter((code) => costCodes.split(',').includes(code));
}

/** Areas as they are kept: one a line. */
export function linesOf(areas: string): string[] {
  return areas.split('\n').filter((line) => line !== '');
}

function several<T extends string>(
  reading: FormReading,
  field: string,
  typed: readonly string[],
  words: readonly T[],
): string {
  const chosen = words.filter((word) => typed.includes(word));
  if (typed.some((each) => !words.some((word) => word === each))) reading.refuse(field, 'invalid');
  else if (chosen.length === 0) reading.refuse(field, 'empty');
  return chosen.join(',');
}

function areas(reading: FormReading, field: string, typed: string, max: number): string {
  const lines = linesOf(
    typed
      .normalize('NFC')
      .replace(/[ \t\r]*\n[ \t\r]*/g, '\n')
      .trim(),
  );
  const text = lines.join('\n');
  if (lines.length === 0) reading.refuse(field, 'empty');
  else if (lines.length > AREAS_MAX || [...text].length > max)
    reading.refuse(field, 'too_long', { max: String(max) });
  else refusePersonal(reading, field, text);
  return text;
}

function day(reading: FormReading, field: string, typed: string): string | null {
  const text = typed.trim();
  if (text === '') return null;
  if (!isDay(text)) reading.refuse(field, 'no_day');
  return text;
}
