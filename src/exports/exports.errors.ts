import { type FieldProblem, Refusal } from '../kernel/errors.js';

export function exportInvalid(fields: readonly FieldProblem[]): Refusal {
  return new Refusal('invalid', 'export_invalid', {}, fields);
}

export function noClosedDay(first: string, last: string): Refusal {
  return new Refusal('conflict', 'export_no_closed_day', { first, last });
}

export function foreignCurrency(currency: string): Refusal {
  return new Refusal('conflict', 'export_foreign_currency', { currency });
}
