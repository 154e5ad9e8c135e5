import type { VNode } from 'preact';
import type { Locale } from '../../../platform/i18n/locale.js';
import { Button } from '../../ui/buttons.js';
import { Hidden, TextField } from '../../ui/fields.js';
import { words } from '../donor.words.js';
import type { GiftView } from '../views.js';

/** On a gift's own page: to be mailed what its project tells, or no longer. */
export function GiftFollow({ gift, locale }: { gift: GiftView; locale: Locale }): VNode | null {
  const { follow, state, project } = gift;
  if (!follow || state === 'failed' || state === 'expired' || state === 'refunded') return null;
  const { follows, hasAddress, path, typed, problems } = follow;
  const isPaid = state !== 'pending';
  return (
    <section class="panel" id="follow" aria-labelledby="follow-title">
      <h2 id="follow-title">{words(locale, 'follow.title')}</h2>
      <p>
        {words(locale, follows ? 'follow.on' : 'follow.off', { project: project.name })}
        {follows && !isPaid && ` ${words(locale, 'follow.pending')}`}
      </p>
      <form method="post" action={path} noValidate>
        <Hidden name="follow" value={follows ? '0' : '1'} />
        {!follows && !hasAddress && (
          <TextField
            name="mail"
            type="email"
            label={words(locale, 'follow.mail')}
            value={typed}
            problem={problems.find(({ field }) => field === 'mail')?.text}
            autocomplete="email"
            inputmode="email"
            maxlength={254}
          />
        )}
        <Button second>{words(locale, follows ? 'follow.stop' : 'follow.start')}</Button>
      </form>
    </section>
  );
}
