import { FUND_KINDS } from '../ledger/chart-of-accounts.service.js';
import { EFFECTS, type ProgressEffect } from './effect.js';

const quoted = (words: readonly string[]): string => words.map((word) => `'${word}'`).join(', ');

/** Kinds of account that hold what was given (income and net assets), quoted for SQL. */
export const OWN = quoted(FUND_KINDS.filter((kind) => kind !== 'cost'));

/** Kinds of entry with this effect, quoted for SQL. */
export const kindsThat = (effect: ProgressEffect): string =>
  quoted(Object.entries(EFFECTS).flatMap(([kind, does]) => (does === effect ? [kind] : [])));

/** Kinds of entry that take from what was given, quoted for SQL. */
export const DEDUCTING = kindsThat('deducts');
