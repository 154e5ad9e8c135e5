import { readFile, stat } from 'node:fs/promises';
import { readSheet } from 'read-excel-file/node';
import { filesOfArchive } from './archive.js';
import { UnreadableFile } from './parsed-line.js';

/** A workbook is unpacked in memory: what is larger is saved as CSV, which is read as a stream. */
const BYTES_MAX = 10 * 1024 * 1024;
const UNPACKED_MAX = 60 * 1024 * 1024;

/**
 * The rows of a workbook's first sheet as texts. Numbers are read by the digits that the file holds and never as
 * floats. @throws UnreadableFile workbook_size, formula_cell (what a formula shows is not what it is), not_a_workbook.
 */
export async function rowsOfWorkbook(path: string): Promise<string[][]> {
  const files = await filesOfArchive(path, true);
  const unpacked = files.reduce((sum, { size }) => sum + size, 0);
  if ((await stat(path)).size > BYTES_MAX || unpacked > UNPACKED_MAX)
    throw new UnreadableFile('workbook_size');
  for (const file of files)
    if (/^xl\/worksheets\/[^/]+\.xml$/.test(file.name)) await refuseFormulas(await file.open());
  const rows = await readSheet(await readFile(path), 1, { parseNumber: (digits) => digits }).catch(() => {
    throw new UnreadableFile('not_a_workbook');
  });
  return rows.map((row) => row.map(textOf));
}

async function refuseFormulas(xml: AsyncIterable<Buffer>): Promise<void> {
  let tail = '';
  let row = '';
  for await (const chunk of xml) {
    const text = tail + chunk.toString('latin1');
    const formula = /<(?:\w+:)?f[\s/>]/.exec(text);
    const before = formula ? text.slice(0, formula.index) : text;
    row = [...before.matchAll(/ r="([A-Z]{1,3}\d+)"/g)].at(-1)?.[1] ?? row;
    if (formula) throw new UnreadableFile('formula_cell', { cell: row });
    tail = text.slice(-64);
  }
}

function textOf(cell: unknown): string {
  if (cell === null || cell === undefined) return '';
  if (cell instanceof Date) return cell.toISOString().replace('T', ' ').slice(0, 19);
  return String(cell);
}
