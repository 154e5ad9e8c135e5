import type { VNode } from 'preact';
import { readableMoney } from '../../../kernel/money.js';
import type { Locale } from '../../../platform/i18n/locale.js';
import { Table } from '../../ui/tables.js';
import { words } from '../donor.words.js';
import type { ProjectView } from '../views.js';

/** What the money is for, line by line, with its sum. No budget written = no section. */
export function Budget({ project, locale }: { project: ProjectView; locale: Locale }): VNode | null {
  const { budget, currency, progress } = project;
  if (budget.length === 0) return null;
  const total = budget.reduce((sum, { amount }) => sum + amount.amount, 0n);
  const { goal } = progress;
  return (
    <div class="project-part">
      <h2>{words(locale, 'budget.title')}</h2>
      <Table
        caption={words(locale, 'budget.title')}
        hideCaption
        columns={[
          { head: words(locale, 'budget.what') },
          { head: words(locale, 'budget.amount'), number: true },
        ]}
        rows={budget.map(({ name, amount }) => [name, readableMoney(amount, locale)])}
        foot={[words(locale, 'budget.total'), readableMoney({ amount: total, currency }, locale)]}
      />
      <p class="soft small">
        {goal && goal.amount !== total
          ? words(locale, 'budget.differs', { goal: readableMoney(goal, locale) })
          : words(locale, 'budget.note')}
      </p>
    </div>
  );
}
