import {
  closeSync,
  existsSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readSync,
  renameSync,
  statSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';

const COMPACT_BYTES_MIN = 16 * 1024 * 1024;

/**
 * Append-only file of JSON lines. One line is one change of the sandbox's state, so a killed process leaves either
 * the whole change or none. Lines are written before an answer leaves; they are not synced to the disk one by one,
 * because the sandbox must survive `kill -9`, not a power cut.
 */
export class Journal {
  private file: number | undefined;
  private readonly path: string;

  constructor(private readonly folder: string) {
    this.path = join(folder, 'journal.jsonl');
  }

  /** Replays all whole lines in order, cuts a torn last line off, and opens the file for appending. */
  open(apply: (line: unknown) => void): void {
    mkdirSync(this.folder, { recursive: true });
    const whole = existsSync(this.path) ? this.replay(apply) : 0;
    this.file = openSync(this.path, existsSync(this.path) ? 'r+' : 'w+');
    ftruncateSync(this.file, whole);
    this.end = whole;
  }

  private end = 0;

  /** Appends one line. */
  append(line: unknown): void {
    if (this.file === undefined) throw new Error('the journal is closed');
    const bytes = Buffer.from(`${JSON.stringify(line)}\n`);
    let written = 0;
    while (written < bytes.length) {
      written += writeSync(this.file, bytes, written, bytes.length - written, this.end + written);
    }
    this.end += bytes.length;
  }

  /** Writes the living state to a new file when most of the old one has been overtaken. */
  compact(live: () => Iterable<unknown>, liveLines: number, lines: number): void {
    if (this.end < COMPACT_BYTES_MIN || liveLines * 2 > lines) return;
    const next = new Journal(this.folder);
    const fresh = `${this.path}.new`;
    next.file = openSync(fresh, 'w');
    for (const line of live()) next.append(line);
    closeSync(next.file);
    this.close();
    renameSync(fresh, this.path);
    this.file = openSync(this.path, 'r+');
    this.end = statSync(this.path).size;
  }

  close(): void {
    if (this.file !== undefined) closeSync(this.file);
    this.file = undefined;
  }

  /** Reads by pieces: a journal may be larger than the longest string. Answers the length of the whole lines. */
  private replay(apply: (line: unknown) => void): number {
    const file = openSync(this.path, 'r');
    const piece = Buffer.alloc(1024 * 1024);
    let rest = Buffer.alloc(0);
    let whole = 0;
    for (let read = readSync(file, piece); read > 0; read = readSync(file, piece)) {
      let bytes = Buffer.concat([rest, piece.subarray(0, read)]);
      for (let at = bytes.indexOf(10); at >= 0; at = bytes.indexOf(10)) {
        apply(JSON.parse(bytes.toString('utf8', 0, at)));
        whole += at + 1;
        bytes = bytes.subarray(at + 1);
      }
      rest = bytes;
    }
    closeSync(file);
    return whole;
  }
}
