import { percentOf } from '../kernel/money.js';
import type { Project } from '../projects/project.entity.js';
import type { ProjectNumbers } from './numbers.js';

/** What the public API and the widgets say about a project's money. Amounts: minor units as text. */
export interface ProgressAnswer {
  readonly project: string;
  readonly currency: string;
  readonly goal: string | null;
  readonly raised: string;
  readonly refunded: string;
  readonly donations: number;
  readonly donors: number;
  readonly percent: number | null;
  readonly as_of: string;
  readonly ledger_seq: number;
  /** Grows when goal or texts change; the other numbers depend on `ledger_seq` alone. */
  readonly version: number;
}

export type AnsweredProject = Pick<
  Project,
  'slug' | 'currency' | 'goal' | 'version' | 'publishedAt' | 'createdAt'
>;

/**
 * The numbers of a project before its first gift: ledger number 0, true since it was published. So 0 always
 * means the same numbers, as every other number does.
 */
export function noGiftsYet(project: Pick<Project, 'publishedAt' | 'createdAt'>): ProjectNumbers {
  return {
    raised: 0n,
    refunded: 0n,
    donations: 0,
    donors: 0,
    ledgerSeq: 0n,
    asOf: project.publishedAt ?? project.createdAt,
  };
}

/** The answer of `…/progress`, in the order in which its contract names the fields. */
export function progressAnswer(project: AnsweredProject, numbers: ProjectNumbers): ProgressAnswer {
  return {
    project: project.slug,
    currency: project.currency,
    goal: project.goal?.toString() ?? null,
    raised: numbers.raised.toString(),
    refunded: numbers.refunded.toString(),
    donations: numbers.donations,
    donors: numbers.donors,
    percent: percentOf(numbers.raised, project.goal),
    as_of: numbers.asOf.toISOString(),
    ledger_seq: Number(numbers.ledgerSeq),
    version: project.version,
  };
}
