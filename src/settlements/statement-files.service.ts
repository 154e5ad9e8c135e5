import { Injectable } from '@nestjs/common';
import { Cases } from '../cases/cases.service.js';
import { Clock, dayIn } from '../kernel/clock.js';
import { newId, withPrefix } from '../kernel/ids.js';
import { OrganizationsQueries } from '../organizations/organizations.queries.js';
import { Audit } from '../platform/audit/audit.js';
import { Database, type Tx } from '../platform/database/database.js';
import { isDuplicateKey } from '../platform/database/database-errors.js';
import { Files, type ReceivedFile } from '../platform/files/files.js';
import { LongWork } from '../platform/long-work/long-work.js';
import {
  acceptedVersion,
  copyNewLines,
  countChanged,
  countGone,
  type LineTarget,
  lockAccount,
} from './acceptance.statements.js';
import { BILLS_OF, type Bill } from './files/readers.js';
import {
  statementFileInvalid,
  statementFileKnown,
  statementFileNotFound,
  statementFileState,
  statementNeedsApproval,
} from './settlements.errors.js';
import { type Acceptance, type FileWords, fileWordsProblems } from './statement-file.js';
import { type FileRow, findAccount, lockFile } from './statement-file.statements.js';
import { type ReadingProgress, STATEMENT_READ, StatementReading } from './statement-reading.service.js';

/** Who acts, and in which organization. */
export interface StatementActor {
  readonly staffId: string;
  readonly organizationId: string;
}

/** A file as it is uploaded. One of the two accounts is named. */
export interface NewStatementFile {
  readonly providerAccountId?: string | null;
  readonly bankAccountId?: string | null;
  readonly bill: Bill;
  /** How the columns of a bank's or a platform's list are to be read. */
  readonly layoutId?: string | null;
  /** Days that the file is about, "YYYY-MM-DD", both included. */
  readonly firstDay: string;
  readonly lastDay: string;
  /** SHA-1 in hex of the text that is not packed, when the provider gives one. */
  readonly sha1?: string;
  readonly name: string;
  readonly stream: AsyncIterable<Buffer | string>;
}

/** A bill of a million lines has 250 MB. */
export const STATEMENT_MAX_BYTES = 512 * 1024 * 1024;

/** Files in which providers, platforms and the bank state what moved: taken in, read, accepted or put aside. */
@Injectable()
export class StatementFiles {
  constructor(
    private readonly database: Database,
    private readonly files: Files,
    private readonly reading: StatementReading,
    private readonly organizations: OrganizationsQueries,
    private readonly works: LongWork,
    private readonly cases: Cases,
    private readonly audit: Audit,
    private readonly clock: Clock,
  ) {}

  /**
   * Keeps the raw bytes for good with their hash and begins the long work that reads them. @returns the file's id.
   * @throws Refusal invalid statement_file_invalid with its fields · conflict statement_file_known when the same bytes
   * are here for this account and bill · too_large.
   */
  async upload(actor: StatementActor, file: NewStatementFile): Promise<string> {
    const words = await this.checked(actor, file);
    const received = await this.files.receive({
      ...{ organizationId: actor.organizationId, name: file.name.slice(-200), stream: file.stream },
      ...{ contentType: 'application/octet-stream', maxBytes: STATEMENT_MAX_BYTES },
    });
    const id = newId();
    try {
      await this.database.inTransaction((tx) => this.insert(tx, id, actor, file, words, received));
    } catch (error) {
      await received.drop();
      if (!isDuplicateKey(error)) throw error;
      throw statementFileKnown(await this.sameBytes(file, received.sha256));
    }
    return id;
  }

  /** Has a file read whose reading was broken off. @throws Refusal not_found · conflict statement_file_state. */
  async readAgain(actor: StatementActor, fileId: string): Promise<void> {
    await this.database.inTransaction(async (tx) => {
      const file = await this.ofActor(tx, actor, fileId);
      if (file.state !== 'reading') throw statementFileState(file.state);
      await this.begin(tx, actor, fileId);
    });
  }

