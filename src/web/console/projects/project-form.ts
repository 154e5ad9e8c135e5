import type { FieldProblem } from '../../../kernel/errors.js';
import { type AmountReading, plainAmount, readAmount } from '../../../kernel/money.js';
import type { Project } from '../../../projects/project.entity.js';
import type { ProjectFields } from '../../../projects/project.fields.js';

const NAMES = [
  'version',
  'slug',
  'currency',
  'executorOrganizationId',
  'nameZh',
  'nameEn',
  'summaryZh',
  'summaryEn',
  'storyZh',
  'storyEn',
  'budget',
  'faqZh',
  'faqEn',
  'pictureAltZh',
  'pictureAltEn',
  'goal',
  'startsOn',
  'endsOn',
  'filingNo',
  'filingUrl',
  'emergency',
] as const;

/** The project form as it is typed: every field a text, so that a refused form comes back as it was. */
export type ProjectForm = { readonly [Name in (typeof NAMES)[number]]?: string };

/** The form's own fields out of everything that was sent. */
export function typedForm(texts: Readonly<Record<string, string>>): ProjectForm {
  return Object.fromEntries(
    NAMES.flatMap((name) => (texts[name] === undefined ? [] : [[name, texts[name]]])),
  );
}

/** A project as the form shows it. */
export function formOf(project: Project): ProjectForm {
  const { goal, currency } = project;
  return {
    version: String(project.version),
    slug: project.slug,
    currency,
    executorOrganizationId: project.executorOrganizationId ?? '',
    nameZh: project.nameZh,
    nameEn: project.nameEn,
    summaryZh: project.summaryZh,
    summaryEn: project.summaryEn,
    storyZh: project.storyZh,
    storyEn: project.storyEn,
    budget: project.budget,
    faqZh: project.faqZh,
    faqEn: project.faqEn,
    pictureAltZh: project.pictureAltZh,
    pictureAltEn: project.pictureAltEn,
    goal: goal === null ? '' : plainAmount({ amount: goal, currency }),
    startsOn: project.startsOn ?? '',
    endsOn: project.endsOn ?? '',
    filingNo: project.filingNo ?? '',
    filingUrl: project.filingUrl ?? '',
    ...(project.emergency ? { emergency: '1' } : {}),
  };
}

/** What the form says, as the projects room takes it; the goal is the one field that must be read. */
export function fieldsFrom(
  form: ProjectForm,
  currency: string,
): { fields: ProjectFields; problems: FieldProblem[] } {
  const goal = goalOf(form.goal, currency);
  return {
    fields: {
      slug: line(form.slug),
      executorOrganizationId: orNull(form.executorOrganizationId),
      nameZh: line(form.nameZh),
      nameEn: line(form.nameEn),
      summaryZh: line(form.summaryZh),
      summaryEn: line(form.summaryEn),
      storyZh: story(form.storyZh),
      storyEn: story(form.storyEn),
      budget: story(form.budget),
      faqZh: story(form.faqZh),
      faqEn: story(form.faqEn),
      pictureAltZh: line(form.pictureAltZh),
      pictureAltEn: line(form.pictureAltEn),
      goal: goal.ok ? goal.amount : null,
      startsOn: orNull(form.startsOn),
      endsOn: orNull(form.endsOn),
      filingNo: orNull(form.filingNo),
      filingUrl: orNull(form.filingUrl),
      emergency: form.emergency === '1',
    },
    problems: goal.ok ? [] : [{ field: 'goal', code: goal.problem }],
  };
}

function goalOf(text: string | undefined, currency: string): AmountReading | { ok: true; amount: null } {
  return line(text) === '' ? { ok: true, amount: null } : readAmount(line(text), currency);
}

function line(text: string | undefined): string {
  return (text ?? '').replace(/\s+/g, ' ').trim();
}

/** Browsers send CRLF; the story keeps its paragraphs and loses nothing else. */
function story(text: string | undefined): string {
  return (text ?? '').replace(/\r\n?/g, '\n').trim();
}

function orNull(text: string | undefined): string | null {
  const bare = line(text);
  return bare === '' ? null : bare;
}
