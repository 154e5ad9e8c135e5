import { createHash } from 'node:crypto';
import { link, mkdir, open, readFile, unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Injectable } from '@nestjs/common';
import { Clock } from '../../kernel/clock.js';
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
    await this.write(this.path(id), bytes);
    await tx.query(
      `INSERT INTO stored_file (id, organization_id, name, content_type, size, sha256, created_at)
       VALUES (?, ?, ?, ?, ?, ?, ?)`,
      [id, organizationId, name, contentType, bytes.length, sha256(bytes), this.clock.now()],
    );
    return id;
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

  /** link() refuses an existing name, so a file is complete or absent and never overwritten. */
  private async write(path: string, bytes: Buffer): Promise<void> {
    await mkdir(dirname(path), { recursive: true });
    const draft = `${path}.${process.pid}.part`;
    const handle = await open(draft, 'wx', 0o640);
    try {
      await handle.writeFile(bytes);
      await handle.sync();
    } finally {
      await handle.close();
    }
    try {
      await link(draft, path);
    } finally {
      await unlink(draft);
    }
  }
}

function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}
