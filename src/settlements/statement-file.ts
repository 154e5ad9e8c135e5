import { isDay } from '../kernel/days.js';
import type { FieldProblem } from '../kernel/errors.js';
import { transitions } from '../kernel/transitions.js';
import type { Provider, ProviderIntake } from '../providers/provider-account.entity.js';
import type { Bill } from './files/readers.js';

export type StatementFileState = 'reading' | 'invalid' | 'read' | 'accepted' | 'replaced' | 'discarded';

/** A file is believed only after a person said so, and never forgotten; a newer version takes its place. */
export const STATEMENT_FILE_TRANSITIONS = transitions<StatementFileState>('reading', {
  reading: ['read', 'invalid', 'discarded'],
  read: ['accepted', 'discarded'],
  accepted: ['replaced'],
  invalid: [],
  replaced: [],
  discarded: [],
});

/** The account that a file is about, as reading and accepting need it. */
export interface FileAccount {
  readonly id: string;
  readonly organizationId: string;
  readonly provider: Provider | 'bank';
  readonly intake: ProviderIntake | null;
  readonly currency: string;
  readonly merchantNo: string | null;
}

/** What a clerk says about a file. */
export interface FileWords {
  readonly bill: Bill;
  readonly layoutId: string | null;
  readonly firstDay: string;
  readonly lastDay: string;
  /** Hex, as the provider gives it; '' = not typed. */
  readonly sha1: string;
}

const DAYS_MAX_MS = 400 * 24 * 60 * 60_000;

/** What is wrong with them; `today` in the organization's zone. */
export function fileWordsProblems(words: FileWords, today: string): FieldProblem[] {
  const problems: FieldProblem[] = [];
  // One day is named once, so it is blamed once.
  const days =
    words.firstDay === words.lastDay ? (['firstDay'] as const) : (['firstDay', 'lastDay'] as const);
  for (const field of days)
    if (!isDay(words[field])) problems.push({ field, code: 'bad_day' });
    else if (words[field] > today) problems.push({ field, code: 'bill_day_ahead' });
  if (problems.length === 0) {
    const span = Date.parse(words.lastDay) - Date.parse(words.firstDay);
    if (span < 0) problems.push({ field: 'lastDay', code: 'last_before_first' });
    if (span > DAYS_MAX_MS) problems.push({ field: 'lastDay', code: 'too_many_days' });
  }
  if (words.sha1 !== '' && !/^[0-9a-f]{40}$/i.test(words.sha1))
    problems.push({ field: 'sha1', code: 'bad_sha1' });
  const needsLayout = words.bill === 'bank' || words.bill === 'platform';
  if (needsLayout && words.layoutId === null) problems.push({ field: 'layout', code: 'layout_needed' });
  return problems;
}

/** How many lines an acceptance brought, knew, found changed and missed. */
export interface Acceptance {
  readonly added: number;
  readonly known: number;
  readonly changed: number;
  readonly gone: number;
}

/** To what a sealed counterparty is bound. */
export function counterpartyContext(fileId: string, lineNo: number): string {
  return `statement_file:${fileId}:${lineNo}`;
}
