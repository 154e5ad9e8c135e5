/**
 * Splits one line of separated values; a cell in quotes may hold the separator, and doubled quotes mean one.
 * @returns null when a quote is not closed, or closes in the middle of a cell: the cell goes on in the next line.
 */
export function splitCells(text: string, separator: string): string[] | null {
  if (!text.includes('"')) return text.split(separator);
  const cells: string[] = [];
  let at = 0;
  while (at <= text.length) {
    if (text[at] === '"') {
      let cell = '';
      let from = at + 1;
      for (;;) {
        const quote = text.indexOf('"', from);
        if (quote < 0) return null;
        cell += text.slice(from, quote);
        if (text[quote + 1] !== '"') {
          at = quote + 1;
          break;
        }
        cell += '"';
        from = quote + 2;
      }
      const end = text.indexOf(separator, at);
      if (text.slice(at, end < 0 ? undefined : end).trim() !== '') return null;
      cells.push(cell);
      at = end < 0 ? text.length + 1 : end + 1;
    } else {
      const end = text.indexOf(separator, at);
      cells.push(text.slice(at, end < 0 ? undefined : end));
      at = end < 0 ? text.length + 1 : end + 1;
    }
  }
  return cells;
}
