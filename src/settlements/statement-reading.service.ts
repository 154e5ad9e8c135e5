import { Injectable } from '@nestjs/common';
import { BankAccounts } from '../organizations/bank-accounts.service.js';
import { OrganizationsQueries } from '../organizations/organizations.queries.js';
import { Database, type Tx } from '../platform/database/database.js';
import { Files } from '../platform/files/files.js';
import type { LongWorkKind } from '../platform/long-work/long-work-kind.js';
import { Secrets } from '../platform/secrets/secrets.js';
import { type Content, contentOf } from './files/content.js';
import type { LayoutColumns } from './files/layout.js';
import {
  type FileScope,
  type FileTotals,
  type ParsedLine,
  Problems,
  UnreadableFile,
} from './files/parsed-line.js';
import { type Bill, billReader, listReader } from './files/readers.js';
import { linesOf, lookAtText } from './files/text-blocks.js';
import { rowsOfWorkbook } from './files/workbook.js';
import { countStaged, StagedLines, tellApart, unstageSome } from './staged-lines.statements.js';
import { counterpartyContext, type FileAccount } from './statement-file.js';
import { type FileRow, findAccount, findFile, lockFile } from './statement-file.statements.js';

/** How a reading tells how many lines it has read; throws when it must stop. */
export interface ReadingProgress {
  report(done: number, total?: number): Promise<void>;
}

const BATCH = 5_000;

/** The long work that reads a file; its subject is the file's id. */
export const STATEMENT_READ = 'statement.read';

/** Lines that were staged, and what the file adds up to. */
interface Read {
  readonly lines: number;
  readonly totals: FileTotals;
}

/** Reads an uploaded file into lines beside it. What does not add up is named, and none of its lines is kept. */
@Injectable()
export class StatementReading {
  constructor(
    private readonly database: Database,
    private readonly files: Files,
    private readonly secrets: Secrets,
    private readonly organizations: OrganizationsQueries,
    private readonly bankAccounts: BankAccounts,
  ) {}

  /** The kind of long work that reads files. */
  readonly work: LongWorkKind = {
    kind: STATEMENT_READ,
    run: async ({ organizationId, subjectId }, progress) => {
      await this.read(subjectId, progress);
      const [file] = await this.database.rows<{ state: string; lines: number }>(
        'SELECT state, line_count AS `lines` FROM statement_file WHERE id = ? AND organization_id = ?',
        [subjectId, organizationId],
      );
      return { state: file?.state ?? null, lines: Number(file?.lines ?? 0) };
    },
  };

  /**
   * Reads the file from its beginning; lines of an earlier, broken-off reading are taken away first. Afterwards it is
   * 'read', or 'invalid' with its problems. A file in another state is left alone.
   */
  async read(fileId: string, progress?: ReadingProgress): Promise<void> {
    const file = await findFile(this.database, fileId);
    if (file?.state !== 'reading') return;
    await this.clear(fileId);
    const problems = new Problems();
    let read: Read = { lines: 0, totals: {} };
    try {
      read = await this.parse(file, problems, progress);
    } catch (error) {
      if (!(error instanceof UnreadableFile)) throw error;
      problems.add(error.line, error.code, error.params);
    }
    const invalid = problems.list.length > 0;
    if (invalid) await this.clear(fileId);
    const settled = await this.database.inTransaction((tx) => this.settle(tx, file, read, problems));
    if (!settled) await this.clear(fileId);
  }

  /** Takes away what is staged of a file, in steps that hold no lock for long. */
  async clear(fileId: string): Promise<void> {
    while ((await this.database.inTransaction((tx) => unstageSome(tx, fileId))) > 0);
  }

  /** @returns false when somebody put the file aside meanwhile. */
  private async settle(
    tx: Tx,
    { id }: FileRow,
    { lines, totals }: Read,
    { list }: Problems,
  ): Promise<boolean> {
    const now = await lockFile(tx, id);
    if (now?.state !== 'reading') return false;
    const invalid = list.length > 0;
    if (!invalid) await tellApart(tx, id);
    const staged = await countStaged(tx, id);
    if (staged !== (invalid ? 0 : lines))
      throw new Error(
        `statement file ${id} has ${staged} lines staged and not ${lines}: two readings at once`,
      );
    await tx.query(
      'UPDATE statement_file SET state = ?, line_count = ?, totals = ?, problems = ? WHERE id = ?',
      [
        invalid ? 'invalid' : 'read',
        staged,
        JSON.stringify(totals),
        invalid ? JSON.stringify(list) : null,
        id,
      ],
    );
    return true;
  }

  private async parse(file: FileRow, problems: Problems, progress?: ReadingProgress): Promise<Read> {
    const account = await findAccount(this.database, file.organizationId, file);
    if (!account) throw new Error(`statement file ${file.id} has no account`);
    const scope = await this.scopeOf(file, account);
    const content = await contentOf(this.files.pathOf(file.storedFileId));
    const staging = new Staging(file.id, this.database, this.secrets, problems, progress);
    const { bill } = file;
    try {
      const totals =
        bill === 'bank' || bill === 'platform'
          ? await this.readList(
              content,
              { bill, columns: await this.columnsOf(file), scope, problems },
              file,
              staging,
            )
          : await readBill(content, { ...account, bill }, scope, file, problems, staging);
      await staging.flush();
      return { lines: staging.lines, totals };
    } finally {
      await staging.idle();
    }
  }

