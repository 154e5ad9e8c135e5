import type { VNode } from 'preact';
import type { OwnGift } from '../../../disclosure/gifts-of-mail.queries.js';
import { readableMoney } from '../../../kernel/money.js';
import { Button, ButtonLink } from '../../ui/buttons.js';
import { TextField } from '../../ui/fields.js';
import { readableTime, Time } from '../../ui/format.js';
import { Notice } from '../../ui/notices.js';
import { words } from '../donor.words.js';
import { DonorPage } from '../frame.js';
import { inWords } from '../view-making.js';
import type { Frame } from '../views.js';

export interface FindGiftsProps {
  readonly frame: Frame;
  readonly typed: string;
  readonly problem: 'empty' | 'invalid' | null;
  /** The form was sent: the answer says nothing about the address. */
  readonly sent: boolean;
}

/** Asks for a mail address; the answer is the same whether we know it or not. */
export function FindGiftsPage({ frame, typed, problem, sent }: FindGiftsProps): VNode {
  const { locale } = frame;
  return (
    <DonorPage frame={frame} title={words(locale, 'gifts.title')}>
      <div class="wrap wrap-narrow">
        <h1>{words(locale, 'gifts.title')}</h1>
        {sent && (
          <Notice tone="good" title={words(locale, 'gifts.sent')} live>
            <p>{words(locale, 'gifts.sent.text')}</p>
          </Notice>
        )}
        <section class="panel">
          <p>{words(locale, 'gifts.lead')}</p>
          <form method="post" action="/gifts" novalidate>
            <TextField
              name="mail"
              type="email"
              label={words(locale, 'gifts.mail')}
              value={typed}
              problem={problem ? words(locale, `gifts.problem.${problem}`) : undefined}
              maxlength={254}
              autocomplete="email"
              inputmode="email"
              required
            />
            <Button>{words(locale, 'gifts.submit')}</Button>
          </form>
          <p class="soft small">{words(locale, 'gifts.note')}</p>
        </section>
      </div>
    </DonorPage>
  );
}

/** For a link that expired, was cut short or was never ours: nobody learns which. */
export function DeadLinkPage({ frame }: { frame: Frame }): VNode {
  const { locale } = frame;
  return (
    <DonorPage frame={frame} title={words(locale, 'gifts.dead')}>
      <div class="wrap wrap-narrow">
        <h1>{words(locale, 'gifts.dead')}</h1>
        <p>{words(locale, 'gifts.dead.text')}</p>
        <ButtonLink href="/gifts">{words(locale, 'gifts.again')}</ButtonLink>
      </div>
    </DonorPage>
  );
}

export interface OwnGiftsProps {
  readonly frame: Frame;
  readonly mail: string;
  readonly until: Date;
  readonly gifts: readonly (OwnGift & { readonly href: string })[];
  readonly more: boolean;
  readonly years: readonly { readonly year: string; readonly count: number; readonly href: string }[];
}

/** All gifts of an address, each leading to its own page, and the receipts of each year. */
export function OwnGiftsPage({ frame, mail, until, gifts, more, years }: OwnGiftsProps): VNode {
  const { locale } = frame;
  return (
    <DonorPage frame={frame} title={words(locale, 'gifts.mine')}>
      <div class="wrap wrap-narrow">
        <h1>{words(locale, 'gifts.mine')}</h1>
        <p class="soft">{words(locale, 'gifts.mine.lead', { mail, time: readableTime(until, locale) })}</p>
        {years.length > 0 && (
          <section class="panel" aria-labelledby="receipts">
            <h2 id="receipts">{words(locale, 'gifts.receipts')}</h2>
            <ul>
              {years.map(({ year, count, href }) => (
                <li key={year}>
                  <a href={href}>{words(locale, 'gifts.year', { year, n: String(count) })}</a>
                </li>
              ))}
            </ul>
            <p class="soft small">{words(locale, 'gifts.receipts.note')}</p>
          </section>
        )}
        <section class="panel" aria-labelledby="gifts">
          <h2 id="gifts">{words(locale, 'gifts.list')}</h2>
          {gifts.length === 0 && <p>{words(locale, 'gifts.none')}</p>}
          <ul>
            {gifts.map((gift) => (
              <li key={gift.id}>
                <a href={gift.href}>
                  {readableMoney(gift, locale)} · {inWords(locale, gift.projectZh, gift.projectEn)}
                </a>
                <br />
                <span class="soft small">
                  <Time at={gift.createdAt} locale={locale} zone={gift.zone} /> ·{' '}
                  {words(locale, `gifts.status.${stateOf(gift)}`)} ·{' '}
                  {inWords(locale, gift.organizationZh, gift.organizationEn)}
                </span>
              </li>
            ))}
          </ul>
          {more && <p class="soft small">{words(locale, 'gifts.more', { n: String(gifts.length) })}</p>}
        </section>
      </div>
    </DonorPage>
  );
}

function stateOf({ status }: OwnGift): 'pending' | 'refunded' | 'succeeded' {
  return status === 'refunded' || status === 'succeeded' ? status : 'pending';
}
