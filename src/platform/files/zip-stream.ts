import { crc32, deflateRawSync } from 'node:zlib';
import { type AsyncFlateStreamHandler, Zip, type ZipInputFile } from 'fflate';

/** In the machine's own zone, because that is how a ZIP writes it: the same bytes everywhere and always. */
const PACKED_AT = new Date(1980, 0, 1);

/** A file of a ZIP: its path and its bytes. */
export interface Packed {
  readonly name: string;
  readonly bytes: Buffer<ArrayBuffer>;
}

/** Files as a ZIP, written one after the other. The same files are the same bytes. */
export function* zipStream(files: Iterable<Packed>): Generator<Buffer> {
  const done: Uint8Array[] = [];
  const zip = new Zip((error, bytes) => {
    if (error) throw error;
    done.push(bytes);
  });
  for (const { name, bytes } of files) {
    const file = new WholeFile(name);
    zip.add(file);
    file.push(bytes);
    yield Buffer.concat(done.splice(0));
  }
  zip.end();
  yield Buffer.concat(done);
}

/** One file at once: pictures as they are, for they are packed already, everything else deflated. */
class WholeFile implements ZipInputFile {
  readonly compression: 0 | 8;
  readonly mtime = PACKED_AT;
  crc = 0;
  size = 0;
  ondata?: AsyncFlateStreamHandler;

  constructor(readonly filename: string) {
    this.compression = filename.endsWith('.png') ? 0 : 8;
  }

  push(bytes: Buffer<ArrayBuffer>): void {
    this.crc = crc32(bytes);
    this.size = bytes.length;
    this.ondata?.(null, this.compression === 0 ? bytes : deflateRawSync(bytes), true);
  }
}
