/** A refused field in the reader's words. */
export interface FieldText {
  readonly field: string;
  readonly text: string;
}
export type Problems = readonly FieldText[];

/** What was wrong with one field, or undefined. */
export function problemIn(problems: Problems, field: string): string | undefined {
  return problems.find((each) => each.field === field)?.text;
}

/** All values that a form sent under one name: none, one, or several ticked boxes. */
export function everyTyped(value: unknown): string[] {
  return [value].flat().filter((each): each is string => typeof each === 'string' && each.length <= 3_000);
}
