import type { FieldProblem } from '../kernel/errors.js';
import { AMOUNT_MAX, scaleOf } from '../kernel/money.js';
import { isSlug } from '../kernel/slug.js';
import type { Project } from './project.entity.js';
import { readBudget, readQuestions } from './project-budget.js';

/** What an editor writes about a project. Amounts are minor units, days "YYYY-MM-DD". */
export type ProjectFields = Pick<
  Project,
  | 'slug'
  | 'executorOrganizationId'
  | 'nameZh'
  | 'nameEn'
  | 'summaryZh'
  | 'summaryEn'
  | 'storyZh'
  | 'storyEn'
  | 'budget'
  | 'faqZh'
  | 'faqEn'
  | 'pictureAltZh'
  | 'pictureAltEn'
  | 'goal'
  | 'startsOn'
  | 'endsOn'
  | 'filingNo'
  | 'filingUrl'
  | 'emergency'
>;

/** Fields with what they are when an editor leaves them out. */
export const EMPTY_FIELDS: Omit<ProjectFields, 'slug' | 'nameZh' | 'nameEn'> = {
  executorOrganizationId: null,
  summaryZh: '',
  summaryEn: '',
  storyZh: '',
  storyEn: '',
  budget: '',
  faqZh: '',
  faqEn: '',
  pictureAltZh: '',
  pictureAltEn: '',
  goal: null,
  startsOn: null,
  endsOn: null,
  filingNo: null,
  filingUrl: null,
  emergency: false,
};

/** Longest texts, in characters; the story is limited to what one page can carry. */
const LENGTHS = {
  nameZh: 120,
  nameEn: 160,
  summaryZh: 300,
  summaryEn: 300,
  storyZh: 15_000,
  storyEn: 15_000,
  budget: 5_000,
  faqZh: 6_000,
  faqEn: 6_000,
  pictureAltZh: 200,
  pictureAltEn: 200,
  filingNo: 40,
  filingUrl: 300,
} as const;

/** Texts that must say something even in a draft: without a name nobody can find it again. */
const NEEDED = ['nameZh', 'nameEn'] as const;

/** Terms that stay as they were when the appeal was closed. */
const FROZEN_WHEN_CLOSED = [
  'goal',
  'budget',
  'startsOn',
  'endsOn',
  'emergency',
  'executorOrganizationId',
] as const;

/** What is wrong with the fields in themselves, one problem per field; empty when they can be stored. */
export function fieldProblems(fields: ProjectFields & { readonly currency: string }): FieldProblem[] {
  const problems: FieldProblem[] = [];
  const problem = (field: keyof ProjectFields | 'currency', code: string, params = {}): void => {
    problems.push({ field, code, params });
  };
  if (!isSlug(fields.slug)) problem('slug', 'slug_form');
  if (scaleOf(fields.currency) === undefined) problem('currency', 'unknown_currency');
  for (const field of NEEDED) if (fields[field].trim() === '') problem(field, 'empty');
  for (const [field, max] of Object.entries(LENGTHS) as [keyof typeof LENGTHS, number][])
    if ([...(fields[field] ?? '')].length > max) problem(field, 'too_long', { max: String(max) });
  if (fields.filingNo?.trim() === '') problem('filingNo', 'empty');
  if (fields.filingUrl !== null && !isWebAddress(fields.filingUrl)) problem('filingUrl', 'web_address');
  const budget = readBudget(fields.budget, fields.currency);
  if ('wrong' in budget) problem('budget', 'budget_line', { line: String(budget.wrong) });
  for (const field of ['faqZh', 'faqEn'] as const) {
    const read = readQuestions(fields[field]);
    if ('wrong' in read) problem(field, 'question_block', { block: String(read.wrong) });
  }
  if (fields.goal !== null && fields.goal <= 0n) problem('goal', 'zero');
  if (fields.goal !== null && fields.goal > AMOUNT_MAX) problem('goal', 'too_large');
  for (const field of ['startsOn', 'endsOn'] as const) if (!isDay(fields[field])) problem(field, 'no_day');
  if (fields.startsOn !== null && fields.endsOn !== null && fields.endsOn < fields.startsOn)
    problem('endsOn', 'ends_before_start');
  return problems;
}

/** What may not be changed in the state the project is in: a slug that links point to, terms donors relied on. */
export function frozenProblems(project: Project, fields: ProjectFields): FieldProblem[] {
  const problems: FieldProblem[] = [];
  if (project.state === 'draft') return problems;
  if (fields.slug !== project.slug) problems.push({ field: 'slug', code: 'slug_frozen' });
  if (!fields.filingNo && !fields.emergency) problems.push({ field: 'filingNo', code: 'no_filing_number' });
  if (project.state === 'closed')
    for (const field of FROZEN_WHEN_CLOSED)
      if (fields[field] !== project[field]) problems.push({ field, code: 'frozen_when_closed' });
  return problems;
}

/** The fields of `after` that differ from `before`, with both values: what an audit event holds. */
export function changesBetween(
  before: ProjectFields,
  after: ProjectFields,
): { before: Partial<ProjectFields>; after: Partial<ProjectFields> } {
  const changed = (Object.keys(after) as (keyof ProjectFields)[]).filter((key) => before[key] !== after[key]);
  const pick = (fields: ProjectFields) => Object.fromEntries(changed.map((key) => [key, fields[key]]));
  return { before: pick(before), after: pick(after) };
}

/** Only the editable fields of a project. */
export function fieldsOf(project: Project): ProjectFields {
  const { slug, executorOrganizationId, nameZh, nameEn, summaryZh, summaryEn, storyZh, storyEn } = project;
  const { pictureAltZh, pictureAltEn, goal, startsOn, endsOn, filingNo, emergency } = project;
  const { budget, faqZh, faqEn, filingUrl } = project;
  return {
    slug,
    executorOrganizationId,
    nameZh,
    nameEn,
    summaryZh,
    summaryEn,
    storyZh,
    storyEn,
    budget,
    faqZh,
    faqEn,
    pictureAltZh,
    pictureAltEn,
    goal,
    startsOn,
    endsOn,
    filingNo,
    filingUrl,
    emergency,
  };
}

/** An https address: it becomes a link on a public page. */
function isWebAddress(text: string): boolean {
  return /^https:\/\/[^\s]+$/.test(text) && URL.canParse(text);
}

/** Whether a text is null or a real calendar day: "2026-02-30" is none. */
function isDay(text: string | null): boolean {
  if (text === null) return true;
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const instant = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(instant.getTime()) && instant.toISOString().startsWith(text);
}
