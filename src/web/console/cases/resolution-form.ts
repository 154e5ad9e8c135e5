import { readAmount } from '../../../kernel/money.js';
import type { ProposedLeg } from '../../../reconciliation/resolution.js';
import { LEGS_MAX, type ResolutionChoices } from '../../../reconciliation/resolutions.queries.js';

/** The texts of a form, as a browser sent them; anything that is no text is left out. */
export type Typed = Readonly<Record<string, string | undefined>>;

/** The parts of a leg's fields; each field is called `leg<n>_<part>`. */
export const LEG_PARTS = ['fund', 'debit', 'credit', 'account', 'amount'] as const;

/** A form's texts by name. */
export function typedIn(body: unknown): Typed {
  if (typeof body !== 'object' || body === null) return {};
  return Object.fromEntries(Object.entries(body).filter(([, value]) => typeof value === 'string'));
}

/** The legs that were filled in, and the fields that are wrong; an untouched leg is no leg. */
export function legsIn(
  typed: Typed,
  choices: ResolutionChoices,
): { legs: ProposedLeg[]; problems: { field: string; code: string }[] } {
  const legs: ProposedLeg[] = [];
  const problems: { field: string; code: string }[] = [];
  for (let n = 1; n <= LEGS_MAX; n++) {
    const part = (name: (typeof LEG_PARTS)[number]) => typed[`leg${n}_${name}`] ?? '';
    if (part('amount').trim() === '') continue;
    const fund = choices.funds.find(({ id }) => id === part('fund'));
    const debit = choices.codes.find((code) => code === part('debit'));
    const credit = choices.codes.find((code) => code === part('credit'));
    const field = `leg${n}`;
    if (!fund) problems.push({ field, code: 'resolution_fund' });
    if (!debit || !credit) problems.push({ field, code: 'resolution_account' });
    const reading = readAmount(part('amount'), fund?.currency ?? 'CNY');
    if (!reading.ok) problems.push({ field, code: 'resolution_amount' });
    if (!fund || !debit || !credit || !reading.ok) continue;
    const providerAccountId = part('account') || null;
    legs.push({ fundId: fund.id, debit, credit, amount: reading.amount, providerAccountId });
  }
  return { legs, problems };
}
