import type { ProjectWithNumbers } from '../../progress/progress.queries.js';
import { textOf } from './visits.service.js';

/** Cards on one page of the list. */
export const PAGE = 24;
const WORDS_MAX = 60;

/** Which projects of the public list a reader wants to see. */
export const LIST_STATES = ['all', 'running', 'emergency', 'closed'] as const;
export type ListState = (typeof LIST_STATES)[number];

/** What a reader asked the list for. */
export interface ProjectSearch {
  readonly words: string;
  readonly state: ListState;
  /** From 1. */
  readonly page: number;
}

/** A search as it stands in an address; what cannot be read is as if it were not there. */
export function searchFrom(query: unknown): ProjectSearch {
  const state = LIST_STATES.find((each) => each === textOf(query, 'state')) ?? 'all';
  const page = textOf(query, 'page');
  return {
    words: textOf(query, 'q').trim().slice(0, WORDS_MAX),
    state,
    page: /^[1-9]\d{0,5}$/.test(page) ? Number(page) : 1,
  };
}

/** The address of another page of the same search. */
export function searchAddress({ words, state }: ProjectSearch, page: number): string {
  const query = new URLSearchParams();
  if (words !== '') query.set('q', words);
  if (state !== 'all') query.set('state', state);
  if (page > 1) query.set('page', String(page));
  const text = query.toString();
  return text === '' ? '/projects' : `/projects?${text}`;
}

/** The public projects that a search means, in the public order: every word must stand in its texts or numbers. */
export function foundBy(
  { words, state }: ProjectSearch,
  projects: readonly ProjectWithNumbers[],
): ProjectWithNumbers[] {
  const wanted = words.toLowerCase().split(/\s+/).filter(Boolean);
  return projects.filter(({ project }) => {
    const running = project.state === 'published';
    if (state === 'closed' ? running : state !== 'all' && !running) return false;
    if (state === 'emergency' && !project.emergency) return false;
    const { nameZh, nameEn, summaryZh, summaryEn, filingNo, slug } = project;
    const text = [nameZh, nameEn, summaryZh, summaryEn, filingNo, slug].join('\n').toLowerCase();
    return wanted.every((word) => text.includes(word));
  });
}

/** Which page is shown: the one asked for, or the last there is. */
export function pageOf(asked: number, found: number): { readonly page: number; readonly pages: number } {
  const pages = Math.max(1, Math.ceil(found / PAGE));
  return { page: Math.min(asked, pages), pages };
}
