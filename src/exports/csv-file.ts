import { BOM, csvLine } from '../kernel/csv.js';
import type { Section } from './export-table.js';
import { type ContentHash, rowLine, shaped } from './table-text.js';

/** The sections one below the other as CSV, then the line that says what the file is. Never held as a whole. */
export async function* csvFile(
  sections: readonly Section[],
  hash: ContentHash,
  timeZone: string,
  footer: () => readonly string[],
): AsyncIterable<Buffer> {
  yield Buffer.from(BOM);
  for (const [at, section] of sections.entries()) {
    if (at > 0) yield Buffer.from('\r\n');
    for await (const rows of shaped(section)) {
      hash.add(rows);
      yield Buffer.from(rows.map((row) => rowLine(row, timeZone)).join(''));
    }
  }
  yield Buffer.from(csvLine(footer().map((text) => ({ text }))));
}
