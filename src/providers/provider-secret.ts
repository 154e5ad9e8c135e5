import type { FieldProblem } from '../kernel/errors.js';
import { scaleOf } from '../kernel/money.js';
import type { ProviderSecretRequest } from './provider-secret-request.entity.js';

/** The account whose keys stand in the environment, and which nobody changes here. */
export const MAIN = 'main';

/** Longest time for which a replaced webhook secret is honoured, in hours: as long as Stripe itself signs with both. */
export const GRACE_HOURS_MAX = 24;
const REASON_MAX = 500;
const VALUE_MAX = 300;

/** What an administrator typed: a new account, or another key of one that is there. */
export interface TypedSecrets {
  readonly act: ProviderSecretRequest['act'];
  readonly account: string;
  readonly currency: string;
  readonly apiKey: string;
  readonly webhookSecret: string;
  readonly graceHours: string;
  readonly reason: string;
}

/** Whether a new account may be called so. */
export function isAccountName(text: string): boolean {
  return text !== MAIN && /^[a-z0-9][a-z0-9-]{1,38}[a-z0-9]$/.test(text);
}

/** Whether money moves for real behind an API key of Stripe; null when it is none. */
export function livemodeOf(apiKey: string): boolean | null {
  const [, mode] = /^(?:sk|rk)_(test|live)_[\x21-\x7e]{8,}$/.exec(apiKey) ?? [];
  return mode === undefined || apiKey.length > VALUE_MAX ? null : mode === 'live';
}

/** What is wrong with what was typed. `livemode` is the account's, null for a new one. */
export function secretProblems(typed: TypedSecrets, livemode: boolean | null): FieldProblem[] {
  const problems: FieldProblem[] = [];
  if (typed.act === 'account') {
    if (!isAccountName(typed.account)) problems.push({ field: 'account', code: 'provider_account_name' });
    if (scaleOf(typed.currency) === undefined)
      problems.push({ field: 'currency', code: 'provider_account_currency' });
  }
  if (typed.act !== 'webhook_secret') {
    const mode = livemodeOf(typed.apiKey);
    if (mode === null) problems.push({ field: 'api_key', code: 'provider_api_key' });
    else if (livemode !== null && mode !== livemode)
      problems.push({ field: 'api_key', code: 'provider_key_mode' });
  }
  if (typed.act !== 'api_key' && !isWebhookSecret(typed.webhookSecret))
    problems.push({ field: 'webhook_secret', code: 'provider_webhook_secret' });
  if (typed.act === 'webhook_secret' && graceOf(typed) === null)
    problems.push({ field: 'grace_hours', code: 'provider_grace', params: { max: String(GRACE_HOURS_MAX) } });
  if (typed.reason === '') problems.push({ field: 'reason', code: 'empty' });
  if (typed.reason.length > REASON_MAX)
    problems.push({ field: 'reason', code: 'too_long', params: { max: String(REASON_MAX) } });
  return problems;
}

function isWebhookSecret(text: string): boolean {
  return /^whsec_[\x21-\x7e]{8,}$/.test(text) && text.length <= VALUE_MAX;
}

/** The typed grace time in whole hours, or null when it is none. */
export function graceOf({ graceHours }: Pick<TypedSecrets, 'graceHours'>): number | null {
  if (!/^\d{1,2}$/.test(graceHours)) return null;
  const hours = Number(graceHours);
  return hours <= GRACE_HOURS_MAX ? hours : null;
}

/** Fingerprints of an account's keys as they are shown; null where there is none. */
export interface Fingerprints {
  readonly apiKey: string | null;
  readonly webhookSecret: string | null;
}

/** What the second person sees. Of secrets nothing but fingerprints. */
export function secretPayload(
  asked: Pick<ProviderSecretRequest, 'act' | 'account' | 'currency' | 'livemode' | 'graceHours' | 'reason'>,
  is: Fingerprints,
  becomes: Fingerprints,
): Readonly<Record<string, unknown>> {
  const { act, account, currency, livemode, graceHours, reason } = asked;
  const of = (prints: Fingerprints) => ({
    ...(act === 'webhook_secret' ? {} : { apiKey: prints.apiKey }),
    ...(act === 'api_key' ? {} : { webhookSecret: prints.webhookSecret }),
  });
  return {
    act,
    provider: 'stripe',
    accountName: account,
    currency,
    mode: livemode ? 'live' : 'test',
    reason,
    ...(act === 'webhook_secret' ? { graceHours: String(graceHours) } : {}),
    before: of(is),
    after: of(becomes),
  };
}
