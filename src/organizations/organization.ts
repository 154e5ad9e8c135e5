import type { Organization } from './organization.entity.js';

/** What the certificate rule needs to know of an organization. */
export type Certified = Pick<
  Organization,
  'certificateNo' | 'certificateValidFrom' | 'certificateValidUntil'
>;

/**
 * Whether the organization may appeal to the public on `day` ("YYYY-MM-DD"): it holds a public-fundraising
 * certificate that has begun and not yet run out (慈善法 24; both days inclusive). A county chapter without its
 * own certificate may carry out a project of its city society, but never be the receiver of one.
 */
export function hasValidCertificate(organization: Certified, day: string): boolean {
  const { certificateNo, certificateValidFrom, certificateValidUntil } = organization;
  if (!certificateNo || !certificateValidUntil) return false;
  return (certificateValidFrom === null || certificateValidFrom <= day) && day <= certificateValidUntil;
}

/** Whether `text` has the form of a 统一社会信用代码: 18 characters, digits and capitals without I, O, S, V, Z. */
export function isCreditCode(text: string): boolean {
  return /^[0-9A-HJ-NPQRTUWXY]{18}$/.test(text);
}

/** Whether `zone` is a time zone that this machine knows. */
export function isTimeZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}

/** First words of the console's own addresses: `/console/login` is not the console of an organization "login". */
const RESERVED_SLUGS: ReadonlySet<string> = new Set(['account', 'login', 'logout']);

/** Whether an organization may not be called so, because the console has an address of that name. */
export function isReservedSlug(slug: string): boolean {
  return RESERVED_SLUGS.has(slug);
}
