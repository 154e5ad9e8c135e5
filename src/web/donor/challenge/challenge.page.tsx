import type { VNode } from 'preact';
import { Actions, Button, ButtonLink } from '../../ui/buttons.js';
import { FormProblems } from '../../ui/fields.js';
import { words } from '../donor.words.js';
import { DonorPage } from '../frame.js';
import type { FormProblem, Frame } from '../views.js';
import { ChallengeFields, type ChallengeView } from './challenge-fields.js';

interface ChallengePageProps {
  readonly frame: Frame;
  readonly challenge: ChallengeView;
  readonly problems: readonly FormProblem[];
  /** Where the answer is posted to, and where to go back. */
  readonly action: string;
  readonly back: string;
}

/** A question by itself, where no other form stands around it: before a checkout that is opened again. */
export function ChallengePage({ frame, challenge, problems, action, back }: ChallengePageProps): VNode {
  const { locale } = frame;
  const title = words(locale, 'challenge.title');
  return (
    <DonorPage frame={frame} title={title}>
      <div class="wrap wrap-narrow">
        <h1>{title}</h1>
        <form method="post" action={action} noValidate>
          <FormProblems title={words(locale, 'give.problems')} problems={problems} />
          <ChallengeFields challenge={challenge} locale={locale} problem={problems[0]?.text} />
          <Actions>
            <Button>{words(locale, 'challenge.submit')}</Button>
            <ButtonLink href={back} second>
              {words(locale, 'challenge.back')}
            </ButtonLink>
          </Actions>
        </form>
      </div>
    </DonorPage>
  );
}

/** Nothing is opened for now: until when, and what can be done instead. */
export function SlowedPage({ frame, text, back }: { frame: Frame; text: string; back: string }): VNode {
  const { locale } = frame;
  const title = words(locale, 'error.giving_slowed');
  return (
    <DonorPage frame={frame} title={title}>
      <div class="wrap wrap-narrow">
        <h1>{title}</h1>
        <p>{text}</p>
        <Actions>
          <ButtonLink href={back}>{words(locale, 'challenge.back')}</ButtonLink>
        </Actions>
      </div>
    </DonorPage>
  );
}
