import { strFromU8, unzipSync } from 'fflate';
import { readSheet } from 'read-excel-file/node';
import writeXlsxFile from 'write-excel-file/node';

/** The columns of the file that goes to the finance bureau and comes back filled in, in their order. */
export const SHEET_COLUMNS = [
  ['busNo', '业务流水号 busNo'],
  ['dataType', '类型 dataType'],
  ['payer', '交款人'],
  ['payerNo', '交款人代码'],
  ['project', '项目名称'],
  ['amount', '金额 totalAmt'],
  ['currency', '币种'],
  ['note', '备注'],
  ['relatedCode', '原票据代码 relateBillBatchCode'],
  ['relatedNumber', '原票据号码 relateBillNo'],
  ['code', '票据代码 billBatchCode'],
  ['number', '票据号码 billNo'],
  ['checkCode', '校验码 random'],
  ['issuedOn', '开票日期 ivcDate'],
  ['result', '结果 state'],
  ['message', '说明'],
] as const;
export type SheetColumn = (typeof SHEET_COLUMNS)[number][0];
/** A line of the file: texts by column, missing ones empty. */
export type SheetLine = Readonly<Record<SheetColumn, string>>;

const BYTES_MAX = 5 * 1024 * 1024;
const UNPACKED_MAX = 50 * 1024 * 1024;
const ENTRIES_MAX = 100;
const LINES_MAX = 5_000;

/** Why a file cannot be read, as a code for `error.official_file_<code>`. */
export class UnreadableSheet extends Error {
  constructor(readonly code: 'format' | 'size' | 'formula' | 'columns' | 'lines') {
    super(`the file cannot be read: ${code}`);
  }
}

/** The file with these lines. Every cell is a text, so numbers keep their zeros and no text becomes a formula. */
export function sheetOf(lines: readonly SheetLine[]): Promise<Buffer> {
  const head = SHEET_COLUMNS.map(([, title]) => ({
    value: title,
    type: String,
    fontWeight: 'bold' as const,
  }));
  const rows = lines.map((line) => SHEET_COLUMNS.map(([name]) => ({ value: line[name], type: String })));
  return writeXlsxFile([head, ...rows], {
    sheet: '公益事业捐赠票据',
    stickyRowsCount: 1,
    columns: SHEET_COLUMNS.map(() => ({ width: 24 })),
  }).toBuffer();
}

/**
 * The lines of a file of this kind; columns are found by their titles, in any order. Numbers are read as the digits
 * that the file holds and never as floats. @throws UnreadableSheet, also for a cell that is a formula: what it shows
 * is not what it is.
 */
export async function linesOf(bytes: Buffer): Promise<SheetLine[]> {
  refuseStrange(bytes);
  const rows = await readSheet(bytes, 1, { parseNumber: (digits) => digits }).catch(() => {
    throw new UnreadableSheet('format');
  });
  const [head = [], ...body] = rows;
  const titles = head.map((cell) => String(cell ?? '').trim());
  const places = SHEET_COLUMNS.map(([name, title]) => {
    const key = title.split(' ').at(-1);
    return [
      name,
      titles.findIndex((text) => text === title || text === key || text === title.split(' ')[0]),
    ] as const;
  });
  const needed: readonly SheetColumn[] = [
    'busNo',
    'amount',
    'code',
    'number',
    'checkCode',
    'issuedOn',
    'result',
  ];
  if (places.some(([name, at]) => at < 0 && needed.includes(name))) throw new UnreadableSheet('columns');
  if (body.length > LINES_MAX) throw new UnreadableSheet('lines');
  return body.map((row) => {
    const texts = places.map(([name, at]) => [name, at < 0 ? '' : textOf(row[at])]);
    return Object.fromEntries(texts) as Record<SheetColumn, string>;
  });
}

function textOf(cell: unknown): string {
  if (cell === null || cell === undefined) return '';
  if (cell instanceof Date) return cell.toISOString().slice(0, 10);
  return String(cell).trim();
}

/** Looks into the package before anything is read from it: its size, how much is in it, and formulas. */
function refuseStrange(bytes: Buffer): void {
  if (bytes.length > BYTES_MAX) throw new UnreadableSheet('size');
  let entries = 0;
  let unpacked = 0;
  let sheets: string[];
  try {
    const files = unzipSync(new Uint8Array(bytes), {
      filter: ({ name, originalSize }) => {
        entries += 1;
        unpacked += originalSize;
        if (entries > ENTRIES_MAX || unpacked > UNPACKED_MAX) throw new UnreadableSheet('size');
        return /^xl\/worksheets\/[^/]+\.xml$/.test(name);
      },
    });
    sheets = Object.values(files).map((file) => strFromU8(file));
  } catch (error) {
    throw error instanceof UnreadableSheet ? error : new UnreadableSheet('format');
  }
  if (sheets.length === 0) throw new UnreadableSheet('format');
  if (sheets.some((xml) => /<(?:\w+:)?f[\s/>]/.test(xml))) throw new UnreadableSheet('formula');
}
