import type { VNode } from 'preact';
import type { RefusedAddress } from '../../../platform/mail/mail-refusals.js';
import { Button } from '../../ui/buttons.js';
import { Time } from '../../ui/format.js';
import { Pager, Table } from '../../ui/tables.js';
import { type Desk, mayAct } from '../access/visit.js';
import { words } from '../console.words.js';
import { at, DeskPage } from '../layout.js';
import type { Paging } from '../paging.js';

/** The marked addresses, the newest first, with what the server said. */
export function refusedAddressesPage(
  desk: Desk,
  props: { addresses: readonly RefusedAddress[]; paging: Paging; done: unknown },
): VNode {
  const { locale, organization } = desk;
  const { addresses, paging, done } = props;
  const here = at(desk, '/refused-addresses');
  const title = words(locale, 'nav.refused-addresses');
  const turn = (page: number, text: string) => ({ href: `${here}?page=${page}`, text });
  return (
    <DeskPage desk={desk} title={title} current="refused-addresses" done={done}>
      <h1>{title}</h1>
      <p class="soft">{words(locale, 'refusedAddress.lead')}</p>
      <Table
        caption={title}
        hideCaption
        columns={[
          { head: words(locale, 'mail.to') },
          { head: words(locale, 'refusedAddress.since') },
          { head: words(locale, 'refusedAddress.reason') },
          { head: words(locale, 'refusedAddress.action') },
        ]}
        rows={addresses.map(({ key, masked, reason, refusedAt }) => [
          masked,
          <Time at={refusedAt} locale={locale} zone={organization.timeZone} />,
          reason,
          mayAct(desk, 'clerk', 'administrator') ? (
            <form method="post" action={`${here}/${key}/clear`}>
              <Button second>{words(locale, 'refusedAddress.clear')}</Button>
            </form>
          ) : null,
        ])}
        empty={words(locale, 'refusedAddress.none')}
      />
      <Pager
        label={words(locale, 'moderation.pages')}
        previous={paging.page > 1 ? turn(paging.page - 1, words(locale, 'moderation.previous')) : undefined}
        next={
          paging.page < paging.pages ? turn(paging.page + 1, words(locale, 'moderation.next')) : undefined
        }
      />
    </DeskPage>
  );
}
