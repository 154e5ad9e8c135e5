import type { VNode } from 'preact';
import type { Locale } from '../../platform/i18n/locale.js';
import { ChallengeFields } from './challenge/challenge-fields.js';
import { FollowChoice } from './follow/follow-choice.js';
import { FrequencyChoice } from './monthly/frequency.js';
import type { GiveFormView } from './views.js';

/** What a part of the donate form is given: the form with what was typed, and the reader's language. */
export interface GivePartProps {
  readonly form: GiveFormView;
  readonly locale: Locale;
}

/** Before the amount: whether the gift is made once or every month. */
export function FrequencyPart(props: GivePartProps): VNode | null {
  return FrequencyChoice(props);
}

/** After the optional fields: whether the donor wants to hear what becomes of it. */
export function FollowPart(props: GivePartProps): VNode | null {
  return FollowChoice(props);
}

/** Before the button: a question for a person, while giving is under attack. */
export function ChallengePart({ form, locale }: GivePartProps): VNode | null {
  if (!form.challenge) return null;
  const problem = form.problems.find(({ field }) => field === 'challenge_answer')?.text;
  return <ChallengeFields challenge={form.challenge} locale={locale} problem={problem} />;
}
