import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { type FileHandle, link, mkdir, open, readFile, rm, unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import { Clock } from '../../kernel/clock.js';
import { Refusal } from '../../kernel/errors.js';
import { newId } from '../../kernel/ids.js';
import { Config } from '../config/config.js';
import { Database, type Tx } from '../database/database.js';

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
    await this.writeWith(this.path(id), (handle) => handle.writeFile(bytes));
    const size = bytes.length;
    await this.insert(tx, { id, organizationId, name, contentType, size, sha256: sha256(bytes) });
    return id;
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
    await this.writeWith(path, async (handle) => {
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
      keep: (tx) => this.insert(tx, { id, organizationId, name, contentType, size, sha256 }),
      drop: () => rm(path, { force: true }),
    };
  }

  /** Keeps a stream under an id of its own, in one database transaction of its own. @throws as `receive`. */
  async storeStream(file: NewStream): Promise<ReceivedFile> {
    const received = await this.receive(file);
    await this.database.inTransaction((tx) => received.keep(tx));
    return received;
  }

  /** Where a file lies, for what must be read in pieces or more than once. Its bytes are never changed there. */
  pathOf(id: string): string {
    return this.path(id);
  }

  /** A file as a stream, not checked against its hash: whoever reads all of it may do that. */
  stream(id: string): Readable {
    return createReadStream(this.path(id));
  }

  /** Reads a file and checks its hash. @returns null when there is no such file. @throws when its bytes were changed. */
  async find(id: string, tx?: Tx): Promise<StoredFile | null> {
    const [row] = await this.database.rows<{ name: string; contentType: string; sha256: string }>(
      'SELECT name, content_type AS contentType, sha256 FROM stored_file WHERE id = ?',
      [id],
      tx,
    );
    if (!row) return null;
    const bytes = await readFile(this.path(id));
    if (sha256(bytes) !== row.sha256) throw new Error(`stored file ${id} is not what was stored`);
    return { ...row, bytes };
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

  private async insert(
    tx: Tx,
    row: Omit<NewFile, 'bytes'> & { readonly id: string; readonly size: number; readonly sha256: string },
  ): Promise<void> {
    await tx.query(
      `INSERT INTO stored_file (id, organization_id, name, content_type, size, sha256, created_at)
       VALUES (?, ?, ?, ?, ?, ?, ?)`,
      [row.id, row.organizationId, row.name, row.contentType, row.size, row.sha256, this.clock.now()],
    );
  }

  /** link() refuses an existing name, so a file is complete or absent and never overwritten. */
  private async writeWith(path: string, fill: (handle: FileHandle) => Promise<void>): Promise<void> {
    await mkdir(dirname(path), { recursive: true });
    const draft = `${path}.${process.pid}.part`;
    const handle = await open(draft, 'wx', 0o640);
    try {
      try {
        await fill(handle);
        await handle.sync();
      } finally {
        await handle.close();
      }
      await link(draft, path);
    } finally {
      await unlink(draft);
    }
  }
}

function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}
