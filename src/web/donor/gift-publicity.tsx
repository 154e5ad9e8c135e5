import type { VNode } from 'preact';
import type { Locale } from '../../platform/i18n/locale.js';
import { Button } from '../ui/buttons.js';
import { RadioField } from '../ui/fields.js';
import { words } from './donor.words.js';

/** How a gift appears in public, and the form that changes it. */
export interface PublicityView {
  readonly chosen: 'REAL_NAME' | 'MASKED' | 'ANONYMOUS';
  /** What stands in public lists now. */
  readonly label: string;
  /** False when the donor left no name that could be shown. */
  readonly named: boolean;
  readonly path: string;
}

/** Says how the gift appears, and lets its donor change that. */
export function GiftPublicityForm(props: { publicity: PublicityView; locale: Locale }): VNode {
  const { publicity, locale } = props;
  const choice = (value: PublicityView['chosen']) => ({
    value,
    label: words(locale, `publicity.${value}`),
    note: words(locale, `publicity.${value}.note`),
  });
  return (
    <section class="panel" id="publicity" aria-labelledby="publicity-title">
      <h2 id="publicity-title">{words(locale, 'publicity.title')}</h2>
      <p>{words(locale, 'publicity.now', { label: publicity.label })}</p>
      {publicity.named ? (
        <details>
          <summary>{words(locale, 'publicity.change')}</summary>
          <form method="post" action={publicity.path}>
            <RadioField
              name="publicity"
              label={words(locale, 'publicity.choice')}
              hint={words(locale, 'publicity.hint')}
              value={publicity.chosen}
              options={[choice('REAL_NAME'), choice('MASKED'), choice('ANONYMOUS')]}
            />
            <Button second>{words(locale, 'publicity.submit')}</Button>
          </form>
        </details>
      ) : (
        <p class="soft small">{words(locale, 'publicity.unnamed')}</p>
      )}
    </section>
  );
}
