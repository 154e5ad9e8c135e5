import type { VNode } from 'preact';
import type { Locale } from '../../platform/i18n/locale.js';
import { words } from './partner.words.js';

/**
 * A text to be pasted elsewhere. With scripts a button copies it; without them it is selected by hand, in a box of its
 * own that scrolls.
 */
export function Copied(props: {
  locale: Locale;
  id: string;
  label: string;
  text: string;
  hint?: string;
}): VNode {
  const { locale, id, label, text, hint } = props;
  const lines = text.split('\n').length;
  return (
    <div class="field copied">
      <label for={id}>{label}</label>
      {hint && (
        <span class="hint" id={`${id}-hint`}>
          {hint}
        </span>
      )}
      <textarea
        id={id}
        rows={Math.min(Math.max(lines, 2), 8)}
        readOnly
        aria-describedby={hint && `${id}-hint`}
      >
        {text}
      </textarea>
      <button type="button" class="button button-second button-small" data-copy={id} hidden>
        {words(locale, 'copy')}
        <span class="visually-hidden"> {label}</span>
      </button>
      <span class="small" role="status" data-copied={id} data-text={words(locale, 'copied')} />
    </div>
  );
}
