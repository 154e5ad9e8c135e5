import { Injectable } from '@nestjs/common';
import { Clock } from '../kernel/clock.js';
import { newId } from '../kernel/ids.js';
import { OrganizationsQueries } from '../organizations/organizations.queries.js';
import { Database } from '../platform/database/database.js';
import { isDuplicateKey } from '../platform/database/database-errors.js';
import { Files, type ReceivedFile } from '../platform/files/files.js';
import type { WorkProgress } from '../platform/long-work/long-work-kind.js';
import { StaffQueries } from '../staff/staff.queries.js';
import { casesTable } from './cases.table.js';
import { csvFile } from './csv-file.js';
import { donationsTable } from './donations.table.js';
import { entriesTable } from './entries.table.js';
import { EXPORTS, type ExportChoice, fileOf } from './export-choice.js';
import type { ExportTable, Question, Section } from './export-table.js';
import { fundFlowsTable } from './fund-flows.table.js';
import { receiptsTable } from './receipts.table.js';
import { ContentHash } from './table-text.js';
import { trialBalanceTable } from './trial-balance.table.js';
import { VoucherFile } from './voucher-file.service.js';
import { xlsxFile } from './xlsx-file.js';

/** More than any accountant opens; a file is never held in memory. */
const BYTES_MAX = 2_000_000_000;

/** What is to be made. */
export interface ExportOrder extends ExportChoice {
  readonly organizationId: string;
  readonly firstDay: string;
  readonly lastDay: string;
  readonly staffId: string | null;
}

/** A file under way: its bytes, and what is known of it once they have all come. */
interface Making {
  readonly bytes: AsyncIterable<Buffer>;
  readonly hash: ContentHash;
  readonly openDays: number;
}

/** The outcome of an order. */
export interface MadeExport {
  readonly id: string;
  /** An equal file had been made before and was taken instead. */
  readonly again: boolean;
  readonly rows: number;
  readonly openDays: number;
  readonly sha256: string;
  readonly size: number;
}

const TABLES: Readonly<Record<string, (database: Database, question: Question) => Promise<ExportTable>>> = {
  donations: donationsTable,
  entries: entriesTable,
  'trial-balance': trialBalanceTable,
  'fund-flows': fundFlowsTable,
  cases: casesTable,
  receipts: receiptsTable,
};

/** Makes export files: reads the books up to one number, writes the file as it reads, keeps it once. */
@Injectable()
export class ExportMaking {
  constructor(
    private readonly database: Database,
    private readonly organizations: OrganizationsQueries,
    private readonly staff: StaffQueries,
    private readonly vouchers: VoucherFile,
    private readonly files: Files,
    private readonly clock: Clock,
  ) {}

  /** Makes the file, or finds that the same bytes have been made before: then that export is returned. */
  async make(order: ExportOrder, progress: WorkProgress): Promise<MadeExport> {
    const question = await this.question(order);
    const making = await this.begin(order, question, progress);
    const { ending, contentType } = fileOf(order.profile);
    const received = await this.files.receive({
      organizationId: order.organizationId,
      name: `${order.kind}-${order.firstDay}-${order.lastDay}-${order.profile}.${ending}`,
      contentType,
      stream: counted(making, progress),
      maxBytes: BYTES_MAX,
    });
    return this.keep(order, question, making, received);
  }

  private async question({ organizationId, firstDay, lastDay }: ExportOrder): Promise<Question> {
    const organization = await this.organizations.byId(organizationId);
    if (!organization) throw new Error(`no organization ${organizationId}`);
    const [last] = await this.database.rows<{ seq: string; at: Date }>(
      `SELECT seq, numbered_at AS at FROM ledger_sequence WHERE organization_id = ? ORDER BY seq DESC LIMIT 1`,
      [organizationId],
    );
    return {
      ...{ organizationId, firstDay, lastDay },
      organizationName: organization.nameZh,
      timeZone: organization.timeZone,
      seq: String(last?.seq ?? '0'),
      asOf: last?.at ?? null,
    };
  }

