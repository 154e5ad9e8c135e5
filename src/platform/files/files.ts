import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import { Clock } from '../../kernel/clock.js';
import { Refusal } from '../../kernel/errors.js';
import { newId } from '../../kernel/ids.js';
import { Config } from '../config/config.js';
import { Database, type Tx } from '../database/database.js';
import { readPart, writeOnce } from './disk.js';

/** A file to keep. */
export interface NewFile {
  readonly organizationId: string | null;
  /** Name shown to people, with its extension. */
  readonly name: string;
  readonly contentType: string;
  readonly bytes: Buffer;
}

/** A file that comes as a stream and is too large to be held in memory. */
export interface NewStream extends Omit<NewFile, 'bytes'> {
  readonly stream: AsyncIterable<Buffer | string>;
  /** More than this is refused with `too_large`. */
  readonly maxBytes: number;
}

/** What a stream brought: its bytes are safe on the disk, and nobody knows of them until `keep`. */
export interface ReceivedFile {
  readonly id: string;
  readonly size: number;
  /** Hex. */
  readonly sha256: string;
  /** Writes the row in the caller's database transaction. */
  keep(tx: Tx): Promise<void>;
  /** Takes the bytes away again; only before `keep`. */
  drop(): Promise<void>;
}

/** A file whose bytes are on the disk; `bundle` says where when it shares a file of the folder with others. */
export interface WrittenFile extends Omit<NewFile, 'bytes'> {
  readonly id: string;
  readonly size: number;
  readonly sha256: string;
  readonly bundle: { readonly id: string; readonly offset: number } | null;
}

interface FileRow {
  readonly name: string;
  readonly contentType: string;
  readonly size: number;
  readonly sha256: string;
  readonly bundleId: string | null;
  readonly bundleOffset: number | null;
}

/** A kept file. */
export interface StoredFile {
  readonly bytes: Buffer;
  readonly name: string;
  readonly contentType: string;
  readonly sha256: string;
}

