import type { VNode } from 'preact';
import { createCatalogue } from '../../../platform/i18n/catalogue.js';
import type { Locale } from '../../../platform/i18n/locale.js';
import { Time } from '../format.js';
import type { Trouble } from './service-standing.service.js';
import en from './words.en.json' with { type: 'json' };
import zh from './words.zh-CN.json' with { type: 'json' };

const words = createCatalogue({ zh, en });

/** What is away or late, since when, and what that means for the reader; nothing when all is well. */
export function StandingNotice(props: { troubles: readonly Trouble[]; locale: Locale }): VNode | null {
  const { troubles, locale } = props;
  if (troubles.length === 0) return null;
  const [before = '', after = ''] = words(locale, 'standing.since', { time: '\n' }).split('\n');
  return (
    <aside class="wrap" aria-label={words(locale, 'standing.label')}>
      <div class="notice notice-warn">
        {troubles.map(({ service, since }) => (
          <p key={service}>
            <strong>
              {before}
              <Time at={since} locale={locale} />
              {after}
            </strong>{' '}
            {words(locale, `standing.${service}`)}
          </p>
        ))}
      </div>
    </aside>
  );
}
