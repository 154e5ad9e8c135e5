import type { VNode } from 'preact';
import { denominationsOf } from '../../../donations/cash-checks.service.js';
import { readableMoney } from '../../../kernel/money.js';
import { Actions, Button, ButtonLink } from '../../ui/buttons.js';
import { FormProblems, Hidden, TextField } from '../../ui/fields.js';
import type { Desk } from '../access/visit.js';
import { words } from '../console.words.js';
import { at, DeskPage } from '../layout.js';
import { type TypedFields, typed } from '../typed-fields.js';

/** Recording a count of the cash in hand. */
export function cashCheckFormPage(
  desk: Desk,
  props: {
    readonly currency: string;
    readonly fields: TypedFields;
    readonly problems: readonly { field: string; text: string }[];
  },
): VNode {
  const { locale } = desk;
  const { currency, fields, problems } = props;
  const title = words(locale, 'months.count');
  const problem = (name: string) => problems.find(({ field }) => field === name)?.text;
  return (
    <DeskPage desk={desk} title={title} current="months">
      <p class="crumbs">
        <a href={at(desk, '/months')}>{words(locale, 'nav.months')}</a>
      </p>
      <h1>{title}</h1>
      <p class="soft">{words(locale, 'months.countMeans')}</p>
      <FormProblems title={words(locale, 'form.problems')} problems={problems} />
      <form class="console-narrow" method="post" action={at(desk, '/cash-checks')}>
        <Hidden name="currency" value={currency} />
        <TextField
          name="day"
          type="date"
          label={words(locale, 'months.day')}
          problem={problem('day')}
          value={typed(fields, 'day')}
          required
        />
        {denominationsOf(currency).map((denomination) => (
          <TextField
            key={String(denomination)}
            name={`count_${denomination}`}
            label={`${readableMoney({ amount: denomination, currency }, locale)} ×`}
            problem={problem(`count_${denomination}`)}
            value={typed(fields, `count_${denomination}`)}
            inputmode="numeric"
          />
        ))}
        <TextField
          name="counted_by"
          label={words(locale, 'months.countedBy')}
          problem={problem('counted_by') ?? problem('counts')}
          value={typed(fields, 'counted_by')}
          required
        />
        <TextField
          name="counted_with"
          label={words(locale, 'months.countedWith')}
          problem={problem('counted_with')}
          value={typed(fields, 'counted_with')}
          required
        />
        <TextField
          name="note"
          label={words(locale, 'months.note')}
          problem={problem('note')}
          value={typed(fields, 'note')}
        />
        <Actions>
          <Button>{words(locale, 'months.record')}</Button>
          <ButtonLink second href={at(desk, '/months')}>
            {words(locale, 'cancel')}
          </ButtonLink>
        </Actions>
      </form>
    </DeskPage>
  );
}
