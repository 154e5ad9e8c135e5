import type { VNode } from 'preact';
import type { RefundLine } from '../../../donations/refunds.queries.js';
import { withPrefix } from '../../../kernel/ids.js';
import { plainAmount, readableMoney } from '../../../kernel/money.js';
import { Button } from '../../ui/buttons.js';
import { FormProblems, SelectField, TextArea, TextField } from '../../ui/fields.js';
import { Time } from '../../ui/format.js';
import { Badge, Notice, type Tone } from '../../ui/notices.js';
import { Table } from '../../ui/tables.js';
import type { Desk } from '../access/visit.js';
import { wordFor, words } from '../console.words.js';
import { at } from '../layout.js';

export const REFUND_TONES: Readonly<Record<RefundLine['state'], Tone>> = {
  requested: 'warn',
  withdrawn: 'plain',
  approved: 'warn',
  sent: 'warn',
  succeeded: 'good',
  failed: 'bad',
  canceled: 'bad',
  undone: 'plain',
};

/** A refund's state as people are told it: one that only a person can make is not on its way by itself. */
export function stateOf({ state, byHand }: Pick<RefundLine, 'state' | 'byHand'>): string {
  return byHand && state === 'approved' ? 'byHand' : state;
}

/** Why money is given back, in the order in which it happens. */
const REASONS = [
  'DUPLICATE',
  'WRONG_AMOUNT',
  'MINOR',
  'INCAPACITY',
  'FRAUD_STOLEN_CARD',
  'CAMPAIGN_INVALID',
  'COURT_OR_REGULATOR',
  'OTHER',
] as const;

/** What stands in the form for a refund. */
export interface TypedRefund {
  readonly amount: string;
  readonly reason: string;
  readonly note: string;
}

export interface GiftRefundsProps {
  readonly donationId: string;
  readonly currency: string;
  readonly refunds: readonly RefundLine[];
  /** The most that one payment of the gift has left; null for people who cannot ask. */
  readonly most: bigint | null;
  /** Its refunds can only be made by a person at the provider. */
  readonly byHand: boolean;
  readonly typed: TypedRefund | null;
  readonly problems: readonly { readonly field: string; readonly text: string }[];
}

/** Refunds as a table, each leading to its own page. */
export function RefundTable(props: {
  desk: Desk;
  caption: string;
  refunds: readonly RefundLine[];
  withGift: boolean;
}): VNode {
  const { desk, refunds, withGift } = props;
  const { locale, organization } = desk;
  const gift = ({ donationId, donationLabel }: RefundLine) =>
    donationId ? (
      <a href={at(desk, `/gifts/${withPrefix('don', donationId)}`)}>{donationLabel}</a>
    ) : (
      words(locale, 'refunds.nobodys')
    );
  return (
    <Table
      caption={props.caption}
      columns={[
        { head: words(locale, 'refunds.when') },
        { head: words(locale, 'day.state') },
        { head: words(locale, 'day.amount'), number: true },
        { head: words(locale, 'refunds.reason') },
        ...(withGift ? [{ head: words(locale, 'refunds.gift') }] : []),
      ]}
      rows={refunds.map((refund) => [
        <a href={at(desk, `/refunds/${withPrefix('rfd', refund.id)}`)}>
          <Time at={refund.requestedAt} locale={locale} zone={organization.timeZone} />
        </a>,
        <Badge tone={REFUND_TONES[refund.state]}>{wordFor(locale, 'refunds.state', stateOf(refund))}</Badge>,
        readableMoney(refund, locale),
        refund.reason
          ? wordFor(locale, 'refunds.reason', refund.reason)
          : words(locale, 'refunds.byProvider'),
        ...(withGift ? [gift(refund)] : []),
      ])}
      empty={words(locale, 'refunds.nothing')}
    />
  );
}

/** A gift's refunds, and for clerks the form that asks for one. */
export function GiftRefunds({ desk, gift }: { desk: Desk; gift: GiftRefundsProps }): VNode {
  const { locale } = desk;
  const { most, currency, typed } = gift;
  const problem = (field: string) => gift.problems.find((each) => each.field === field)?.text;
  const left = most !== null && most > 0n ? { amount: most, currency } : null;
  return (
    <section aria-labelledby="refunds">
      <h2 id="refunds">{words(locale, 'refunds.title')}</h2>
      <RefundTable
        desk={desk}
        caption={words(locale, 'refunds.ofGift')}
        refunds={gift.refunds}
        withGift={false}
      />
      {left === null && gift.problems.length === 0 ? null : (
        <form method="post" action={at(desk, `/gifts/${withPrefix('don', gift.donationId)}/refunds`)}>
          <h3>{words(locale, 'refunds.ask')}</h3>
          <p class="soft">{words(locale, 'refunds.lead')}</p>
          {gift.byHand && (
            <Notice tone="warn">
              <p>{words(locale, 'refunds.byHand')}</p>
            </Notice>
          )}
          <FormProblems title={words(locale, 'refunds.refused')} problems={gift.problems} />
          <TextField
            name="amount"
            label={words(locale, 'refunds.amount', { currency })}
            hint={left ? words(locale, 'refunds.most', { most: readableMoney(left, locale) }) : undefined}
            problem={problem('amount')}
            value={typed?.amount ?? (left ? plainAmount(left) : '')}
            inputmode="decimal"
            maxlength={20}
            required
          />
          <SelectField
            name="reason"
            label={words(locale, 'refunds.reason')}
            problem={problem('reason')}
            value={typed?.reason ?? ''}
            options={[
              { value: '', label: words(locale, 'refunds.choose') },
              ...REASONS.map((value) => ({ value, label: wordFor(locale, 'refunds.reason', value) })),
            ]}
          />
          <TextArea
            name="note"
            label={words(locale, 'refunds.note')}
            hint={words(locale, 'refunds.noteHint')}
            problem={problem('note')}
            value={typed?.note ?? ''}
            rows={3}
          />
          <Button>{words(locale, 'refunds.submit')}</Button>
        </form>
      )}
    </section>
  );
}