  private async readList(
    content: Content,
    how: { bill: 'bank' | 'platform'; columns: LayoutColumns; scope: FileScope; problems: Problems },
    file: FileRow,
    staging: Staging,
  ): Promise<FileTotals> {
    const { list, text } = listReader(how.bill, how.columns, how.scope, how.problems);
    if (content.kind === 'text') {
      await readText(content, text, file, how.problems, staging);
      return text.finish();
    }
    for (const [at, cells] of (await rowsOfWorkbook(content.path)).entries()) {
      if (how.problems.full) break;
      await staging.add(list.takeCells(cells, at + 1));
    }
    return list.finish();
  }

  private async columnsOf({ organizationId, layoutId }: FileRow): Promise<LayoutColumns> {
    const [row] = await this.database.rows<{ columns: LayoutColumns | string }>(
      'SELECT columns FROM statement_layout WHERE id = ? AND organization_id = ?',
      [layoutId, organizationId],
    );
    if (!row) throw new Error('the mapping of the file’s columns is not there');
    return typeof row.columns === 'string' ? JSON.parse(row.columns) : row.columns;
  }

  private async scopeOf(
    { organizationId, bankAccountId, firstDay, lastDay }: FileRow,
    { currency, merchantNo }: FileAccount,
  ): Promise<FileScope> {
    const accountNo = bankAccountId
      ? await this.bankAccounts.numberOf(organizationId, bankAccountId)
      : merchantNo;
    return {
      ...{ firstDay, lastDay, currency, accountNo },
      timeZone: await this.organizations.timeZoneOf(organizationId),
    };
  }
}

async function readBill(
  content: Content,
  { provider, bill }: { readonly provider: FileAccount['provider']; readonly bill: Bill },
  scope: FileScope,
  file: FileRow,
  problems: Problems,
  staging: Staging,
): Promise<FileTotals> {
  if ((provider !== 'wechat' && provider !== 'alipay') || (bill !== 'trade' && bill !== 'flow'))
    throw new Error(`${provider} has no ${bill} bill`);
  if (content.kind === 'workbook') throw new UnreadableFile('workbook_not_bill');
  const reader = billReader(provider, bill, scope, problems);
  await readText(content, reader, file, problems, staging);
  return reader.finish();
}

/** Feeds a text to its reader, line by line; stops when there are more problems than anybody reads. */
async function readText(
  content: Content & { kind: 'text' },
  reader: { take(text: string, lineNo: number): ParsedLine | null },
  { expectedSha1 }: FileRow,
  problems: Problems,
  staging: Staging,
): Promise<void> {
  const { charset, sha1 } = await lookAtText(content.open());
  if (expectedSha1 !== null && expectedSha1 !== sha1)
    problems.add(0, 'hash_differs', { stated: expectedSha1, found: sha1 });
  let lineNo = 0;
  for await (const lines of linesOf(content.open(), charset)) {
    for (const text of lines) {
      lineNo++;
      const line = reader.take(lineNo === 1 && text.charCodeAt(0) === 0xfeff ? text.slice(1) : text, lineNo);
      if (line !== null && staging.push(line)) await staging.write();
    }
    if (problems.full) return;
  }
}

/** Lines on their way beside the file: one batch is written while the next is read. */
class Staging {
  lines = 0;
  private batch: StagedLines;
  private writing: Promise<void> = Promise.resolve();

  constructor(
    private readonly fileId: string,
    private readonly database: Database,
    private readonly secrets: Secrets,
    private readonly problems: Problems,
    private readonly progress: ReadingProgress | undefined,
  ) {
    this.batch = new StagedLines(fileId);
  }

  /** @returns whether a batch is full and must be written. Nothing is kept of a file that has a problem. */
  push(line: ParsedLine): boolean {
    if (this.problems.list.length > 0) return false;
    const { counterparty, lineNo } = line;
    const context = counterpartyContext(this.fileId, lineNo);
    this.batch.add(line, counterparty === null ? null : this.secrets.encrypt('field', counterparty, context));
    return this.batch.size >= BATCH;
  }

  async add(line: ParsedLine | null): Promise<void> {
    if (line !== null && this.push(line)) await this.write();
  }

  async write(): Promise<void> {
    await this.writing;
    const batch = this.batch;
    this.batch = new StagedLines(this.fileId);
    this.lines += batch.size;
    this.writing = this.database.inTransaction((tx) => batch.write(tx));
    // Whoever waits for it next learns of its failure; until then it must not count as one that nobody handles.
    this.writing.catch(() => undefined);
    await this.progress?.report(this.lines);
  }

  async flush(): Promise<void> {
    if (this.problems.list.length === 0 && this.batch.size > 0) await this.write();
    await this.writing;
  }

  /** Waits until nothing is being written any more: what is taken away afterwards stays away. */
  async idle(): Promise<void> {
    await this.writing.catch(() => undefined);
  }
}
