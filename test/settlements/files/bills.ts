import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { contentOf } from '../../../src/settlements/files/content.js';
import type { LayoutColumns } from '../../../src/settlements/files/layout.js';
import {
  type FileProblem,
  type FileScope,
  type FileTotals,
  type ParsedLine,
  Problems,
  UnreadableFile,
} from '../../../src/settlements/files/parsed-line.js';
import { billReader, listReader } from '../../../src/settlements/files/readers.js';
import { linesOf, lookAtText } from '../../../src/settlements/files/text-blocks.js';
import { rowsOfWorkbook } from '../../../src/settlements/files/workbook.js';

const FIXTURES = join(import.meta.dirname, '../../fixtures/statements');

/** The account and the day of our fixtures. */
export const SCOPE: FileScope = {
  firstDay: '2026-01-15',
  lastDay: '2026-01-15',
  currency: 'CNY',
  accountNo: '1900000109',
  timeZone: 'Asia/Shanghai',
};
export const ALIPAY_SCOPE: FileScope = { ...SCOPE, accountNo: '2088000000000001' };

export function fixture(name: string): Buffer {
  return readFileSync(join(FIXTURES, name));
}

export interface Reading {
  readonly lines: ParsedLine[];
  readonly totals: FileTotals;
  readonly problems: readonly FileProblem[];
}

interface How {
  readonly scope?: FileScope;
  readonly columns?: LayoutColumns;
}

/** Reads bytes as the product does, from a file of its own, into memory. */
export async function readBytes(bytes: Buffer | string, kind: string, how: How = {}): Promise<Reading> {
  const folder = mkdtempSync(join(tmpdir(), 'boai-bill-'));
  const path = join(folder, 'bill');
  writeFileSync(path, bytes);
  const problems = new Problems();
  const lines: ParsedLine[] = [];
  try {
    const totals = await read(path, kind, how, problems, lines);
    return { lines, totals, problems: problems.list };
  } catch (error) {
    if (!(error instanceof UnreadableFile)) throw error;
    problems.add(error.line, error.code, error.params);
    return { lines, totals: {}, problems: problems.list };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function read(
  path: string,
  kind: string,
  { scope, columns }: How,
  problems: Problems,
  into: ParsedLine[],
): Promise<FileTotals> {
  const [provider, bill] = kind.split(' ') as [
    'wechat' | 'alipay' | 'list',
    'trade' | 'flow' | 'bank' | 'platform',
  ];
  const about = scope ?? (provider === 'alipay' ? ALIPAY_SCOPE : SCOPE);
  const content = await contentOf(path);
  if (bill === 'bank' || bill === 'platform') {
    const { list, text } = listReader(bill, columns ?? {}, about, problems);
    if (content.kind === 'text') return feed(content, text, into);
    for (const [at, cells] of (await rowsOfWorkbook(content.path)).entries()) {
      const line = list.takeCells(cells, at + 1);
      if (line) into.push(line);
    }
    return list.finish();
  }
  if (content.kind !== 'text' || provider === 'list') throw new UnreadableFile('workbook_not_bill');
  return feed(content, billReader(provider, bill, about, problems), into);
}

async function feed(
  content: { open(): AsyncIterable<Buffer> },
  reader: ReturnType<typeof billReader>,
  into: ParsedLine[],
): Promise<FileTotals> {
  const { charset } = await lookAtText(content.open());
  let lineNo = 0;
  for await (const texts of linesOf(content.open(), charset))
    for (const text of texts) {
      lineNo++;
      const line = reader.take(lineNo === 1 && text.charCodeAt(0) === 0xfeff ? text.slice(1) : text, lineNo);
      if (line) into.push(line);
    }
  return reader.finish();
}
