import type { ComponentChildren, VNode } from 'preact';
import type { StepStanding } from '../../disclosure/gift-life.queries.js';
import { readableMoney } from '../../kernel/money.js';
import type { Locale } from '../../platform/i18n/locale.js';
import { readableDay, readableTime, Time } from '../ui/format.js';
import { Badge } from '../ui/notices.js';
import { words } from './donor.words.js';
import { SpentOn } from './gift-spent.js';
import type { GiftView } from './views.js';

interface Step {
  readonly title: ComponentChildren;
  readonly done: boolean;
  readonly text: ComponentChildren;
}

/** The moment of a step, or when it is expected, or since when it is late; `open` where nothing can be said yet. */
function Standing(props: {
  standing: StepStanding;
  gift: GiftView;
  locale: Locale;
  open?: ComponentChildren;
}): VNode {
  const { standing, locale, gift } = props;
  const { zone } = gift.organization;
  switch (standing.state) {
    case 'done':
      return <Time at={standing.at} locale={locale} zone={zone} />;
    case 'waiting':
      return <>{words(locale, 'life.expected', { time: readableTime(standing.expectedBy, locale, zone) })}</>;
    case 'late':
      return (
        <>
          <Badge tone="warn">{words(locale, 'life.late')}</Badge>{' '}
          {words(locale, 'life.lateSince', { time: readableTime(standing.since, locale, zone) })}
        </>
      );
    case 'open':
      return <>{props.open ?? words(locale, 'life.open')}</>;
  }
}

function paidStep({ money, organization }: GiftView, locale: Locale): Step {
  const { paidAt, offline } = money;
  return {
    title: words(locale, offline ? 'life.receivedOffline' : 'gift.step.paid'),
    done: paidAt !== null,
    text: paidAt ? (
      <Time at={paidAt} locale={locale} zone={organization.zone} />
    ) : (
      words(locale, 'gift.step.paid.wait')
    ),
  };
}

function acceptedStep(gift: GiftView, locale: Locale): Step {
  const standing = gift.money.steps.accepted;
  return {
    title: words(locale, 'life.accepted'),
    done: standing.state === 'done',
    text: <Standing standing={standing} gift={gift} locale={locale} />,
  };
}

function bookedStep(gift: GiftView, locale: Locale): Step {
  const standing = gift.money.steps.booked;
  return {
    title: words(locale, 'gift.step.booked'),
    done: gift.ledgerSeq !== null,
    text: (
      <>
        {gift.ledgerSeq !== null && <>{words(locale, 'gift.step.booked.text', { seq: gift.ledgerSeq })} · </>}
        <Standing
          standing={standing}
          gift={gift}
          locale={locale}
          open={words(locale, 'gift.step.booked.wait')}
        />
      </>
    ),
  };
}

/** The total that this very gift is part of: not "soon", but a figure with its moment and number. */
function includedStep({ included, organization }: GiftView, locale: Locale): Step {
  return {
    title: words(locale, 'gift.step.included'),
    done: included !== null,
    text: included
      ? words(locale, 'gift.step.included.text', {
          time: readableTime(included.asOf, locale, organization.zone),
          raised: readableMoney(included.raised, locale),
          seq: included.ledgerSeq,
        })
      : words(locale, 'gift.step.included.wait'),
  };
}

function receiptStep(gift: GiftView, locale: Locale): Step {
  const { receipt, earlierReceipts, organization, money } = gift;
  const ended = earlierReceipts.length > 0;
  const many = receipt && receipt.gifts > 1 ? 'gift.step.receipt.many' : 'gift.step.receipt.text';
  return {
    title: words(locale, 'gift.step.receipt'),
    done: receipt !== null,
    text: (
      <>
        {receipt && <>{words(locale, many, { no: receipt.number, n: String(receipt.gifts) })} · </>}
        {ended && !receipt ? (
          words(locale, 'gift.step.receipt.none')
        ) : (
          <Standing
            standing={money.steps.receipt}
            gift={gift}
            locale={locale}
            open={words(locale, 'gift.step.receipt.wait')}
          />
        )}
        {earlierReceipts.map((old) => (
          <span class="small soft" key={old.number}>
            <br />
            {words(locale, `gift.earlier.${old.state}`, { no: old.number })}
            {readableTime(old.endedAt, locale, organization.zone)}{' '}
            {words(locale, `receiptCause.${old.cause}`)}
            {old.reason && ` (${old.reason})`}
          </span>
        ))}
      </>
    ),
  };
}

function settlementStep(gift: GiftView, locale: Locale): Step {
  const { offline, settlement, steps } = gift.money;
  if (offline)
    return {
      title: words(locale, 'life.settlement'),
      done: true,
      text: words(locale, 'life.settlement.offline'),
    };
  const broken = settlement?.state === 'failed' || settlement?.state === 'canceled';
  return {
    title: words(locale, 'life.settlement'),
    done: steps.settlement.state === 'done',
    text: (
      <>
        {settlement && (
          <>
            {words(locale, `life.settlement.${settlement.state}`, {
              amount: readableMoney(settlement, locale),
            })}{' '}
          </>
        )}
        {!broken && <Standing standing={steps.settlement} gift={gift} locale={locale} />}
      </>
    ),
  };
}

function bankStep(gift: GiftView, locale: Locale): Step {
  const { offline, settlement, steps } = gift.money;
  const bankedOn = settlement?.bankedOn;
  const text = offline ? (
    words(locale, 'life.bank.offline')
  ) : bankedOn ? (
    words(locale, 'life.bank.done', { day: readableDay(bankedOn, locale) })
  ) : (
    <Standing standing={steps.bank} gift={gift} locale={locale} open={words(locale, 'life.bank.open')} />
  );
  return { title: words(locale, 'life.bank'), done: steps.bank.state === 'done', text };
}

function spentStep(gift: GiftView, locale: Locale): Step {
  const { spent } = gift;
  return {
    title: words(locale, 'life.spent'),
    done: spent !== null && spent.spent.amount > 0n && spent.unspent.amount === 0n,
    text: spent ? (
      <SpentOn spent={spent} slug={gift.project.slug} zone={gift.organization.zone} locale={locale} />
    ) : (
      words(locale, 'life.spent.wait')
    ),
  };
}

/** How far a gift has come: registered, paid, accepted, booked, in the total, receipt, payout, bank, spent. */
export function GiftLife({ gift, locale }: { gift: GiftView; locale: Locale }): VNode {
  const created: Step = {
    title: words(locale, 'gift.step.created'),
    done: true,
    text: <Time at={gift.createdAt} locale={locale} zone={gift.organization.zone} />,
  };
  const makers = [
    ...[paidStep, acceptedStep, bookedStep, includedStep, receiptStep],
    ...[settlementStep, bankStep, spentStep],
  ];
  return (
    <section class="panel" aria-labelledby="life">
      <h2 id="life">{words(locale, 'gift.life')}</h2>
      <ol class="life">
        {[created, ...makers.map((step) => step(gift, locale))].map((step, index) => (
          <li class={step.done ? 'done' : undefined} key={index}>
            <strong>{step.title}</strong>
            <div>{step.text}</div>
          </li>
        ))}
      </ol>
    </section>
  );
}