  private async begin(order: ExportOrder, question: Question, progress: WorkProgress): Promise<Making> {
    const hash = new ContentHash(question.timeZone);
    const footer = () => footerOf(order, question, hash);
    const shape = (sections: readonly Section[]) =>
      order.profile === 'csv'
        ? csvFile(sections, hash, question.timeZone, footer)
        : xlsxFile(sections, hash, question.timeZone, order.profile === 'kingdee' ? () => [] : footer);
    const table = TABLES[order.kind];
    if (table) {
      const { sections, expected } = await table(this.database, question);
      if (expected !== null) await progress.report(0, expected);
      return { bytes: shape(sections), hash, openDays: 0 };
    }
    const maker =
      order.staffId === null ? undefined : (await this.staff.names([order.staffId])).get(order.staffId);
    const { vouchers, openDays } = await this.vouchers.read(question, maker ?? '', progress);
    const profile = order.profile === 'xlsx' ? 'csv' : order.profile;
    const section = await this.vouchers.section(vouchers, profile, question);
    await progress.report(
      0,
      vouchers.reduce((sum, { lines }) => sum + lines.length, 0),
    );
    const bytes = profile === 'u8' ? this.vouchers.u8(vouchers, section, hash) : shape([section]);
    return { bytes, hash, openDays };
  }

  private async keep(
    order: ExportOrder,
    question: Question,
    { hash, openDays }: Making,
    received: ReceivedFile,
  ): Promise<MadeExport> {
    const id = newId();
    const { organizationId, kind, profile, firstDay, lastDay } = order;
    const made: Omit<MadeExport, 'id' | 'again'> = {
      rows: hash.count,
      openDays,
      sha256: received.sha256,
      size: received.size,
    };
    const same = async (): Promise<MadeExport | undefined> => {
      const [row] = await this.database.rows<{ id: string }>(
        `SELECT id FROM export_batch WHERE organization_id = ? AND kind = ? AND profile = ? AND first_day = ?
           AND last_day = ? AND sha256 = ?`,
        [organizationId, kind, profile, firstDay, lastDay, received.sha256],
      );
      return row && { id: row.id, again: row.id !== id, ...made };
    };
    const before = await same();
    if (before) {
      await received.drop();
      return before;
    }
    try {
      return await this.database.inTransaction<MadeExport>(
        async (tx) => {
          await received.keep(tx);
          await tx.query(
            `INSERT INTO export_batch (id, organization_id, kind, profile, first_day, last_day, ledger_seq, as_of,
               format_version, row_count, open_days, content_sha256, sha256, stored_file_id, made_by, made_at)
             VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
            [
              ...[id, organizationId, kind, profile, firstDay, lastDay, question.seq, question.asOf],
              ...[EXPORTS[kind].version, hash.count, openDays, hash.hex(), received.sha256],
              ...[received.id, order.staffId, this.clock.now()],
            ],
          );
          return { id, again: false, ...made };
        },
        { afterLostCommit: same },
      );
    } catch (error) {
      // Two made the same at once: the other one's file is ours too.
      const other = isDuplicateKey(error) ? await same() : undefined;
      if (!other) throw error;
      await received.drop();
      return other;
    }
  }
}

/** Tells the progress as the bytes go by. */
async function* counted({ bytes, hash }: Making, progress: WorkProgress): AsyncIterable<Buffer> {
  for await (const chunk of bytes) {
    await progress.report(hash.count);
    yield chunk;
  }
  await progress.report(hash.count, hash.count);
}

/** The last line: what this is, of whom, of when, up to which number of the books, and the hash of the rows above. */
function footerOf({ kind }: ExportOrder, question: Question, hash: ContentHash): string[] {
  return [
    EXPORTS[kind].version,
    question.organizationName,
    `${question.firstDay} 至 ${question.lastDay}`,
    `总账序号 ${question.seq}`,
    `截至 ${question.asOf?.toISOString() ?? '—'}`,
    `内容SHA-256 ${hash.hex()}`,
  ];
}
