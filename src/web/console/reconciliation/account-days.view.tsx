import type { VNode } from 'preact';
import { readableMoney } from '../../../kernel/money.js';
import { type AccountDay, CODES } from '../../../reconciliation/reconciliation.queries.js';
import { readableCount } from '../../ui/format.js';
import { Badge, type Tone } from '../../ui/notices.js';
import { Table } from '../../ui/tables.js';
import type { Desk } from '../access/visit.js';
import { wordFor, words } from '../console.words.js';

const HOME_CURRENCY = 'CNY';

function stateOf({ run, outdated }: AccountDay): {
  tone: Tone;
  word: 'never' | 'outdated' | 'running' | 'interrupted' | 'done';
} {
  if (run === null) return { tone: 'warn', word: 'never' };
  if (run.state !== 'done') return { tone: 'warn', word: run.state };
  return outdated ? { tone: 'warn', word: 'outdated' } : { tone: 'good', word: 'done' };
}

function OpenOnes({ desk, of }: { desk: Desk; of: AccountDay }): VNode {
  const { locale } = desk;
  const codes = CODES.filter((code) => of.open[code]);
  if (codes.length === 0) return <>{words(locale, 'none')}</>;
  return (
    <ul class="plain-list">
      {codes.map((code) => (
        <li key={code}>
          {wordFor(locale, 'caseKind', code)} × {readableCount(of.open[code]?.n ?? 0, locale)}{' '}
          <span class="soft small">
            {readableMoney({ amount: of.open[code]?.amount ?? 0n, currency: HOME_CURRENCY }, locale)}
          </span>
        </li>
      ))}
    </ul>
  );
}

/** Each account of the day: how its statement and our books were compared, and what is left. */
export function AccountDays({ desk, accounts }: { desk: Desk; accounts: readonly AccountDay[] }): VNode {
  const { locale } = desk;
  return (
    <Table
      caption={words(locale, 'reconciliation.accounts')}
      columns={[
        { head: words(locale, 'reconciliation.account') },
        { head: words(locale, 'reconciliation.run') },
        { head: words(locale, 'reconciliation.lines'), number: true },
        { head: words(locale, 'reconciliation.facts'), number: true },
        { head: words(locale, 'reconciliation.matched'), number: true },
        { head: words(locale, 'reconciliation.waiting'), number: true },
        { head: words(locale, 'reconciliation.open') },
      ]}
      rows={accounts.map((of) => {
        const { tone, word } = stateOf(of);
        const count = (n: number | undefined) =>
          n === undefined ? words(locale, 'none') : readableCount(n, locale);
        return [
          <>
            {wordFor(locale, 'provider', of.provider ?? 'bank')} {of.name}
          </>,
          <>
            <Badge tone={tone}>{words(locale, `reconciliation.state.${word}`)}</Badge>
            {of.run && <span class="soft small"> r{of.run.revision}</span>}
          </>,
          count(of.run?.lines),
          count(of.run?.facts),
          count(of.run?.matched),
          count(of.run?.waiting),
          <OpenOnes desk={desk} of={of} />,
        ];
      })}
      empty={words(locale, 'reconciliation.noAccounts')}
    />
  );
}
