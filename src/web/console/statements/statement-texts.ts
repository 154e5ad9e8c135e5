import type { Locale } from '../../../platform/i18n/locale.js';
import type { AccountBill, StatementFileSummary } from '../../../settlements/statement-files.queries.js';
import { readableDay } from '../../ui/format.js';
import { type Key, sentence, wordFor, words } from '../console.words.js';

type NamedBill = Pick<AccountBill, 'provider' | 'accountName' | 'bill'>;

/** What a bill is called: "微信支付 交易账单". */
export function billName({ provider, bill }: NamedBill, locale: Locale): string {
  return wordFor(locale, 'statements.bill', `${provider}.${bill}`);
}

/** An account with its provider's name. */
export function accountOf({ provider, accountName }: NamedBill, locale: Locale): string {
  return provider === 'bank' || provider === 'platform'
    ? accountName
    : `${wordFor(locale, 'statements.provider', provider)} ${accountName}`;
}

/** The day or the days that a file is about. */
export function daysOf(
  { firstDay, lastDay }: Pick<StatementFileSummary, 'firstDay' | 'lastDay'>,
  locale: Locale,
): string {
  return firstDay === lastDay
    ? readableDay(firstDay, locale)
    : `${readableDay(firstDay, locale)} – ${readableDay(lastDay, locale)}`;
}

/** A type of line in words; for movements that we do not know, the provider's own word while it can be told. */
export function lineType(type: string, locale: Locale): string {
  const known = sentence(locale, `statements.type.${type}`);
  if (known) return known;
  const hex = /^(?:flow|trade):((?:[0-9a-f]{2})+)$/.exec(type)?.[1];
  const word = hex ? Buffer.from(hex, 'hex').toString('utf8') : type.replace(/^(flow|trade):/, '');
  return words(locale, 'statements.type.unknown', { word: word.includes('\uFFFD') ? type : word });
}

/** Why a file is not what it must be, and what to do about it. */
export function problemTexts(
  { code, params }: StatementFileSummary['problems'][number],
  locale: Locale,
): { readonly what: string; readonly fix: string } {
  const known = sentence(locale, `statements.problem.${code}`) !== undefined;
  const fix = sentence(locale, `statements.fix.${code}`);
  return {
    what: known ? words(locale, `statements.problem.${code}` as Key, params) : code,
    fix: fix ?? words(locale, 'statements.fix.other'),
  };
}
