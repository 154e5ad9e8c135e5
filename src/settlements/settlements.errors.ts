import type { FieldProblem } from '../kernel/errors.js';
import { Refusal } from '../kernel/errors.js';

/** Fields of the form for a statement file are wrong. */
export function statementFileInvalid(fields: readonly FieldProblem[]): Refusal {
  return new Refusal('invalid', 'statement_file_invalid', {}, fields);
}

/** The very same bytes are here already, as the file of that id (with its prefix). */
export function statementFileKnown(file: string): Refusal {
  return new Refusal('conflict', 'statement_file_known', { file }, [
    { field: 'file', code: 'statement_file_known', params: { file } },
  ]);
}

export function statementFileNotFound(): Refusal {
  return new Refusal('not_found', 'statement_file_not_found');
}

/** What is asked for cannot be done with a file in this state. */
export function statementFileState(state: string): Refusal {
  return new Refusal('conflict', 'statement_file_state', { state });
}

/** Gifts come from this file, so two people must agree to it. */
export function statementNeedsApproval(): Refusal {
  return new Refusal('conflict', 'statement_needs_approval');
}

/** A mapping of columns is wrong. */
export function layoutInvalid(fields: readonly FieldProblem[]): Refusal {
  return new Refusal('invalid', 'statement_layout_invalid', {}, fields);
}