/** Files that are written once and never changed: pictures, certificates, receipts. Bytes in a folder, facts in the database. */
@Injectable()
export class Files {
  constructor(
    private readonly config: Config,
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /**
   * Keeps the bytes durably (fsync before the row), then writes the row in the caller's database transaction.
   * If that rolls back, an unreferenced file stays in the folder, which harms nobody.
   * @returns the file's id.
   */
  async store(tx: Tx, { organizationId, name, contentType, bytes }: NewFile): Promise<string> {
    const id = newId();
    await writeOnce(this.path(id), (handle) => handle.writeFile(bytes));
    const size = bytes.length;
    const row = { id, organizationId, name, contentType, size, sha256: sha256(bytes), bundle: null };
    await this.enter(tx, [row]);
    return id;
  }

  /**
   * Puts the bytes of files that are made together durably on the disk, in one file of the folder: a hundred of them
   * cost one flush. They count when `enter` has written their rows. @returns them in the order given.
   */
  async write(files: readonly NewFile[]): Promise<WrittenFile[]> {
    const together = newId();
    const all = Buffer.concat(files.map(({ bytes }) => bytes));
    await writeOnce(this.path(together), (handle) => handle.writeFile(all));
    let end = 0;
    return files.map(({ organizationId, name, contentType, bytes }) => {
      const offset = end;
      end += bytes.length;
      const written = { organizationId, name, contentType, size: bytes.length, sha256: sha256(bytes) };
      if (files.length === 1) return { ...written, id: together, bundle: null };
      return { ...written, id: newId(), bundle: { id: together, offset } };
    });
  }

  /** Writes the rows of files that are on the disk, in the caller's database transaction. */
  async enter(tx: Tx, files: readonly WrittenFile[]): Promise<void> {
    if (files.length === 0) return;
    const now = this.clock.now();
    const rows = files.map(({ id, organizationId, name, contentType, size, sha256, bundle }) => [
      ...[id, organizationId, name, contentType, size, sha256, bundle?.id ?? null, bundle?.offset ?? null],
      now,
    ]);
    await tx.query(
      `INSERT INTO stored_file (id, organization_id, name, content_type, size, sha256, bundle_id, bundle_offset,
         created_at) VALUES ?`,
      [rows],
    );
  }

  /**
   * Takes in a stream: its bytes go to the disk as they come, with their hash. The row is written by `keep`.
   * @throws Refusal too_large · whatever the stream throws; then nothing is left of it.
   */
  async receive({ organizationId, name, contentType, stream, maxBytes }: NewStream): Promise<ReceivedFile> {
    const id = newId();
    const path = this.path(id);
    const hash = createHash('sha256');
    let size = 0;
    await writeOnce(path, async (handle) => {
      for await (const chunk of stream) {
        const bytes = Buffer.isBuffer(chunk) ? chunk : Buffer.from(chunk);
        size += bytes.length;
        if (size > maxBytes) throw new Refusal('too_large', 'too_large', { max: String(maxBytes) });
        hash.update(bytes);
        await handle.writeFile(bytes);
      }
    });
    const sha256 = hash.digest('hex');
    return {
      ...{ id, size, sha256 },
      keep: (tx) => this.enter(tx, [{ id, organizationId, name, contentType, size, sha256, bundle: null }]),
      drop: () => rm(path, { force: true }),
    };
  }

  /** Keeps a stream under an id of its own, in one database transaction of its own. @throws as `receive`. */
  async storeStream(file: NewStream): Promise<ReceivedFile> {
    const received = await this.receive(file);
    await this.database.inTransaction((tx) => received.keep(tx));
    return received;
  }

  /** Where a file of its own lies, for what must be read in pieces or more than once. Its bytes are never changed there. */
  pathOf(id: string): string {
    return this.path(id);
  }

  /** A file of its own as a stream, not checked against its hash: whoever reads all of it may do that. */
  stream(id: string): Readable {
    return createReadStream(this.path(id));
  }

  /** Reads a file and checks its hash. @returns null when there is no such file. @throws when its bytes were changed. */
  async find(id: string, tx?: Tx): Promise<StoredFile | null> {
    const [row] = await this.database.rows<FileRow>(
      `SELECT name, content_type AS contentType, size, sha256, bundle_id AS bundleId, bundle_offset AS bundleOffset
         FROM stored_file WHERE id = ?`,
      [id],
      tx,
    );
    if (!row) return null;
    const { name, contentType } = row;
    const bytes =
      row.bundleId === null
        ? await readFile(this.path(id))
        : await readPart(this.path(row.bundleId), row.bundleOffset ?? 0, row.size);
    if (sha256(bytes) !== row.sha256) throw new Error(`stored file ${id} is not what was stored`);
    return { bytes, name, contentType, sha256: row.sha256 };
  }

  /** Kind and size of those of these files that are there, without their bytes. */
  async facts(ids: readonly string[]): Promise<ReadonlyMap<string, { contentType: string; size: number }>> {
    if (ids.length === 0) return new Map();
    const rows = await this.database.rows<{ id: string; contentType: string; size: number }>(
      'SELECT id, content_type AS contentType, size FROM stored_file WHERE id IN (?)',
      [ids],
    );
    return new Map(rows.map(({ id, contentType, size }) => [id, { contentType, size: Number(size) }]));
  }

  /** Reads a file that must be there. @throws when it is missing or its bytes were changed. */
  async read(id: string, tx?: Tx): Promise<StoredFile> {
    const file = await this.find(id, tx);
    if (!file) throw new Error(`there is no stored file ${id}`);
    return file;
  }

  /** Two levels of folders by the id's random end, so that no folder grows large. */
  private path(id: string): string {
    return join(this.config.FILES_DIR, id.slice(-2), id.slice(-4, -2), id);
  }
}

function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}
