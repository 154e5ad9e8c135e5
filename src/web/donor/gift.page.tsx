import type { VNode } from 'preact';
import { plainAmount, readableMoney } from '../../kernel/money.js';
import type { Locale } from '../../platform/i18n/locale.js';
import { Actions, Button, ButtonLink } from '../ui/buttons.js';
import { Facts } from '../ui/facts.js';
import { Notice, type Tone } from '../ui/notices.js';
import { words } from './donor.words.js';
import { GiftFollow } from './follow/gift-follow.js';
import { DonorPage } from './frame.js';
import { GiftLife } from './gift-life.js';
import { GiftPublicityForm } from './gift-publicity.js';
import { GiftRefund } from './gift-refund.js';
import { WhyNot } from './giving/why-not.js';
import { MonthNote } from './monthly/month-note.js';
import { OfficialWish } from './official-wish.js';
import type { Frame, GiftState, GiftView } from './views.js';

/** How often the page reloads itself without JavaScript before it leaves that to the reader. */
export const REFRESHES_MAX = 20;
const REFRESH_SECONDS = 4;

export interface GiftPageProps {
  readonly frame: Frame;
  readonly gift: GiftView;
  /** How many times the page has reloaded itself already. */
  readonly refreshes: number;
}

const TONES: Readonly<Record<GiftState, Tone>> = {
  pending: 'warn',
  received: 'warn',
  booking: 'warn',
  checking: 'warn',
  booked: 'good',
  failed: 'bad',
  expired: 'warn',
  refunded: 'warn',
};

/** Whether something about the gift will still change by itself within moments. */
export function stillMoving({ state, included, receipt, earlierReceipts }: GiftView): boolean {
  const receipted = receipt !== null || earlierReceipts.length > 0;
  const unbooked = state === 'pending' || state === 'received' || state === 'booking';
  return unbooked || (state === 'booked' && !(included && receipted));
}

/** What changes when the page has something new to say; its script compares this. */
function stateOf({ state, included, receipt }: GiftView): string {
  return [state, included && 'included', receipt && 'receipt'].filter(Boolean).join(' ');
}

function Next({ gift, locale }: { gift: GiftView; locale: Locale }): VNode | null {
  const { state, project, amount } = gift;
  if (state === 'booked' && gift.receipt) {
    return (
      <Actions>
        <ButtonLink href={gift.receipt.href}>{words(locale, 'gift.download')}</ButtonLink>
        <ButtonLink href={`/projects/${project.slug}`} second>
          {words(locale, 'gift.project')}
        </ButtonLink>
      </Actions>
    );
  }
  if (state === 'pending' || state === 'failed') {
    return (
      <form method="post" action={gift.resumePath} class="actions">
        <Button second={state === 'pending'}>
          {words(locale, state === 'pending' ? 'gift.resume' : 'gift.retry')}
        </Button>
        <ButtonLink href={gift.path} second>
          {words(locale, 'gift.refresh')}
        </ButtonLink>
      </form>
    );
  }
  if (state === 'expired') {
    return (
      <Actions>
        <ButtonLink href={`/projects/${project.slug}?amount=${plainAmount(amount)}#give`}>
          {words(locale, 'gift.retry')}
        </ButtonLink>
      </Actions>
    );
  }
  return null;
}

function Summary({ gift, refreshes, locale }: { gift: GiftView; refreshes: number; locale: Locale }): VNode {
  const { state } = gift;
  return (
    <section
      class="panel"
      data-state={stateOf(gift)}
      data-wait={stillMoving(gift) ? '' : undefined}
      aria-labelledby="state"
    >
      <Notice tone={TONES[state]} live>
        <h1 id="state" class="notice-title">
          {words(locale, `gift.title.${state}`)}
        </h1>
        {(state === 'pending' ||
          state === 'received' ||
          state === 'checking' ||
          state === 'failed' ||
          state === 'expired') && <p>{words(locale, `gift.${state}.text`)}</p>}
        <WhyNot state={state} declined={gift.declined} locale={locale} />
        {stillMoving(gift) && refreshes >= REFRESHES_MAX && <p>{words(locale, 'gift.refresh.stopped')}</p>}
      </Notice>
      <p class="amount-big">{readableMoney(gift.amount, locale)}</p>
      {gift.givenBack && (
        <p>{words(locale, 'gift.givenBack', { amount: readableMoney(gift.givenBack, locale) })}</p>
      )}
      <p>
        {words(locale, 'gift.for')} <a href={`/projects/${gift.project.slug}`}>{gift.project.name}</a>
      </p>
      <Next gift={gift} locale={locale} />
    </section>
  );
}

/** What the donor wants the public to read, and whether it does. */
function Word({ word, locale }: { word: GiftView['words'][number]; locale: Locale }): VNode {
  return (
    <>
      <q dir="auto">{word.text}</q>
      <br />
      <span class="soft small">
        {words(locale, `gift.word.${word.state}`, { reason: word.reason ?? '' })}
      </span>
    </>
  );
}

/** A gift's own page: paid? booked? in which total? where is the receipt? Only its key opens it. */
export function GiftPage({ frame, gift, refreshes }: GiftPageProps): VNode {
  const { locale } = frame;
  const waits = stillMoving(gift) && refreshes < REFRESHES_MAX;
  const settled = gift.state !== 'failed' && gift.state !== 'expired';
  const fee = gift.fee
    ? words(locale, 'gift.fee.text', { fee: readableMoney(gift.fee, locale) })
    : words(locale, 'gift.fee.unknown');
  return (
    <DonorPage
      frame={frame}
      title={words(locale, `gift.title.${gift.state}`)}
      refresh={waits ? { seconds: REFRESH_SECONDS, url: `${gift.path}&n=${refreshes + 1}` } : undefined}
      scripts={stillMoving(gift) ? ['gift.js'] : []}
    >
      <div class="wrap wrap-narrow">
        <Summary gift={gift} refreshes={refreshes} locale={locale} />
        {settled && <GiftLife gift={gift} locale={locale} />}
        <GiftFollow gift={gift} locale={locale} />
        {gift.monthly && (
          <MonthNote monthly={gift.monthly} sent={frame.url.includes('&link=sent')} locale={locale} />
        )}
        {gift.official && (
          <OfficialWish official={gift.official} locale={locale} zone={gift.organization.zone} />
        )}
        {settled && <GiftPublicityForm publicity={gift.publicity} locale={locale} />}
        <GiftRefund wish={gift.refund} locale={locale} />
        <section class="panel" aria-labelledby="details">
          <h2 id="details">{words(locale, 'gift.details')}</h2>
          <Facts
            facts={[
              [words(locale, 'gift.number'), <span class="code">{gift.id}</span>],
              [words(locale, 'gift.receiver'), gift.organization.name],
              [words(locale, 'gift.label'), gift.label],
              ...gift.words.map(
                (word) =>
                  [words(locale, `gift.word.${word.kind}`), <Word word={word} locale={locale} />] as const,
              ),
              [words(locale, 'gift.fee'), gift.state === 'booked' || gift.state === 'refunded' ? fee : null],
            ]}
          />
          <p class="soft small">{words(locale, 'gift.keep')}</p>
        </section>
      </div>
    </DonorPage>
  );
}
