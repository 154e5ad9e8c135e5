/** What kind of refusal it is; the web maps each to one HTTP status, and nothing else does. */
export type ErrorKind =
  | 'malformed'
  | 'invalid'
  | 'unauthenticated'
  | 'forbidden'
  | 'not_found'
  | 'conflict'
  | 'gone'
  | 'too_large'
  | 'unsupported_media_type'
  | 'too_many_requests'
  | 'unavailable';

/** One field that was refused: its name, a machine-readable code and values for the sentence. */
export interface FieldProblem {
  readonly field: string;
  readonly code: string;
  readonly params?: Readonly<Record<string, string>>;
}

/**
 * An expected refusal. `code` names it for machines and for the catalogue of sentences (`error.<code>`);
 * `params` fill that sentence. Anything thrown that is not a Refusal is a defect of ours and answers 500.
 */
export class Refusal extends Error {
  constructor(
    readonly kind: ErrorKind,
    readonly code: string,
    readonly params: Readonly<Record<string, string>> = {},
    readonly fields: readonly FieldProblem[] = [],
  ) {
    super(code);
    this.name = 'Refusal';
  }
}
