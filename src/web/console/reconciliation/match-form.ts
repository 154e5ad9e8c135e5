import { Refusal } from '../../../kernel/errors.js';
import { isId } from '../../../kernel/ids.js';
import type { Acceptance, Undoing } from '../../../reconciliation/match-desk.service.js';
import { PART_KINDS, type PartKind } from '../../../reconciliation/reconciliation.queries.js';
import { type TypedFields, typed } from '../typed-fields.js';

/** Statement and bank lines are numbered by the database and never named to the public. */
const LINE = /^\d{1,20}$/;

const refused = (field: string): Refusal =>
  new Refusal('invalid', 'match_form', {}, [{ field, code: 'match_form' }]);

/** Something of ours as forms name it: `settlement:<id>`. @throws Refusal invalid. */
export function readPart(text: string): { kind: PartKind; id: string } {
  const [word, id = ''] = text.split(':');
  const kind = PART_KINDS.find((each) => each === word);
  if (!kind || !isId(id)) throw refused('parts');
  return { kind, id };
}

/** A bank line's number as forms name it. @throws Refusal invalid. */
export function readLine(text: string): string {
  if (!LINE.test(text)) throw refused('lines');
  return text;
}

/** A difference's id as forms name it. @throws Refusal invalid. */
export function readDifference(text: string): string {
  if (!isId(text)) throw refused('difference');
  return text;
}

/** A form that says yes to one pair. @throws Refusal invalid. */
export function readAcceptance(fields: TypedFields): Acceptance {
  const line = readLine(typed(fields, 'line'));
  const note = typed(fields, 'note');
  if (typed(fields, 'kind') === 'bank')
    return { kind: 'bank', bankLineId: line, part: readPart(typed(fields, 'part')), note };
  const factId = typed(fields, 'fact');
  if (typed(fields, 'kind') !== 'line' || !isId(factId)) throw refused('lines');
  return { kind: 'line', lineId: line, factId, note };
}

/** A form that takes a match back. @throws Refusal invalid. */
export function readUndoing(fields: TypedFields): Undoing {
  const match = typed(fields, 'match');
  if (typed(fields, 'kind') === 'line') return { kind: 'line', lineId: readLine(match) };
  if (typed(fields, 'kind') !== 'bank' || !isId(match)) throw refused('lines');
  return { kind: 'bank', matchId: match };
}

/** What was just matched, out of the page's address; null when it names nothing. */
export function readJustMatched(text: unknown): { kind: 'line' | 'bank'; id: string } | null {
  const [kind, id = ''] = typeof text === 'string' ? text.split(':') : [];
  if (kind === 'line' && LINE.test(id)) return { kind, id };
  return kind === 'bank' && isId(id) ? { kind, id } : null;
}

/** All values of a field that may stand several times in a form. */
export function allOf(fields: TypedFields, name: string): string[] {
  const value: unknown = fields[name];
  return (Array.isArray(value) ? value : [value]).filter(
    (each): each is string => typeof each === 'string' && each !== '',
  );
}
