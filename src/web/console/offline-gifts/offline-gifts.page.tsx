import type { VNode } from 'preact';
import type { CashDeposit } from '../../../donations/cash-deposit.entity.js';
import type { OfflineGiftState } from '../../../donations/offline.queries.js';
import type { OfflineGift } from '../../../donations/offline-gift.entity.js';
import { withPrefix } from '../../../kernel/ids.js';
import { readableMoney } from '../../../kernel/money.js';
import type { Project } from '../../../projects/project.entity.js';
import { Actions, ButtonLink } from '../../ui/buttons.js';
import { Figures } from '../../ui/facts.js';
import { readableDay } from '../../ui/format.js';
import { Badge, type Tone } from '../../ui/notices.js';
import { Table } from '../../ui/tables.js';
import { type Desk, mayAct } from '../access/visit.js';
import { type Key, words } from '../console.words.js';
import { at, DeskPage, nameOf } from '../layout.js';

const TONES: Readonly<Record<OfflineGiftState, Tone>> = {
  requested: 'warn',
  booked: 'good',
  annulled: 'bad',
  rejected: 'plain',
  cancelled: 'plain',
  expired: 'plain',
};

/** The state of an offline gift or of a cash deposit in words. */
export function OfflineState({ desk, state }: { desk: Desk; state: OfflineGiftState }): VNode {
  return <Badge tone={TONES[state]}>{words(desk.locale, `offline.state.${state}` as Key)}</Badge>;
}

interface Props {
  readonly lines: readonly { gift: OfflineGift; name: string | null; project: Project | null }[];
  readonly cash: readonly { currency: string; amount: bigint }[];
  readonly deposits: readonly CashDeposit[];
  readonly done?: unknown;
}

function Deposits({ desk, deposits }: { desk: Desk; deposits: readonly CashDeposit[] }): VNode | null {
  const { locale } = desk;
  if (deposits.length === 0) return null;
  return (
    <Table
      caption={words(locale, 'offline.deposits')}
      columns={[
        { head: words(locale, 'offline.depositedOn') },
        { head: words(locale, 'day.amount'), number: true },
        { head: words(locale, 'day.state') },
        { head: words(locale, 'disbursements.bankReference') },
      ]}
      rows={deposits.map((deposit) => [
        <a href={at(desk, `/approvals/${withPrefix('apr', deposit.approvalId)}`)}>
          {readableDay(deposit.depositedOn, locale)}
        </a>,
        readableMoney(deposit, locale),
        <OfflineState desk={desk} state={deposit.state} />,
        deposit.bankReference,
      ])}
    />
  );
}

/** Gifts past the providers, newest first, and the cash that lies here. */
export function offlineGiftsPage(desk: Desk, { lines, cash, deposits, done }: Props): VNode {
  const { locale } = desk;
  const title = words(locale, 'nav.offlineGifts');
  const here = at(desk, '/offline-gifts');
  const clerk = mayAct(desk, 'clerk');
  const onHand = cash.filter(({ amount }) => amount !== 0n);
  return (
    <DeskPage desk={desk} title={title} current="offlineGifts" done={done}>
      <h1>{title}</h1>
      {clerk && (
        <Actions>
          <ButtonLink href={`${here}/new?way=bank_transfer`}>{words(locale, 'offline.newBank')}</ButtonLink>
          <ButtonLink second href={`${here}/new?way=cash`}>
            {words(locale, 'offline.newCash')}
          </ButtonLink>
          <ButtonLink second href={at(desk, '/pledges')}>
            {words(locale, 'nav.pledges')}
          </ButtonLink>
        </Actions>
      )}
      {!clerk && (
        <p>
          <a href={at(desk, '/pledges')}>{words(locale, 'nav.pledges')}</a>
        </p>
      )}
      {onHand.length > 0 && (
        <>
          <Figures
            figures={onHand.map((sum) => [words(locale, 'offline.cash'), readableMoney(sum, locale)])}
          />
          {clerk && (
            <p>
              <a href={at(desk, '/cash-deposits/new')}>{words(locale, 'offline.newDeposit')}</a>
            </p>
          )}
        </>
      )}
      <Table
        caption={title}
        hideCaption
        columns={[
          { head: words(locale, 'offline.receivedOn') },
          { head: words(locale, 'offline.donor') },
          { head: words(locale, 'day.amount'), number: true },
          { head: words(locale, 'day.state') },
          { head: words(locale, 'offline.way') },
          { head: words(locale, 'day.project') },
        ]}
        rows={lines.map(({ gift, name, project }) => [
          <a href={`${here}/${withPrefix('don', gift.id)}`}>{readableDay(gift.receivedOn, locale)}</a>,
          name ?? words(locale, 'offline.unnamed'),
          readableMoney(gift, locale),
          <OfflineState desk={desk} state={gift.state} />,
          words(locale, `offline.way.${gift.way}` as Key),
          project && nameOf(project, locale),
        ])}
        empty={words(locale, 'offline.none')}
      />
      <Deposits desk={desk} deposits={deposits} />
    </DeskPage>
  );
}
