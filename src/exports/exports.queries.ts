import type { Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import { Database } from '../platform/database/database.js';
import { Files } from '../platform/files/files.js';
import type { ExportKind, ExportProfile } from './export-choice.js';

/** An export that was made; its file never changes. */
export interface ExportBatch {
  readonly id: string;
  readonly kind: ExportKind;
  readonly profile: ExportProfile;
  readonly firstDay: string;
  readonly lastDay: string;
  readonly ledgerSeq: string;
  readonly asOf: Date | null;
  readonly formatVersion: string;
  readonly rows: number;
  readonly openDays: number;
  readonly contentSha256: string;
  readonly sha256: string;
  readonly fileId: string;
  readonly fileName: string;
  readonly contentType: string;
  readonly size: number;
  readonly madeBy: string | null;
  readonly madeAt: Date;
}

const BATCHES = `
  SELECT b.id, b.kind, b.profile, b.first_day AS firstDay, b.last_day AS lastDay, b.ledger_seq AS ledgerSeq,
    b.as_of AS asOf, b.format_version AS formatVersion, b.row_count AS rowCount, b.open_days AS openDays,
    b.content_sha256 AS contentSha256, b.sha256, b.stored_file_id AS fileId, f.name AS fileName,
    f.content_type AS contentType, f.size, b.made_by AS madeBy, b.made_at AS madeAt
  FROM export_batch b JOIN stored_file f ON f.id = b.stored_file_id WHERE b.organization_id = ?`;

type BatchRow = Omit<ExportBatch, 'rows' | 'size'> & {
  readonly rowCount: string;
  readonly size: string | number;
};

/** Reads past exports. */
@Injectable()
export class ExportsQueries {
  constructor(
    private readonly database: Database,
    private readonly files: Files,
  ) {}

  /** The organization's exports, newest first. */
  list(
    organizationId: string,
    { skip, limit }: { readonly skip: number; readonly limit: number },
  ): Promise<ExportBatch[]> {
    return this.read('ORDER BY b.made_at DESC, b.id DESC LIMIT ? OFFSET ?', [organizationId, limit, skip]);
  }

  async count(organizationId: string): Promise<number> {
    const [row] = await this.database.rows<{ n: string }>(
      'SELECT COUNT(*) AS n FROM export_batch WHERE organization_id = ?',
      [organizationId],
    );
    return Number(row?.n ?? 0);
  }

  /** One export, or null when it is not one of this organization's. */
  async byId(organizationId: string, id: string): Promise<ExportBatch | null> {
    const [batch] = await this.read('AND b.id = ?', [organizationId, id]);
    return batch ?? null;
  }

  /** The file of an export as a stream. */
  stream({ fileId }: ExportBatch): Readable {
    return this.files.stream(fileId);
  }

  private async read(more: string, values: readonly unknown[]): Promise<ExportBatch[]> {
    const rows = await this.database.rows<BatchRow>(`${BATCHES} ${more}`, values);
    return rows.map(({ rowCount, ...row }) => ({ ...row, rows: Number(rowCount), size: Number(row.size) }));
  }
}
