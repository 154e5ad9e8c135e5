import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { createGunzip } from 'node:zlib';
import { billInArchive, filesOfArchive, UNPACKED_MAX } from './archive.js';
import { UnreadableFile } from './parsed-line.js';

/** What an uploaded file is inside: text that can be read more than once, or a workbook. */
export type Content =
  | { readonly kind: 'text'; open(): AsyncIterable<Buffer> }
  | { readonly kind: 'workbook'; readonly path: string };

const CHUNK_BYTES = 256 * 1024;
const NESTED_MAGIC = [
  Buffer.from('PK\x03\x04'),
  Buffer.from([0x1f, 0x8b]),
  Buffer.from('Rar!'),
  Buffer.from('7z'),
];

/** Looks at the first bytes of a file, never at its name. @throws UnreadableFile. */
export async function contentOf(path: string): Promise<Content> {
  const head = await firstBytes(path);
  if (head.length === 0) throw new UnreadableFile('empty_file');
  if (head.subarray(0, 2).toString('latin1') === 'PK') {
    if (await isWorkbook(path)) return { kind: 'workbook', path };
    const bill = await billInArchive(path);
    return { kind: 'text', open: () => bounded(async () => bill.open()) };
  }
  if (head[0] === 0x1f && head[1] === 0x8b)
    return { kind: 'text', open: () => bounded(async () => createReadStream(path).pipe(createGunzip())) };
  if (head.subarray(0, 4).equals(Buffer.from([0xd0, 0xcf, 0x11, 0xe0])))
    throw new UnreadableFile('old_workbook');
  if (head.subarray(0, 4).toString('latin1') === '%PDF') throw new UnreadableFile('not_text', {}, 1);
  return { kind: 'text', open: () => createReadStream(path, { highWaterMark: CHUNK_BYTES }) };
}

async function firstBytes(path: string): Promise<Buffer> {
  const handle = await open(path);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(8), 0, 8, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}

async function isWorkbook(path: string): Promise<boolean> {
  try {
    return (await filesOfArchive(path, true)).some(({ name }) => name === 'xl/workbook.xml');
  } catch (error) {
    // Whatever is wrong with it is said by whoever reads it as an archive of bills.
    if (error instanceof UnreadableFile) return false;
    throw error;
  }
}

/** What is unpacked, as long as it is not more than a bill can be; what an archive says of its sizes may be a lie. */
async function* bounded(open: () => Promise<AsyncIterable<Buffer>>): AsyncGenerator<Buffer> {
  let bytes = 0;
  try {
    for await (const chunk of await open()) {
      if (bytes === 0 && NESTED_MAGIC.some((magic) => chunk.subarray(0, magic.length).equals(magic)))
        throw new UnreadableFile('archive_nested', { name: '' });
      bytes += chunk.length;
      if (bytes > UNPACKED_MAX) throw new UnreadableFile('archive_size');
      yield chunk;
    }
  } catch (error) {
    throw error instanceof UnreadableFile ? error : new UnreadableFile('archive_broken');
  }
}
