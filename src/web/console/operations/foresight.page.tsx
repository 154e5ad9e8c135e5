import type { VNode } from 'preact';
import type { MissedEvent } from '../../../intake/recovery.service.js';
import { Notice } from '../../ui/notices.js';
import { Table } from '../../ui/tables.js';
import type { Desk } from '../access/visit.js';
import { wordFor, words } from '../console.words.js';
import { at, DeskPage } from '../layout.js';

/** What a repair would do if it ran now. `missed` null = this schedule repairs nothing that could be foreseen. */
export function foresightPage(
  desk: Desk,
  { name, missed }: { name: string; missed: readonly MissedEvent[] | null },
): VNode {
  const { locale } = desk;
  const title = words(locale, 'foresight.title');
  return (
    <DeskPage desk={desk} title={title} current="schedules">
      <p class="crumbs">
        <a href={at(desk, '/schedules')}>{words(locale, 'nav.schedules')}</a>
      </p>
      <h1>{title}</h1>
      {missed === null ? (
        <Notice>
          <p>{words(locale, 'foresight.none')}</p>
        </Notice>
      ) : (
        <>
          <p>
            {wordFor(locale, 'scheduleName', name)} · {words(locale, 'foresight.lead')}
          </p>
          <Table
            caption={words(locale, 'foresight.would', { n: missed.length })}
            columns={['inbox.account', 'inbox.type', 'inbox.eventId'].map((key) => ({
              head: wordFor(locale, 'inbox', key.slice('inbox.'.length)),
            }))}
            rows={missed.map(({ account, type, eventId }) => [
              account,
              <code class="small">{type}</code>,
              <code class="small">{eventId}</code>,
            ])}
            empty={words(locale, 'foresight.nothing')}
          />
        </>
      )}
    </DeskPage>
  );
}
