import type { VNode } from 'preact';
import { readableMoney } from '../../../kernel/money.js';
import type { Locale } from '../../../platform/i18n/locale.js';
import { Actions, Button } from '../../ui/buttons.js';
import { readableDay } from '../../ui/format.js';
import { words } from '../donor.words.js';
import type { MonthNoteView } from '../views.js';

/** On the gift's page: that it is one of many, when the next comes, and how to get to where that is changed. */
export function MonthNote(props: { monthly: MonthNoteView; sent: boolean; locale: Locale }): VNode {
  const { monthly, locale } = props;
  const amount = readableMoney(monthly.amount, locale);
  return (
    <section class="panel" aria-labelledby="monthly">
      <h2 id="monthly">{words(locale, 'monthly.gift.title')}</h2>
      <p>
        {monthly.nextOn
          ? words(locale, 'monthly.gift.active', { amount, day: readableDay(monthly.nextOn, locale) })
          : words(locale, 'monthly.gift.other', {
              amount,
              state: words(locale, `monthly.state.${monthly.state}`),
            })}
      </p>
      <p class="soft small">{words(locale, 'monthly.gift.manage')}</p>
      {props.sent ? (
        <p role="status">{words(locale, 'monthly.gift.sent')}</p>
      ) : (
        <form method="post" action={monthly.linkPath}>
          <Actions>
            <Button second>{words(locale, 'monthly.gift.send')}</Button>
          </Actions>
        </form>
      )}
    </section>
  );
}
