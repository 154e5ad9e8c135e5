import type { FieldProblem } from '../kernel/errors.js';
import type { PartnerAgreement } from './partner-agreement.entity.js';

/** How many days before its last day an agreement is said to end soon. */
export const EXPIRY_WARNING_DAYS = 30;

const DAY_MS = 86_400_000;

export type AgreementPaper = 'certificate' | 'agreement';

/**
 * What an agreement lacks before it may be approved: the partner's licence, the signed text, the society's written
 * evaluation, number and span (慈善法 26). Empty when nothing is missing.
 * @param today "YYYY-MM-DD" in the society's zone.
 * @param besideLiving whether another agreement of the two holds: this one ends it, so it must have begun.
 */
export function approvalObstacles(
  agreement: PartnerAgreement,
  today: string,
  besideLiving: boolean,
): FieldProblem[] {
  const lacking: [boolean, string, string][] = [
    [agreement.certificateFileId === null, 'certificate', 'agreement_no_certificate'],
    [agreement.agreementFileId === null, 'agreement', 'agreement_no_text'],
    [!agreement.evaluation, 'evaluation', 'agreement_no_evaluation'],
    [!agreement.number, 'number', 'agreement_no_number'],
    [agreement.validFrom === null || agreement.validUntil === null, 'valid_until', 'agreement_no_span'],
    [agreement.validUntil !== null && agreement.validUntil < today, 'valid_until', 'agreement_over'],
    [
      besideLiving && agreement.validFrom !== null && agreement.validFrom > today,
      'valid_from',
      'agreement_not_begun',
    ],
  ];
  return lacking.filter(([holds]) => holds).map(([, field, code]) => ({ field, code }));
}

/** Days until an agreement's last day: 0 on that day, negative after it, null without one. */
export function daysLeft(agreement: Pick<PartnerAgreement, 'validUntil'>, today: string): number | null {
  if (agreement.validUntil === null) return null;
  return (Date.parse(`${agreement.validUntil}T00:00:00Z`) - Date.parse(`${today}T00:00:00Z`)) / DAY_MS;
}

/** How an agreement stands today: its state, and for an active one whether it has begun, ends soon, or is over. */
export type AgreementStanding =
  | 'draft'
  | 'not_begun'
  | 'in_force'
  | 'ends_soon'
  | 'expired'
  | 'suspended'
  | 'ended';

export function agreementStanding(
  agreement: Pick<PartnerAgreement, 'state' | 'validFrom' | 'validUntil'>,
  today: string,
): AgreementStanding {
  if (agreement.state !== 'active') return agreement.state;
  if (agreement.validFrom !== null && agreement.validFrom > today) return 'not_begun';
  const left = daysLeft(agreement, today);
  if (left === null || left < 0) return 'expired';
  return left <= EXPIRY_WARNING_DAYS ? 'ends_soon' : 'in_force';
}

const SIGNATURES: readonly (readonly [contentType: string, start: string])[] = [
  ['application/pdf', '255044462d'],
  ['image/jpeg', 'ffd8ff'],
  ['image/png', '89504e470d0a1a0a'],
];

/** What kind of paper these bytes are: PDF, JPEG or PNG by their beginning, whatever they call themselves. */
export function paperType(bytes: Buffer): string | null {
  const start = bytes.toString('hex', 0, 8);
  return SIGNATURES.find(([, signature]) => start.startsWith(signature))?.[0] ?? null;
}
