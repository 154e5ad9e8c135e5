/** A cell: text as text, everything that is a number already written by us as it stands. */
export type Cell = { readonly text: string } | { readonly figure: string };

const BOM = '\uFEFF';

/**
 * A table as CSV that spreadsheet programs open as it is: UTF-8 with BOM, CRLF, quotes where needed (RFC 4180).
 * A text that a program would take for a formula gets an apostrophe in front; figures are ours and stay figures.
 */
export function csv(rows: readonly (readonly Cell[])[]): string {
  return BOM + rows.map((row) => `${row.map(written).join(',')}\r\n`).join('');
}

function written(cell: Cell): string {
  if ('figure' in cell) return cell.figure;
  const safe = /^[=+\-@\t\r]/.test(cell.text) ? `'${cell.text}` : cell.text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
