import { Refusal } from '../kernel/errors.js';
import type { LegProblem } from './resolution.js';

/** A proposal whose form cannot be taken. */
export const resolutionRefused = (problems: readonly LegProblem[]): Refusal =>
  new Refusal('invalid', 'resolution_refused', {}, problems);
