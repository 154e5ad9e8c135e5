import type { Readable } from 'node:stream';
import { type Entry, openPromise, type ZipFile } from 'yauzl';
import { UnreadableFile } from './parsed-line.js';

/** More than this unpacked is no bill (payments.md 2.8). */
export const UNPACKED_MAX = 200 * 1024 * 1024;
const ENTRIES_MAX = 20;
const WORKBOOK_ENTRIES_MAX = 200;

const SYMLINK = 0xa000;
const TYPE_MASK = 0xf000;
const NESTED = /\.(zip|gz|tgz|tar|rar|7z|bz2|xz|xlsx|xlsm|jar)$/i;
const SUMMARY = /汇总/;

/** One file in an archive: its name and how to read it again and again. */
export interface ArchivedFile {
  readonly name: string;
  readonly size: number;
  open(): Promise<Readable>;
}

/**
 * The files of a zip, none of them read yet. Names are read as raw bytes, because they are GBK without saying so.
 * @throws UnreadableFile archive_broken, archive_entries, archive_size, archive_encrypted, archive_path,
 * archive_link, archive_nested.
 */
export async function filesOfArchive(path: string, workbook = false): Promise<ArchivedFile[]> {
  const zip = await openZip(path);
  const files: ArchivedFile[] = [];
  let unpacked = 0;
  let entries = 0;
  try {
    if (zip.entryCount > (workbook ? WORKBOOK_ENTRIES_MAX : ENTRIES_MAX))
      throw new UnreadableFile('archive_entries', { found: String(zip.entryCount) });
    for await (const entry of zip.eachEntry()) {
      const name = nameOf(entry);
      refuseStrange(entry, name, workbook);
      unpacked += entry.uncompressedSize;
      entries += 1;
      if (unpacked > UNPACKED_MAX) throw new UnreadableFile('archive_size');
      if (entries > WORKBOOK_ENTRIES_MAX)
        throw new UnreadableFile('archive_entries', { found: String(entries) });
      if (!name.endsWith('/'))
        files.push({ name, size: entry.uncompressedSize, open: () => openEntry(path, entry) });
    }
  } catch (error) {
    throw error instanceof UnreadableFile ? error : new UnreadableFile('archive_broken');
  } finally {
    zip.close();
  }
  return files;
}

/** The one file with the lines of an archive; the summary beside it is passed over. @throws UnreadableFile. */
export async function billInArchive(path: string): Promise<ArchivedFile> {
  const bills = (await filesOfArchive(path)).filter(({ name }) => !SUMMARY.test(name));
  const [bill, second] = bills;
  if (!bill) throw new UnreadableFile('archive_without_bill');
  if (second)
    throw new UnreadableFile('archive_several', {
      names: bills
        .map(({ name }) => name)
        .join('、')
        .slice(0, 200),
    });
  return bill;
}

async function openZip(path: string): Promise<ZipFile> {
  try {
    return await openPromise(path, {
      ...{ lazyEntries: true, autoClose: false, decodeStrings: false, validateEntrySizes: true },
    });
  } catch {
    throw new UnreadableFile('archive_broken');
  }
}

/** With decodeStrings off the name is bytes, whatever the types say. */
function nameOf(entry: Entry): string {
  const bytes: unknown = entry.fileName;
  const raw = Buffer.isBuffer(bytes) ? bytes : Buffer.from(entry.fileName);
  const utf8 = (entry.generalPurposeBitFlag & 0x800) !== 0;
  return new TextDecoder(utf8 ? 'utf-8' : 'gb18030').decode(raw);
}

function refuseStrange(entry: Entry, name: string, workbook: boolean): void {
  const params = { name: name.slice(0, 120) };
  if (entry.isEncrypted()) throw new UnreadableFile('archive_encrypted', params);
  const parts = name.split(/[/\\]/);
  if (
    name.startsWith('/') ||
    name.startsWith('\\') ||
    /^[a-z]:/i.test(name) ||
    parts.includes('..') ||
    name.includes('\0')
  )
    throw new UnreadableFile('archive_path', params);
  if (((entry.externalFileAttributes >>> 16) & TYPE_MASK) === SYMLINK)
    throw new UnreadableFile('archive_link', params);
  if (!workbook && NESTED.test(name)) throw new UnreadableFile('archive_nested', params);
}

/** Opens the archive again for each reading: a stream cannot be rewound. */
async function openEntry(path: string, entry: Entry): Promise<Readable> {
  const zip = await openZip(path);
  try {
    const stream = await zip.openReadStreamPromise(entry);
    stream.once('close', () => zip.close());
    return stream;
  } catch {
    zip.close();
    throw new UnreadableFile('archive_broken');
  }
}
