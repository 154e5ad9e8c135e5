import { readAmount } from '../kernel/money.js';

/** One thing that the money is for. */
export interface BudgetLine {
  readonly nameZh: string;
  /** Empty where nobody translated it. */
  readonly nameEn: string;
  /** Minor units of the project's currency. */
  readonly amount: bigint;
}

/** A question and its answer. */
export interface Answered {
  readonly question: string;
  readonly answer: string;
}

/** Most lines of a budget and most questions: what a reader can take in. */
export const BUDGET_LINES_MAX = 30;
export const QUESTIONS_MAX = 20;
const NAME_MAX = 80;

/**
 * Reads a budget as an editor writes it: a line for each thing, "what | in English | amount", the middle may be left
 * out. @returns the lines, or the number of the first line (from 1) that cannot be read.
 */
export function readBudget(
  text: string,
  currency: string,
): { readonly lines: readonly BudgetLine[] } | { readonly wrong: number } {
  const lines: BudgetLine[] = [];
  for (const [index, written] of text.split('\n').entries()) {
    if (written.trim() === '') continue;
    const line = budgetLine(written, currency);
    if (!line || lines.length === BUDGET_LINES_MAX) return { wrong: index + 1 };
    lines.push(line);
  }
  return { lines };
}

function budgetLine(written: string, currency: string): BudgetLine | null {
  const parts = written.split(/[|｜]/).map((part) => part.trim());
  if (parts.length < 2 || parts.length > 3) return null;
  const [nameZh = '', nameEn = ''] = parts.slice(0, -1);
  const amount = readAmount(ungrouped(parts.at(-1) ?? ''), currency);
  if (!amount.ok || nameZh === '' || nameZh.length > NAME_MAX || nameEn.length > NAME_MAX) return null;
  return { nameZh, nameEn, amount: amount.amount };
}

/** "1,200,000.50" without its commas; any other use of them stays, and is then refused. */
function ungrouped(amount: string): string {
  return /^\d{1,3}(,\d{3})+(\.\d+)?$/.test(amount) ? amount.replaceAll(',', '') : amount;
}

/** What a budget asks for in all, minor units. */
export function budgetTotal(lines: readonly BudgetLine[]): bigint {
  return lines.reduce((sum, { amount }) => sum + amount, 0n);
}

/**
 * Reads questions as an editor writes them: blocks parted by empty lines, the first line of each is the question.
 * @returns the questions, or the number of the first block (from 1) without an answer or beyond the most.
 */
export function readQuestions(
  text: string,
): { readonly questions: readonly Answered[] } | { readonly wrong: number } {
  const questions: Answered[] = [];
  const blocks = text.split(/\n\s*\n/).map((block) => block.trim());
  for (const [index, block] of blocks.filter((each) => each !== '').entries()) {
    const [question = '', ...rest] = block.split('\n').map((line) => line.trim());
    if (rest.length === 0 || questions.length === QUESTIONS_MAX) return { wrong: index + 1 };
    questions.push({ question, answer: rest.join('\n') });
  }
  return { questions };
}
