import type { VNode } from 'preact';
import { type Money, readableMoney } from '../../../kernel/money.js';
import { Button } from '../../ui/buttons.js';
import { Hidden } from '../../ui/fields.js';
import { shortMoney } from '../amounts.js';
import { words } from '../donor.words.js';
import { DonorPage } from '../frame.js';
import type { Frame } from '../views.js';
import { amountInWords } from './amount-in-words.js';

export interface SecondLookProps {
  readonly frame: Frame;
  readonly slug: string;
  readonly projectName: string;
  readonly amount: Money;
  readonly usual: Money;
  readonly reason: 'unusual' | 'minor';
  /** The whole form as it was sent; it goes on with the same key. */
  readonly fields: readonly (readonly [name: string, value: string])[];
  /** What says that this amount of this form was seen again. */
  readonly code: string;
}

/** One step between the form and the checkout: the amount in figures and in words, to confirm or to change. */
export function SecondLookPage(props: SecondLookProps): VNode {
  const { frame, slug, projectName, amount, usual, reason, fields, code } = props;
  const { locale } = frame;
  const title = words(locale, 'look.title');
  return (
    <DonorPage frame={frame} title={title}>
      <div class="wrap wrap-narrow">
        <form method="post" action={`/projects/${slug}/donations`} class="panel">
          <h1>{title}</h1>
          <p>{words(locale, `look.lead.${reason}`, { usual: shortMoney(usual, locale) })}</p>
          <p class="amount-big">{readableMoney(amount, locale)}</p>
          <p>
            {words(locale, 'look.words')}: <strong>{amountInWords(amount, locale)}</strong>
          </p>
          <p class="soft">{projectName}</p>
          {fields.map(([name, value]) => (
            <Hidden key={name} name={name} value={value} />
          ))}
          <div class="actions">
            <Button name="second_look" value={code}>
              {words(locale, 'look.confirm', { amount: shortMoney(amount, locale) })}
            </Button>
            <Button second name="edit" value="1">
              {words(locale, 'look.edit')}
            </Button>
          </div>
        </form>
      </div>
    </DonorPage>
  );
}
