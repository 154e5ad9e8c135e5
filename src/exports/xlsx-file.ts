import { constants, crc32, deflateRawSync } from 'node:zlib';
import { type AsyncFlateStreamHandler, Zip, type ZipInputFile } from 'fflate';
import { Refusal } from '../kernel/errors.js';
import { plainAmount, scaleOf } from '../kernel/money.js';
import type { ColumnKind, Section, Value } from './export-table.js';
import { type ContentHash, type ShapedRow, shaped, wallClock } from './table-text.js';
import { BOLD_AMOUNT, SHEET_END, STYLES, sheetHead, workbookParts, xmlText } from './xlsx-parts.js';

/** A sheet has 1,048,576 rows; with room for heading, sums and footer. More go into a CSV file. */
export const SHEET_ROWS_MAX = 1_000_000;
const WIDTHS: Readonly<Record<ColumnKind, number>> = { text: 22, amount: 16, count: 12, day: 12, time: 20 };
const DAY_MS = 86_400_000;
/** Day 0 of spreadsheets. */
const EPOCH = Date.UTC(1899, 11, 30);
/** In the machine's own zone, because that is how a ZIP writes it: the same bytes everywhere and always. */
const PACKED_AT = new Date(1980, 0, 1);

/**
 * The sections as sheets of a workbook: real numbers and dates, ids as text, a heading that stays, sums, and a last
 * line that says what the file is. Written as it comes: the memory does not grow with the rows. The same rows give
 * the same bytes. @throws Refusal export_too_many_rows.
 */
export async function* xlsxFile(
  sections: readonly Section[],
  hash: ContentHash,
  timeZone: string,
  footer: () => readonly string[],
): AsyncIterable<Buffer> {
  const packed: Uint8Array[] = [];
  const zip = new Zip((error, bytes) => {
    if (error) throw error;
    packed.push(bytes);
  });
  const taken = () => Buffer.concat(packed.splice(0));
  const part = (name: string) => {
    const file = new Part(name);
    zip.add(file);
    return file;
  };
  for (const [name, text] of workbookParts(sections.map((section) => section.name)))
    part(name).push(Buffer.from(text), true);
  for (const [at, section] of sections.entries()) {
    const sheet = part(`xl/worksheets/sheet${at + 1}.xml`);
    sheet.push(Buffer.from(sheetHead(section.columns.map(({ kind }) => WIDTHS[kind]))));
    let line = 0;
    for await (const rows of shaped(section)) {
      hash.add(rows);
      if (line + rows.length > SHEET_ROWS_MAX)
        throw new Refusal('invalid', 'export_too_many_rows', { max: String(SHEET_ROWS_MAX) });
      sheet.push(Buffer.from(rows.map((row) => rowXml(row, ++line, timeZone)).join('')));
      yield taken();
    }
    const note = at === sections.length - 1 ? footer() : footer().slice(0, 1);
    sheet.push(Buffer.from(noteXml(note, line + 2) + SHEET_END), true);
    yield taken();
  }
  zip.end();
  yield taken();
}

/** The last block of a deflated stream, with nothing in it. */
const DEFLATE_END = Buffer.from([3, 0]);

/** A part of the package that comes in pieces: each is packed by itself, ten times as fast as in JavaScript. */
class Part implements ZipInputFile {
  readonly compression = 8;
  readonly mtime = PACKED_AT;
  crc = 0;
  size = 0;
  ondata?: AsyncFlateStreamHandler;

  constructor(readonly filename: string) {}

  push(piece: Buffer, last = false): void {
    this.crc = crc32(piece, this.crc);
    this.size += piece.length;
    const packed = deflateRawSync(piece, { level: 6, finishFlush: constants.Z_SYNC_FLUSH });
    this.ondata?.(null, last ? Buffer.concat([packed, DEFLATE_END]) : packed, last);
  }
}

function rowXml({ role, currency, cells }: ShapedRow, line: number, timeZone: string): string {
  const inner = cells.map(({ kind, value }, at) =>
    cellXml(kind, value, place(at, line), role, currency, timeZone),
  );
  return `<row r="${line}">${inner.join('')}</row>`;
}

function cellXml(
  kind: ColumnKind,
  value: Value,
  where: string,
  role: ShapedRow['role'],
  currency: string,
  timeZone: string,
): string {
  if (value === null || value === '') return '';
  const number = (style: number, text: string) => `<c r="${where}" s="${style}"><v>${text}</v></c>`;
  if (kind === 'amount' && typeof value === 'bigint') {
    const styles = role === 'total' ? BOLD_AMOUNT : STYLES.amount;
    return number(styles[scaleOf(currency) ?? 2], plainAmount({ amount: value, currency }));
  }
  if (value instanceof Date) return number(STYLES.time, timeSerial(value, timeZone));
  if (kind === 'day' && typeof value === 'string') return number(STYLES.day, daySerial(value));
  if (typeof value === 'number' || typeof value === 'bigint') return number(STYLES.count, String(value));
  return textXml(where, role === 'body' ? STYLES.text : STYLES.head, value);
}

function noteXml(texts: readonly string[], line: number): string {
  const cells = texts.map((text, at) => textXml(place(at, line), STYLES.note, text));
  return `<row r="${line}">${cells.join('')}</row>`;
}

/** Always a string to the program that opens it, whatever it looks like: no number, no formula. */
function textXml(where: string, style: number, text: string): string {
  return `<c r="${where}" s="${style}" t="inlineStr"><is><t xml:space="preserve">${xmlText(text)}</t></is></c>`;
}

function daySerial(day: string): string {
  return String((Date.parse(`${day}T00:00:00Z`) - EPOCH) / DAY_MS);
}

function timeSerial(at: Date, timeZone: string): string {
  const wall = Date.parse(`${wallClock(at, timeZone).replace(' ', 'T')}Z`);
  return ((wall - EPOCH) / DAY_MS).toFixed(9);
}

/** "A1", "AA12" of a column from 0. */
function place(column: number, line: number): string {
  let letters = '';
  for (let rest = column + 1; rest > 0; rest = Math.floor((rest - 1) / 26))
    letters = String.fromCharCode(65 + ((rest - 1) % 26)) + letters;
  return letters + line;
}
