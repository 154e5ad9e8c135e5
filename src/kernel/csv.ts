/** A cell: text as text, everything that is a number already written by us as it stands. */
export type Cell = { readonly text: string } | { readonly figure: string };

/** In front of a file, so that spreadsheet programs read it as UTF-8. */
export const BOM = '\uFEFF';

/**
 * A table as CSV that spreadsheet programs open as it is: UTF-8 with BOM, CRLF, quotes where needed (RFC 4180).
 * A text that a program would take for a formula gets an apostrophe in front, and so does a number of more digits than
 * such a program keeps (a provider's payment number would end in zeros); figures are ours and stay figures.
 */
export function csv(rows: readonly (readonly Cell[])[]): string {
  return BOM + rows.map(csvLine).join('');
}

/** One line of such a file, with its end. */
export function csvLine(row: readonly Cell[]): string {
  return `${row.map(written).join(',')}\r\n`;
}

function written(cell: Cell): string {
  if ('figure' in cell) return cell.figure;
  const safe = /^([=+\-@\t\r]|\d{16,}$)/.test(cell.text) ? `'${cell.text}` : cell.text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