  /** Reads a file now; the long work does this in the worker. */
  read(fileId: string, progress?: ReadingProgress): Promise<void> {
    return this.reading.read(fileId, progress);
  }

  /**
   * Believes a file: its lines become the account's, set by set; what is there already stays as it was. Another
   * accepted file of the same account, bill and days is replaced by it, and what it says otherwise or no longer says
   * becomes a case. @throws Refusal not_found · conflict statement_file_state.
   */
  async accept(tx: Tx, fileId: string, approvalId: string | null = null): Promise<Acceptance> {
    const file = await lockFile(tx, fileId);
    if (!file) throw statementFileNotFound();
    if (file.state !== 'read') throw statementFileState(file.state);
    const target: LineTarget = file.bankAccountId ? 'bank' : 'provider';
    const accountId = file.bankAccountId ?? file.providerAccountId ?? '';
    await lockAccount(tx, accountId, target);
    const now = this.clock.now();
    const accepting = { fileId, organizationId: file.organizationId, accountId, target, now };
    const older = await acceptedVersion(tx, { ...file, accountId }, target);
    const changed = await countChanged(tx, accepting);
    const added = await copyNewLines(tx, accepting);
    const gone = older ? await countGone(tx, fileId, older) : { lines: 0, difference: 0n };
    const [row]: { n: number }[] = await tx.query('SELECT line_count AS n FROM statement_file WHERE id = ?', [
      fileId,
    ]);
    if (older)
      await tx.query("UPDATE statement_file SET state = 'replaced', ended_at = ? WHERE id = ?", [now, older]);
    await tx.query(
      `UPDATE statement_file SET state = 'accepted', accepted_at = ?, replaces_id = ?, approval_id = ? WHERE id = ?`,
      [now, older, approvalId, fileId],
    );
    const difference = changed.difference + gone.difference;
    if (changed.lines + gone.lines > 0) await this.openCase(tx, file, changed.lines, gone.lines, difference);
    return {
      ...{ added, changed: changed.lines, gone: gone.lines },
      known: (row?.n ?? 0) - added - changed.lines,
    };
  }

  /**
   * One person's acceptance, for files from which no gifts are made. @throws Refusal as `accept` · conflict
   * statement_needs_approval when gifts come from this account's files.
   */
  async acceptAlone(actor: StatementActor, fileId: string): Promise<Acceptance> {
    return this.database.inTransaction(async (tx) => {
      const file = await this.ofActor(tx, actor, fileId);
      const account = await findAccount(this.database, actor.organizationId, file);
      if (account?.intake === 'statement' && file.bill !== 'flow') throw statementNeedsApproval();
      const done = await this.accept(tx, fileId);
      await this.record(tx, actor, fileId, 'accepted', { ...done });
      return done;
    });
  }

  /** Puts a file aside that was not accepted. @throws Refusal not_found · conflict statement_file_state. */
  async discard(actor: StatementActor, fileId: string): Promise<void> {
    await this.database.inTransaction(async (tx) => {
      const file = await this.ofActor(tx, actor, fileId);
      if (file.state !== 'read' && file.state !== 'reading') throw statementFileState(file.state);
      await tx.query(
        "UPDATE statement_file SET state = 'discarded', line_count = 0, ended_at = ? WHERE id = ?",
        [this.clock.now(), fileId],
      );
      await this.record(tx, actor, fileId, 'discarded', {});
    });
    await this.reading.clear(fileId);
  }

