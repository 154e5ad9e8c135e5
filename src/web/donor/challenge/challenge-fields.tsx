import type { VNode } from 'preact';
import type { Locale } from '../../../platform/i18n/locale.js';
import { Hidden, TextField } from '../../ui/fields.js';
import { words } from '../donor.words.js';

/** A question as its form shows it. */
export interface ChallengeView {
  readonly token: string;
  readonly text: string;
  /** What was answered before, when the same question is shown again. */
  readonly answer: string;
}

interface ChallengeFieldsProps {
  readonly challenge: ChallengeView;
  readonly locale: Locale;
  readonly problem?: string | undefined;
}

/** The question before a gift while giving is under attack: a text and one field, with nothing to load and no script. */
export function ChallengeFields({ challenge, locale, problem }: ChallengeFieldsProps): VNode {
  return (
    <fieldset>
      <legend>{words(locale, 'challenge.title')}</legend>
      <p>{words(locale, 'challenge.why')}</p>
      <TextField
        name="challenge_answer"
        label={challenge.text}
        hint={words(locale, 'challenge.hint')}
        problem={problem}
        value={challenge.answer}
        autocomplete="off"
        maxlength={80}
      />
      <Hidden name="challenge" value={challenge.token} />
    </fieldset>
  );
}
