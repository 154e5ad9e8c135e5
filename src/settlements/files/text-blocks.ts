import { isUtf8 } from 'node:buffer';
import { createHash } from 'node:crypto';
import { UnreadableFile } from './parsed-line.js';

export type Charset = 'utf-8' | 'gb18030';

/** What a first look at all bytes of a text says. */
export interface TextLook {
  readonly charset: Charset;
  readonly sha1: string;
  readonly bytes: number;
}

const NEWLINE = 0x0a;
const LINE_MAX_BYTES = 256 * 1024;

/** Pieces of a text that end where a line ends, so that no character and no line is torn. */
async function* wholeLines(source: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of source) {
    const end = chunk.lastIndexOf(NEWLINE) + 1;
    if (end === 0) {
      rest = Buffer.concat([rest, chunk]);
      if (rest.length > LINE_MAX_BYTES) throw new UnreadableFile('line_too_long');
      continue;
    }
    yield rest.length > 0 ? Buffer.concat([rest, chunk.subarray(0, end)]) : chunk.subarray(0, end);
    rest = chunk.subarray(end);
  }
  if (rest.length > 0) yield rest;
}

/**
 * Finds out how a text is encoded: UTF-8 when its bytes are, else GB18030. A text that is partly one and partly the
 * other was put together from two, and would be read wrongly in half of its lines. @throws UnreadableFile
 * encoding_mixed with the line, not_text.
 */
export async function lookAtText(source: AsyncIterable<Buffer>): Promise<TextLook> {
  const hash = createHash('sha1');
  let bytes = 0;
  let lines = 0;
  let charset: Charset | null = null;
  for await (const block of wholeLines(source)) {
    hash.update(block);
    bytes += block.length;
    if (block.includes(0)) throw new UnreadableFile('not_text', {}, lines + 1);
    if (!isUtf8(block) || charset === 'gb18030') {
      const odd = oddLine(block, charset);
      if (odd.line > 0) throw new UnreadableFile('encoding_mixed', {}, lines + odd.line);
      charset = odd.charset;
    } else if (charset === null && isForeign(block)) charset = 'utf-8';
    lines += countLines(block);
  }
  return { charset: charset ?? 'utf-8', sha1: hash.digest('hex'), bytes };
}

/** A block that is not all UTF-8, or follows GBK: which of its lines is in the other encoding, 0 = none. */
function oddLine(block: Buffer, known: Charset | null): { charset: Charset; line: number } {
  let charset = known;
  let line = 0;
  let from = 0;
  while (from < block.length) {
    const next = block.indexOf(NEWLINE, from);
    const text = block.subarray(from, next < 0 ? block.length : next);
    from = next < 0 ? block.length : next + 1;
    line++;
    if (!isForeign(text)) continue;
    const utf8 = isUtf8(text);
    // A caption line or a name in GBK is now and then valid UTF-8 by chance; four characters of Chinese never are.
    if (charset === null) charset = utf8 && isChineseUtf8(text) ? 'utf-8' : utf8 ? null : 'gb18030';
    else if (charset === 'utf-8' && !utf8) return { charset, line };
    else if (charset === 'gb18030' && utf8 && isChineseUtf8(text)) return { charset, line };
  }
  return { charset: charset ?? 'gb18030', line: 0 };
}

function isForeign(bytes: Buffer): boolean {
  for (const byte of bytes) if (byte > 0x7f) return true;
  return false;
}

function isChineseUtf8(text: Buffer): boolean {
  const foreign = text.toString('utf8').replace(/[\p{ASCII}\uFEFF]/gu, '');
  return foreign.length >= 4 && /^[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]+$/.test(foreign);
}

function countLines(block: Buffer): number {
  let count = 0;
  for (let at = block.indexOf(NEWLINE); at >= 0; at = block.indexOf(NEWLINE, at + 1)) count++;
  return count;
}

/** Lines of a text, in blocks of many, each without its line end. @throws UnreadableFile not_text. */
export async function* linesOf(source: AsyncIterable<Buffer>, charset: Charset): AsyncGenerator<string[]> {
  const decoder = new TextDecoder(charset, { fatal: true, ignoreBOM: true });
  let before = 0;
  for await (const block of wholeLines(source)) {
    let text: string;
    try {
      text = charset === 'utf-8' ? block.toString('utf8') : decoder.decode(block);
    } catch {
      throw new UnreadableFile('not_text', {}, before + 1);
    }
    const lines = text.split('\n');
    if (lines.at(-1) === '') lines.pop();
    before += lines.length;
    yield lines.map((line) => (line.endsWith('\r') ? line.slice(0, -1) : line));
  }
}
