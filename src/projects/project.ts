import { dayIn } from '../kernel/clock.js';
import { type Certified, hasValidCertificate } from '../organizations/organizations.queries.js';
import type { Project } from './project.entity.js';
import { budgetTotal, readBudget } from './project-budget.js';

/** How long an emergency appeal may run before its plan is filed (慈善法 73). */
export const FILING_GRACE_DAYS = 10;
/** From this day of the appeal on, a missing filing number is an alarm. */
export const FILING_ALARM_DAY = 8;

const DAY_MS = 86_400_000;
const DEFAULT_ZONE = 'Asia/Shanghai';

/** Why a project cannot be published yet; the console turns each code into a sentence. */
export type PublishingObstacle =
  | 'not_a_draft'
  | 'no_valid_certificate'
  | 'no_filing_number'
  | 'filing_overdue'
  | 'period_over'
  | 'no_name'
  | 'no_summary'
  | 'no_story'
  | 'picture_without_description';

/** What an editor should look at although it stops nothing. */
export type PublishingWarning =
  | 'filing_number_form'
  | 'filing_due_soon'
  | 'no_picture'
  | 'no_goal'
  | 'no_budget'
  | 'budget_not_goal';

/** Why a project takes no gift on a day. */
export type GiftObstacle = 'closed' | 'unpublished' | 'not_started' | 'ended' | 'filing_overdue';

type Appeal = Pick<Project, 'state' | 'startsOn' | 'endsOn' | 'emergency' | 'filingNo' | 'publishedAt'>;

/**
 * Which day of the appeal `today` is: 0 on its first day. An appeal begins on `startsOn`, or else on the day of
 * publishing; a draft without a start begins today.
 */
export function dayOfAppeal(appeal: Appeal, today: string, timeZone = DEFAULT_ZONE): number {
  const published = appeal.publishedAt === null ? today : dayIn(appeal.publishedAt, timeZone);
  const from = Date.parse(`${appeal.startsOn ?? published}T00:00:00Z`);
  return Math.max(0, (Date.parse(`${today}T00:00:00Z`) - from) / DAY_MS);
}

/** Whether an appeal that still lacks its filing number has used up the days of grace. */
function filingOverdue(appeal: Appeal, today: string, timeZone?: string): boolean {
  return !appeal.filingNo && dayOfAppeal(appeal, today, timeZone) >= FILING_GRACE_DAYS;
}

/**
 * Why a project may not be published: an appeal needs a valid certificate and a filed plan (慈善法 24); in an
 * emergency the plan's number may follow within 10 days (慈善法 73), counted from the first day of the
 * appeal. Empty when it may be published.
 * @param today "YYYY-MM-DD" in the organization's zone.
 */
export function publishingObstacles(
  project: Project,
  organization: Certified,
  today: string,
): PublishingObstacle[] {
  const found: PublishingObstacle[] = [];
  const obstacle = (code: PublishingObstacle, holds: boolean): void => {
    if (holds) found.push(code);
  };
  obstacle('not_a_draft', project.state !== 'draft');
  obstacle('no_valid_certificate', !hasValidCertificate(organization, today));
  obstacle('no_filing_number', !project.filingNo && !project.emergency);
  obstacle('filing_overdue', project.emergency && filingOverdue(project, today));
  obstacle('period_over', project.endsOn !== null && project.endsOn < today);
  obstacle('no_name', project.nameZh.trim() === '' || project.nameEn.trim() === '');
  obstacle('no_summary', project.summaryZh.trim() === '');
  obstacle('no_story', project.storyZh.trim() === '');
  obstacle(
    'picture_without_description',
    project.pictureFileId !== null && project.pictureAltZh.trim() === '',
  );
  return found;
}

/** What to look at before and after publishing. The form of a filing number warns only: rules differ by place. */
export function publishingWarnings(project: Project, today: string, timeZone?: string): PublishingWarning[] {
  const found: PublishingWarning[] = [];
  if (project.filingNo && !looksLikeFilingNumber(project.filingNo)) found.push('filing_number_form');
  if (project.emergency && !project.filingNo && dayOfAppeal(project, today, timeZone) >= FILING_ALARM_DAY)
    found.push('filing_due_soon');
  if (project.pictureFileId === null) found.push('no_picture');
  if (project.goal === null) found.push('no_goal');
  const budget = readBudget(project.budget, project.currency);
  if (!('lines' in budget) || budget.lines.length === 0) found.push('no_budget');
  else if (project.goal !== null && budgetTotal(budget.lines) !== project.goal) found.push('budget_not_goal');
  return found;
}

/** Whether a text has the usual form of a filing number: credit code, a letter, two digits of year, serial. */
export function looksLikeFilingNumber(text: string): boolean {
  return /^[0-9A-HJ-NPQRTUWXY]{18}[A-Z]\d{5,}$/.test(text);
}

/**
 * Whether a project takes gifts on `today`: null when it does, else why not. An emergency appeal without a
 * filing number stops after 10 days. (Money that comes anyway is booked all the same.)
 * @param today "YYYY-MM-DD" in the organization's zone.
 * @param timeZone that zone, when it is not Asia/Shanghai.
 */
export function acceptsGifts(project: Appeal, today: string, timeZone?: string): GiftObstacle | null {
  if (project.state === 'closed') return 'closed';
  if (project.state === 'draft') return 'unpublished';
  if (project.startsOn !== null && today < project.startsOn) return 'not_started';
  if (project.endsOn !== null && today > project.endsOn) return 'ended';
  if (filingOverdue(project, today, timeZone)) return 'filing_overdue';
  return null;
}
