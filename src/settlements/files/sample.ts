import { contentOf } from './content.js';
import { splitCells } from './separated.js';
import { linesOf, lookAtText } from './text-blocks.js';
import { rowsOfWorkbook } from './workbook.js';

const ROWS_MAX = 40;
const CELL_MAX = 80;
const SEPARATORS = [',', '\t', ';', '|'];

/** The first rows of a list, whatever it is separated by, for a person who says what its columns mean. */
export async function sampleRows(path: string): Promise<string[][]> {
  const content = await contentOf(path);
  const rows = content.kind === 'workbook' ? await rowsOfWorkbook(content.path) : await textRows(content);
  return rows.slice(0, ROWS_MAX).map((row) => row.map((cell) => cell.trim().slice(0, CELL_MAX)));
}

async function textRows(content: { open(): AsyncIterable<Buffer> }): Promise<string[][]> {
  const { charset } = await lookAtText(content.open());
  const texts: string[] = [];
  for await (const lines of linesOf(content.open(), charset)) {
    texts.push(...lines.slice(0, ROWS_MAX - texts.length));
    if (texts.length >= ROWS_MAX) break;
  }
  const widest = (separator: string) =>
    Math.max(0, ...texts.map((text) => splitCells(text, separator)?.length ?? 0));
  const separator = SEPARATORS.reduce((best, next) => (widest(next) > widest(best) ? next : best));
  return texts.map((text) => splitCells(text.replace(/^\uFEFF/, ''), separator) ?? [text]);
}
