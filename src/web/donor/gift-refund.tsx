import type { VNode } from 'preact';
import type { RefundRequestLine } from '../../donations/refund-requests.queries.js';
import { withPrefix } from '../../kernel/ids.js';
import type { Locale } from '../../platform/i18n/locale.js';
import { Button, ButtonLink } from '../ui/buttons.js';
import { readableDay, Time } from '../ui/format.js';
import { Badge } from '../ui/notices.js';
import { words } from './donor.words.js';

/** A donor's requests for their money back, and where a new one is made. */
export interface RefundWishView {
  readonly path: string;
  /** The newest first. */
  readonly requests: readonly RefundRequestLine[];
  /** The gift is paid and no request is open. */
  readonly mayAsk: boolean;
  readonly zone: string;
  /** Today in the organization's zone. */
  readonly today: string;
}

function Request(props: { request: RefundRequestLine; wish: RefundWishView; locale: Locale }): VNode {
  const { request, wish, locale } = props;
  const open = request.state === 'asked' || request.state === 'in_review';
  const late = open && request.dueOn < wish.today;
  return (
    <li>
      <Time at={request.askedAt} locale={locale} zone={wish.zone} /> ·{' '}
      {words(locale, `refund.reason.${request.reason}`)}
      <br />
      <strong>{words(locale, `refund.state.${request.state}`)}</strong>{' '}
      {late && <Badge tone="warn">{words(locale, 'life.late')}</Badge>}{' '}
      {open &&
        words(locale, late ? 'refund.late' : 'refund.due', { day: readableDay(request.dueOn, locale) })}
      {request.refundState && <> {words(locale, `refund.paying.${request.refundState}`)}</>}
      {request.answer && (
        <>
          <br />
          {words(locale, 'refund.answer', { answer: request.answer })}
        </>
      )}
      {open && (
        <form method="post" action={wish.path.replace('?', '/withdrawal?')}>
          <Button second size="small" name="request" value={withPrefix('rrq', request.id)}>
            {words(locale, 'refund.withdraw')}
          </Button>
        </form>
      )}
    </li>
  );
}

/** What became of a donor's requests, and the way to a new one. */
export function GiftRefund({ wish, locale }: { wish: RefundWishView; locale: Locale }): VNode | null {
  if (!wish.mayAsk && wish.requests.length === 0) return null;
  return (
    <section class="panel" id="refund" aria-labelledby="refund-title">
      <h2 id="refund-title">{words(locale, 'refund.title')}</h2>
      {wish.requests.length > 0 && (
        <ul>
          {wish.requests.map((request) => (
            <Request key={request.id} request={request} wish={wish} locale={locale} />
          ))}
        </ul>
      )}
      {wish.mayAsk && (
        <>
          <p class="soft small">{words(locale, 'refund.lead')}</p>
          <ButtonLink href={wish.path} second>
            {words(locale, 'refund.ask')}
          </ButtonLink>
        </>
      )}
    </section>
  );
}
