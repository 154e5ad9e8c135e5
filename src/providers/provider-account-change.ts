import type { FieldProblem } from '../kernel/errors.js';
import { scaleOf } from '../kernel/money.js';
import type { Provider, ProviderIntake } from './provider-account.entity.js';
import type { ProviderAccountRequest } from './provider-account-request.entity.js';
import { isAccountName } from './provider-secret.js';

/** Providers that have accounts without keys of ours. */
export const FILE_PROVIDERS = ['wechat', 'alipay', 'platform'] as const satisfies readonly Provider[];

/** What an administrator types for an account that only files tell of. */
export interface TypedFileAccount {
  readonly provider: string;
  readonly account: string;
  readonly currency: string;
  readonly merchantNo: string;
  readonly displayName: string;
  readonly reason: string;
}

/** What an administrator types to change from where an account's facts come. */
export interface TypedIntake {
  readonly intake: string;
  readonly reason: string;
}

const REASON_MAX = 500;
const NAME_MAX = 120;

/** What is wrong with a new account as it was typed. */
export function fileAccountProblems(typed: TypedFileAccount): FieldProblem[] {
  const problems: FieldProblem[] = [];
  const { provider, displayName } = typed;
  if (!FILE_PROVIDERS.some((each) => each === provider)) problems.push({ field: 'provider', code: 'empty' });
  if (!isAccountName(typed.account)) problems.push({ field: 'account', code: 'provider_account_name' });
  if (scaleOf(typed.currency) === undefined)
    problems.push({ field: 'currency', code: 'provider_account_currency' });
  if (!/^[\x21-\x7e]{1,64}$/.test(typed.merchantNo))
    problems.push({ field: 'merchant_no', code: 'provider_merchant_no' });
  if (displayName === '' && provider === 'platform') problems.push({ field: 'display_name', code: 'empty' });
  if (displayName.length > NAME_MAX)
    problems.push({ field: 'display_name', code: 'too_long', params: { max: String(NAME_MAX) } });
  return [...problems, ...reasonProblems(typed.reason)];
}

/** What is wrong with the reason of a change. */
export function reasonProblems(reason: string): FieldProblem[] {
  if (reason === '') return [{ field: 'reason', code: 'empty' }];
  if (reason.length > REASON_MAX)
    return [{ field: 'reason', code: 'too_long', params: { max: String(REASON_MAX) } }];
  return [];
}

/** What the second person sees. `present` null = there is no such account yet. */
export function changePayload(
  asked: Omit<ProviderAccountRequest, 'approvalId'>,
  present: ProviderIntake | null,
): Readonly<Record<string, unknown>> {
  const { act, provider, account, currency, merchantNo, displayName, intake, reason } = asked;
  return {
    ...{ act, provider, accountName: account, displayName, merchantNo, currency, reason },
    before: { intake: present },
    after: { intake },
  };
}
