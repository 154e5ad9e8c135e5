import { isDay } from '../kernel/days.js';
import type { FieldProblem } from '../kernel/errors.js';
import type { Organization } from './organization.entity.js';

/** What an organization says of itself to the public, and may change by itself. */
export type OrganizationProfile = Pick<
  Organization,
  | 'aboutZh'
  | 'aboutEn'
  | 'people'
  | 'addressZh'
  | 'addressEn'
  | 'phone'
  | 'complaintPhone'
  | 'mailAddress'
  | 'certificateNo'
  | 'certificateValidFrom'
  | 'certificateValidUntil'
>;

/** Somebody who answers for the organization. */
export interface Officer {
  readonly officeZh: string;
  readonly officeEn: string;
  readonly name: string;
}

const LENGTHS = {
  aboutZh: 2000,
  aboutEn: 2000,
  people: 2000,
  addressZh: 200,
  addressEn: 200,
  phone: 40,
  complaintPhone: 40,
  mailAddress: 200,
  certificateNo: 60,
} as const;
const OFFICERS_MAX = 20;

/**
 * Reads the people as they are written: a line for each, "office | in English | name", the middle may be left out.
 * @returns the people, or the number of the first line (from 1) that cannot be read.
 */
export function readPeople(
  text: string,
): { readonly people: readonly Officer[] } | { readonly wrong: number } {
  const people: Officer[] = [];
  for (const [index, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue;
    const parts = line.split(/[|｜]/).map((part) => part.trim());
    const [officeZh = '', officeEn = ''] = parts.slice(0, -1);
    const name = parts.at(-1) ?? '';
    if (parts.length < 2 || parts.length > 3 || officeZh === '' || name === '') return { wrong: index + 1 };
    if (people.length === OFFICERS_MAX) return { wrong: index + 1 };
    people.push({ officeZh, officeEn, name });
  }
  return { people };
}

/**
 * What is wrong with a profile. Telephone and a line for complaints must be there as soon as the organization raises
 * funds (慈善法 25: contact in a prominent place); a certificate has a number and a last day, or neither.
 */
export function profileProblems(profile: OrganizationProfile): FieldProblem[] {
  const problems: FieldProblem[] = [];
  const problem = (field: keyof OrganizationProfile, code: string, params = {}): void => {
    problems.push({ field, code, params });
  };
  for (const [field, max] of Object.entries(LENGTHS) as [keyof typeof LENGTHS, number][])
    if ([...(profile[field] ?? '')].length > max) problem(field, 'too_long', { max: String(max) });
  const read = readPeople(profile.people);
  if ('wrong' in read) problem('people', 'people_line', { line: String(read.wrong) });
  if (profile.mailAddress !== '' && !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(profile.mailAddress))
    problem('mailAddress', 'mail_form');
  const { certificateNo, certificateValidFrom: from, certificateValidUntil: until } = profile;
  if (certificateNo !== null && until === null) problem('certificateValidUntil', 'empty');
  if (certificateNo === null && (until !== null || from !== null)) problem('certificateNo', 'empty');
  for (const field of ['certificateValidFrom', 'certificateValidUntil'] as const)
    if (profile[field] !== null && !isDay(profile[field])) problem(field, 'no_day');
  if (from !== null && until !== null && until < from) problem('certificateValidUntil', 'ends_before_start');
  if (certificateNo !== null)
    for (const field of ['phone', 'complaintPhone'] as const)
      if (profile[field].trim() === '') problem(field, 'empty');
  return problems;
}

/** The profile out of everything that is known of an organization. */
export function profileOf(organization: Organization): OrganizationProfile {
  const { aboutZh, aboutEn, people, addressZh, addressEn, phone, complaintPhone, mailAddress } = organization;
  const { certificateNo, certificateValidFrom, certificateValidUntil } = organization;
  return {
    ...{ aboutZh, aboutEn, people, addressZh, addressEn, phone, complaintPhone, mailAddress },
    ...{ certificateNo, certificateValidFrom, certificateValidUntil },
  };
}
