import type { VNode } from 'preact';
import { readableMoney } from '../../kernel/money.js';
import type { EntryLine } from '../../ledger/ledger.queries.js';
import { readableDay } from '../ui/format.js';
import { Table } from '../ui/tables.js';
import type { Desk } from './access/visit.js';
import { wordFor, words } from './console.words.js';

/** What the books hold about one thing, oldest first. */
export function EntryLines({
  desk,
  entries,
  empty,
}: {
  desk: Desk;
  entries: readonly EntryLine[];
  empty: string;
}): VNode {
  const { locale } = desk;
  return (
    <Table
      caption={words(locale, 'gift.entries')}
      columns={[
        { head: words(locale, 'day.seq'), number: true },
        { head: words(locale, 'gift.kind') },
        { head: words(locale, 'gift.bookedOn') },
        { head: words(locale, 'day.amount'), number: true },
      ]}
      rows={entries.map((entry) => [
        entry.ledgerSeq === null ? words(locale, 'none') : String(entry.ledgerSeq),
        wordFor(locale, 'entry', entry.kind),
        readableDay(entry.bookedOn, locale),
        readableMoney(entry, locale),
      ])}
      empty={empty}
    />
  );
}
