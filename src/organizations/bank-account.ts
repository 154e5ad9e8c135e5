import type { FieldProblem } from '../kernel/errors.js';
import type { BankAccount } from './bank-account.entity.js';

/** A bank account as it was typed. */
export interface TypedBankAccount {
  readonly bank: string;
  readonly branch: string;
  readonly holder: string;
  readonly number: string;
  readonly reason: string;
}

const LENGTHS = { bank: 120, branch: 160, holder: 120, reason: 500 } as const;

/** The account's digits without the blanks and hyphens between which people write them; also full-width digits. */
export function bareNumber(text: string): string {
  return text.normalize('NFKC').replace(/[\s-]/g, '');
}

/** What is wrong with a bank account as it was typed. Chinese account numbers have 8 to 32 digits. */
export function bankAccountProblems(typed: TypedBankAccount): FieldProblem[] {
  const problems: FieldProblem[] = [];
  for (const field of ['bank', 'branch', 'holder', 'reason'] as const) {
    const text = typed[field].trim();
    if (text === '' && field !== 'branch') problems.push({ field, code: 'empty' });
    if (text.length > LENGTHS[field])
      problems.push({ field, code: 'too_long', params: { max: String(LENGTHS[field]) } });
  }
  if (!/^\d{8,32}$/.test(bareNumber(typed.number))) problems.push({ field: 'number', code: 'bank_number' });
  return problems;
}

/** A number as it may be seen by staff: the last four digits alone. */
export function maskedNumber(last4: string): string {
  return `**** ${last4}`;
}

type Shown = Pick<BankAccount, 'bank' | 'branch' | 'holder' | 'last4'> & { readonly fingerprint: string };

/**
 * What the second person sees: the present account and the one that takes its place. The fingerprint binds all digits;
 * whether the holder is the organization itself is said, because gifts must not go to anybody else's account.
 */
export function bankAccountPayload(
  present: Shown | null,
  becomes: Shown,
  about: { readonly organizationName: string; readonly reason: string },
): Readonly<Record<string, unknown>> {
  return {
    ownName: about.organizationName === becomes.holder,
    reason: about.reason,
    before: present ? fieldsOf(present) : {},
    after: fieldsOf(becomes),
  };
}

function fieldsOf({ bank, branch, holder, last4, fingerprint }: Shown): Readonly<Record<string, string>> {
  return { bank, branch, holder, number: maskedNumber(last4), fingerprint };
}
