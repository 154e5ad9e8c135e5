import type { VNode } from 'preact';
import type { WorkCase } from '../../../cases/work-case.entity.js';
import { isId, withPrefix } from '../../../kernel/ids.js';
import { readableMoney } from '../../../kernel/money.js';
import { Time } from '../../ui/format.js';
import { Table } from '../../ui/tables.js';
import type { Desk } from '../access/visit.js';
import { wordFor, words } from '../console.words.js';
import { at, DeskPage } from '../layout.js';

function Subject({ desk, item }: { desk: Desk; item: WorkCase }): VNode {
  const name = wordFor(desk.locale, 'subject', item.subjectType);
  if (item.subjectType !== 'donation' || !isId(item.subjectId)) {
    return (
      <>
        {name} <code class="small">{item.subjectId}</code>
      </>
    );
  }
  return <a href={at(desk, `/gifts/${withPrefix('don', item.subjectId)}`)}>{name}</a>;
}

/** Open cases, the longest waiting first. */
export function casesPage(desk: Desk, cases: readonly WorkCase[]): VNode {
  const { locale, organization } = desk;
  const title = words(locale, 'nav.cases');
  return (
    <DeskPage desk={desk} title={title} current="cases">
      <h1>{title}</h1>
      <p class="soft">{words(locale, 'case.lead')}</p>
      <Table
        caption={title}
        hideCaption
        columns={[
          { head: words(locale, 'case.opened') },
          { head: words(locale, 'case.kind') },
          { head: words(locale, 'case.subject') },
          { head: words(locale, 'day.amount'), number: true },
          { head: words(locale, 'case.detail') },
        ]}
        rows={cases.map((item) => [
          <Time at={item.openedAt} locale={locale} zone={organization.timeZone} />,
          wordFor(locale, 'caseKind', item.kind),
          <Subject desk={desk} item={item} />,
          item.amount === null || item.currency === null
            ? words(locale, 'none')
            : readableMoney({ amount: item.amount, currency: item.currency }, locale),
          item.detail || words(locale, 'none'),
        ])}
        empty={words(locale, 'case.nothing')}
      />
    </DeskPage>
  );
}