  private async checked({ organizationId }: StatementActor, file: NewStatementFile): Promise<FileWords> {
    const { bill, firstDay, lastDay } = file;
    const words = {
      bill,
      firstDay,
      lastDay,
      layoutId: file.layoutId ?? null,
      sha1: (file.sha1 ?? '').trim(),
    };
    const today = dayIn(this.clock.now(), await this.organizations.timeZoneOf(organizationId));
    const problems = fileWordsProblems(words, today);
    const account = await findAccount(this.database, organizationId, file);
    if (!account) problems.push({ field: 'account', code: 'no_such_account' });
    else if (!BILLS_OF[account.provider].includes(bill))
      problems.push({ field: 'account', code: 'bill_of_other_account' });
    if (words.layoutId !== null) {
      const [layout] = await this.database.rows(
        'SELECT id FROM statement_layout WHERE id = ? AND organization_id = ? AND source = ?',
        [words.layoutId, organizationId, bill],
      );
      if (!layout) problems.push({ field: 'layout', code: 'layout_needed' });
    }
    if (problems.length > 0) throw statementFileInvalid(problems);
    return words;
  }

  private async insert(
    tx: Tx,
    id: string,
    actor: StatementActor,
    file: NewStatementFile,
    words: FileWords,
    received: ReceivedFile,
  ): Promise<void> {
    await received.keep(tx);
    await tx.query(
      `INSERT INTO statement_file (id, organization_id, provider_account_id, bank_account_id, bill, layout_id, first_day,
         last_day, stored_file_id, sha256, expected_sha1, uploaded_by, uploaded_at)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, UNHEX(?), UNHEX(?), ?, ?)`,
      [
        ...[id, actor.organizationId, file.providerAccountId ?? null, file.bankAccountId ?? null, words.bill],
        ...[words.layoutId, words.firstDay, words.lastDay, received.id, received.sha256, words.sha1 || null],
        ...[actor.staffId, this.clock.now()],
      ],
    );
    const told = {
      bill: words.bill,
      firstDay: words.firstDay,
      lastDay: words.lastDay,
      sha256: received.sha256,
    };
    await this.record(tx, actor, id, 'uploaded', told);
    await this.begin(tx, actor, id);
  }

  private begin(tx: Tx, { organizationId, staffId }: StatementActor, subjectId: string): Promise<string> {
    return this.works.begin(tx, {
      organizationId,
      kind: STATEMENT_READ,
      subjectId,
      params: {},
      startedBy: staffId,
    });
  }

  private async sameBytes(file: NewStatementFile, sha256: string): Promise<string> {
    const [row] = await this.database.rows<{ id: string }>(
      `SELECT id FROM statement_file WHERE (provider_account_id = ? OR bank_account_id = ?) AND bill = ?
          AND live_sha256 = UNHEX(?)`,
      [file.providerAccountId ?? '', file.bankAccountId ?? '', file.bill, sha256],
    );
    return withPrefix('sfl', row?.id ?? '');
  }

  private async ofActor(tx: Tx, { organizationId }: StatementActor, fileId: string): Promise<FileRow> {
    const file = await lockFile(tx, fileId);
    if (file?.organizationId !== organizationId) throw statementFileNotFound();
    return file;
  }

  private async openCase(
    tx: Tx,
    file: FileRow,
    changed: number,
    gone: number,
    difference: bigint,
  ): Promise<void> {
    const account = await findAccount(this.database, file.organizationId, file);
    await this.cases.open(tx, {
      organizationId: file.organizationId,
      kind: 'STATEMENT_CHANGED',
      dedupeKey: `STATEMENT_CHANGED:${file.id}`,
      ...{ subjectType: 'statement_file', subjectId: file.id },
      ...(difference !== 0n && account ? { amount: difference, currency: account.currency } : {}),
      detail: `${file.bill} ${file.firstDay}–${file.lastDay}: ${changed} changed, ${gone} gone`,
    });
  }

  private record(
    tx: Tx,
    { staffId, organizationId }: StatementActor,
    fileId: string,
    what: 'uploaded' | 'accepted' | 'discarded',
    after: Readonly<Record<string, unknown>>,
  ): Promise<void> {
    return this.audit.record(tx, {
      ...{ organizationId, staffId, action: `statement_file.${what}` },
      ...{ subjectType: 'statement_file', subjectId: fileId, after },
    });
  }
}
