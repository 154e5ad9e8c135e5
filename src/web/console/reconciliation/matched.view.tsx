import type { VNode } from 'preact';
import { withPrefix } from '../../../kernel/ids.js';
import { readableMoney } from '../../../kernel/money.js';
import { Hidden } from '../../ui/fields.js';
import { readableTime } from '../../ui/format.js';
import { Badge } from '../../ui/notices.js';
import { Table } from '../../ui/tables.js';
import { type Desk, mayAct } from '../access/visit.js';
import { wordFor, words } from '../console.words.js';
import { at } from '../layout.js';
import type { DeskDay } from './desk-rows.service.js';

/** Takes a match back; the first of the page is the one that U undoes. */
export function Undo(props: {
  desk: Desk;
  day: string;
  kind: 'line' | 'bank';
  id: string;
  last?: boolean;
}): VNode | null {
  const { desk, day, kind, id } = props;
  if (!mayAct(desk, 'clerk')) return null;
  return (
    <form method="post" action={at(desk, `/reconciliation/${day}/undoings`)}>
      <Hidden name="kind" value={kind} />
      <Hidden name="match" value={id} />
      <button type="submit" class="plain-button" data-undo={props.last ? '' : undefined}>
        {words(desk.locale, 'reconciliation.undo')}
      </button>
    </form>
  );
}

/** What is matched: bank lines, and the pairs of lines and facts, those first that differ. */
export function Matched({ desk, day, of }: { desk: Desk; day: string; of: DeskDay }): VNode {
  const { locale, organization } = desk;
  return (
    <>
      <Table
        caption={words(locale, 'reconciliation.bankMatches')}
        columns={[
          { head: words(locale, 'reconciliation.theirs') },
          { head: words(locale, 'reconciliation.ours') },
          { head: words(locale, 'day.amount'), number: true },
          { head: words(locale, 'reconciliation.way') },
          { head: words(locale, 'reconciliation.undo') },
        ]}
        rows={of.bankMatches.map((match) => [
          match.lines,
          match.parts
            .split(' ')
            .map((kind) => wordFor(locale, 'part', kind))
            .join(', '),
          readableMoney(match, locale),
          <>
            {words(locale, `reconciliation.way.${match.way}`)}{' '}
            {match.note && <span class="soft small">{match.note}</span>}
          </>,
          <Undo desk={desk} day={day} kind="bank" id={match.id} />,
        ])}
        empty={words(locale, 'reconciliation.nothingMatched')}
      />
      <Table
        caption={words(locale, 'reconciliation.pairs')}
        columns={[
          { head: words(locale, 'reconciliation.account') },
          { head: words(locale, 'reconciliation.line') },
          { head: words(locale, 'day.amount'), number: true },
          { head: words(locale, 'reconciliation.gift') },
          { head: words(locale, 'reconciliation.way') },
          { head: words(locale, 'reconciliation.undo') },
        ]}
        rows={of.pairs.map((pair) => [
          pair.account,
          <>
            <code class="small">{pair.lineKey}</code>{' '}
            <span class="soft small">{readableTime(pair.lineAt, locale, organization.timeZone)}</span>
          </>,
          readableMoney({ amount: pair.amount, currency: pair.currency }, locale),
          pair.donationId ? (
            <a href={at(desk, `/gifts/${withPrefix('don', pair.donationId)}`)}>
              {withPrefix('don', pair.donationId)}
            </a>
          ) : (
            words(locale, 'none')
          ),
          <>
            {wordFor(locale, 'reconciliation.pass', String(pair.pass))}{' '}
            {pair.differs !== 0 && <Badge tone="warn">{words(locale, 'reconciliation.pairDiffers')}</Badge>}
          </>,
          <Undo desk={desk} day={day} kind="line" id={pair.lineId} />,
        ])}
        empty={words(locale, 'reconciliation.nothingMatched')}
      />
    </>
  );
}
