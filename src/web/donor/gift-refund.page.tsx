import type { VNode } from 'preact';
import { readableMoney } from '../../kernel/money.js';
import { Button } from '../ui/buttons.js';
import { FormProblems, SelectField, TextArea, TextField } from '../ui/fields.js';
import { words } from './donor.words.js';
import { DonorPage } from './frame.js';
import type { FormProblem, Frame, GiftView } from './views.js';

/** Why donors ask, the most usual first. */
export const WISH_REASONS = [
  'WRONG_AMOUNT',
  'DUPLICATE',
  'MINOR',
  'INCAPACITY',
  'FRAUD_STOLEN_CARD',
  'CAMPAIGN_INVALID',
  'COURT_OR_REGULATOR',
  'OTHER',
] as const;

export interface RefundPageProps {
  readonly frame: Frame;
  readonly gift: GiftView;
  readonly typed: { readonly reason: string; readonly text: string };
  readonly problems: readonly FormProblem[];
}

/** The form by which a donor asks for their money back. */
export function RefundPage({ frame, gift, typed, problems }: RefundPageProps): VNode {
  const { locale } = frame;
  const problem = (field: string) => problems.find((each) => each.field === field)?.text;
  return (
    <DonorPage frame={frame} title={words(locale, 'refund.ask')}>
      <div class="wrap wrap-narrow">
        <p>
          <a href={gift.path}>{words(locale, 'refund.back')}</a>
        </p>
        <h1>{words(locale, 'refund.ask')}</h1>
        <p>
          {readableMoney(gift.amount, locale)} · {gift.project.name}
        </p>
        <section class="panel">
          <p class="soft">{words(locale, 'refund.rules')}</p>
          <FormProblems title={words(locale, 'give.problems')} problems={problems} />
          <form method="post" action={gift.refund.path} encType="multipart/form-data">
            <SelectField
              name="reason"
              label={words(locale, 'refund.reason')}
              problem={problem('reason')}
              value={typed.reason}
              options={[
                { value: '', label: words(locale, 'refund.choose') },
                ...WISH_REASONS.map((value) => ({ value, label: words(locale, `refund.reason.${value}`) })),
              ]}
            />
            <TextArea
              name="text"
              label={words(locale, 'refund.text')}
              hint={words(locale, 'refund.text.hint')}
              problem={problem('text')}
              value={typed.text}
              rows={6}
            />
            <TextField
              name="evidence"
              type="file"
              label={words(locale, 'refund.evidence')}
              hint={words(locale, 'refund.evidence.hint')}
              problem={problem('evidence')}
            />
            <Button>{words(locale, 'refund.submit')}</Button>
          </form>
        </section>
      </div>
    </DonorPage>
  );
}
