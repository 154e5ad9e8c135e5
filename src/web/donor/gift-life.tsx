import type { ComponentChildren, VNode } from 'preact';
import { readableMoney } from '../../kernel/money.js';
import type { Locale } from '../../platform/i18n/locale.js';
import { readableTime, Time } from '../ui/format.js';
import { words } from './donor.words.js';
import type { GiftView } from './views.js';

interface Step {
  readonly title: ComponentChildren;
  readonly done: boolean;
  readonly text: ComponentChildren;
}

function paidStep({ paidAt, organization }: GiftView, locale: Locale): Step {
  return {
    title: words(locale, 'gift.step.paid'),
    done: paidAt !== null,
    text: paidAt ? (
      <Time at={paidAt} locale={locale} zone={organization.zone} />
    ) : (
      words(locale, 'gift.step.paid.wait')
    ),
  };
}

function bookedStep({ ledgerSeq }: GiftView, locale: Locale): Step {
  return {
    title: words(locale, 'gift.step.booked'),
    done: ledgerSeq !== null,
    text:
      ledgerSeq === null
        ? words(locale, 'gift.step.booked.wait')
        : words(locale, 'gift.step.booked.text', { seq: ledgerSeq }),
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

function receiptStep({ receipt, earlierReceipts, organization }: GiftView, locale: Locale): Step {
  const wait = earlierReceipts.length > 0 ? 'gift.step.receipt.none' : 'gift.step.receipt.wait';
  const many = receipt && receipt.gifts > 1 ? 'gift.step.receipt.many' : 'gift.step.receipt.text';
  return {
    title: words(locale, 'gift.step.receipt'),
    done: receipt !== null,
    text: (
      <>
        {receipt
          ? words(locale, many, { no: receipt.number, n: String(receipt.gifts) })
          : words(locale, wait)}
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

/** How far a gift has come: registered, paid, booked, included in the total, receipt. */
export function GiftLife({ gift, locale }: { gift: GiftView; locale: Locale }): VNode {
  const created: Step = {
    title: words(locale, 'gift.step.created'),
    done: true,
    text: <Time at={gift.createdAt} locale={locale} zone={gift.organization.zone} />,
  };
  const later = [paidStep, bookedStep, includedStep, receiptStep].map((step) => step(gift, locale));
  return (
    <section class="panel" aria-labelledby="life">
      <h2 id="life">{words(locale, 'gift.life')}</h2>
      <ol class="life">
        {[created, ...later].map((step, index) => (
          <li class={step.done ? 'done' : undefined} key={index}>
            <strong>{step.title}</strong>
            <p>{step.text}</p>
          </li>
        ))}
      </ol>
    </section>
  );
}
