import type { Locale } from '../../../platform/i18n/locale.js';
import type { Project } from '../../../projects/project.entity.js';
import { readBudget, readQuestions } from '../../../projects/projects.queries.js';
import { inWords } from '../view-making.js';
import type { BudgetView, QuestionView } from '../views.js';

/** The budget in a language; empty when the editor wrote none. */
export function budgetView({ budget, currency }: Project, locale: Locale): BudgetView[] {
  const read = readBudget(budget, currency);
  if (!('lines' in read)) return [];
  return read.lines.map(({ nameZh, nameEn, amount }) => ({
    name: inWords(locale, nameZh, nameEn),
    amount: { amount, currency },
  }));
}

/** The editor's questions in a language. */
export function questionViews({ faqZh, faqEn }: Project, locale: Locale): QuestionView[] {
  const read = readQuestions(inWords(locale, faqZh, faqEn));
  if (!('questions' in read)) return [];
  return read.questions.map(({ question, answer }) => ({ question, answer: answer.split('\n') }));
}
