import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { In } from 'typeorm';
import { Clock } from '../kernel/clock.js';
import { Refusal } from '../kernel/errors.js';
import { newId, withoutPrefix, withPrefix } from '../kernel/ids.js';
import { plainAmount } from '../kernel/money.js';
import { Audit } from '../platform/audit/audit.js';
import { Database, type Tx } from '../platform/database/database.js';
import { isDuplicateKey } from '../platform/database/database-errors.js';
import { type OfficialLine, OfficialQueries } from './official.queries.js';
import { OfficialNumbers } from './official-numbers.service.js';
import { OfficialReceipt } from './official-receipt.entity.js';
import { OfficialReceipts } from './official-receipts.service.js';
import { linesOf, type SheetLine, sheetOf, UnreadableSheet } from './official-sheet.js';
import { Receipt } from './receipt.entity.js';
import { ReceiptRegister } from './receipt-register.service.js';

/** What became of a line of a file: `line` as the spreadsheet counts it, the first below the titles is 2. */
export interface LineOutcome {
  readonly line: number;
  readonly busNo: string;
  readonly outcome: 'issued' | 'red_issued' | 'failed' | 'unchanged' | 'unanswered' | 'wrong';
  /** Code of what is wrong. */
  readonly problem: string | null;
}

/** What became of a file. With one wrong line nothing of it was taken in. */
export interface ImportReport {
  readonly lines: readonly LineOutcome[];
  readonly applied: number;
  readonly wrong: number;
  /** When this very file was taken in before; then nothing was done. */
  readonly takenBefore: Date | null;
}

const SUCCEEDED = new Set(['成功', 'success', '1']);
const FAILED = new Set(['失败', 'failed', '0']);
const FAILURE_MAX = 200;

class Undone extends Error {
  constructor(readonly lines: readonly LineOutcome[]) {
    super('a line is wrong');
  }
}

/** Official receipts by file: what is asked for goes out, what the bureau gave comes back. */
@Injectable()
export class OfficialExchange {
  constructor(
    private readonly database: Database,
    private readonly officials: OfficialReceipts,
    private readonly numbers: OfficialNumbers,
    private readonly queries: OfficialQueries,
    private readonly register: ReceiptRegister,
    private readonly audit: Audit,
    private readonly clock: Clock,
  ) {}

  /**
   * The file of all that waits for the bureau: requests and red ones, also those that went out before and have no
   * answer yet. From now on their amounts stay as they were sent.
   */
  async give(staffId: string, organizationId: string): Promise<Buffer> {
    const lines = await this.database.inTransaction(async (tx) => {
      await this.register.open(tx, organizationId);
      const waiting = await tx.find(OfficialReceipt, {
        where: { organizationId, state: In(['requested', 'red_requested']) },
        order: { askedAt: 'ASC', id: 'ASC' },
        lock: { mode: 'pessimistic_write' },
      });
      const now = this.clock.now();
      const sheet: SheetLine[] = [];
      for (const official of waiting) sheet.push(await this.lineOf(tx, official));
      if (waiting.length > 0)
        await tx.update(OfficialReceipt, { id: In(waiting.map(({ id }) => id)) }, { exportedAt: now });
      await this.audit.record(tx, {
        ...{ organizationId, staffId, action: 'official.exported', subjectType: 'organization' },
        ...{ subjectId: organizationId, after: { lines: sheet.length } },
      });
      return sheet;
    });
    return sheetOf(lines);
  }

  /**
   * Takes a file of answers in, whole or not at all. @returns what became of each line.
   * @throws Refusal invalid official_file_… when it cannot be read.
   */
  async take(
    staffId: string,
    organizationId: string,
    file: { readonly name: string; readonly bytes: Buffer },
  ): Promise<ImportReport> {
    const sha256 = createHash('sha256').update(file.bytes).digest('hex');
    const before = await this.takenBefore(organizationId, sha256);
    if (before) return { lines: [], applied: 0, wrong: 0, takenBefore: before };
    const lines = await linesOf(file.bytes).catch((error: unknown) => {
      if (!(error instanceof UnreadableSheet)) throw error;
      const code = `official_file_${error.code}`;
      throw new Refusal('invalid', code, {}, [{ field: 'file', code }]);
    });
    try {
      return await this.database.inTransaction(async (tx) => {
        const importId = await this.begin(tx, staffId, organizationId, { ...file, sha256 }, lines);
        const outcomes: LineOutcome[] = [];
        for (const [index, line] of lines.entries())
          outcomes.push(await this.takeLine(tx, staffId, organizationId, importId, index + 2, line));
        if (outcomes.some(({ outcome }) => outcome === 'wrong')) throw new Undone(outcomes);
        return reportOf(outcomes);
      });
    } catch (error) {
      if (error instanceof Undone) return { ...reportOf(error.lines), applied: 0 };
      // The same file twice at once: the other one has taken it in.
      const other = isDuplicateKey(error) ? await this.takenBefore(organizationId, sha256) : null;
      if (other) return { lines: [], applied: 0, wrong: 0, takenBefore: other };
      throw error;
    }
  }

  private async begin(
    tx: Tx,
    staffId: string,
    organizationId: string,
    file: { readonly name: string; readonly sha256: string },
    lines: readonly SheetLine[],
  ): Promise<string> {
    const id = newId();
    const answered = lines.filter(({ result }) => result !== '').length;
    await tx.query(
      `INSERT INTO official_import (id, organization_id, file_name, sha256, line_count, applied, imported_by,
         imported_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
      [
        id,
        organizationId,
        file.name.slice(0, 200),
        file.sha256,
        lines.length,
        answered,
        staffId,
        this.clock.now(),
      ],
    );
    return id;
  }

  private async takeLine(
    tx: Tx,
    staffId: string,
    organizationId: string,
    importId: string,
    line: number,
    given: SheetLine,
  ): Promise<LineOutcome> {
    const told = { line, busNo: given.busNo.slice(0, 60), problem: null };
    const result = given.result.toLowerCase();
    if (result === '') return { ...told, outcome: 'unanswered' };
    const wrong = (problem: string) => ({ ...told, outcome: 'wrong' as const, problem });
    const red = given.busNo.endsWith('-R');
    const id = withoutPrefix('ofr', red ? given.busNo.slice(0, -2) : given.busNo);
    const known = id === null ? null : await this.queries.byId(organizationId, id, tx);
    if (!known) return wrong('official_not_found');
    if (!SUCCEEDED.has(result) && !FAILED.has(result)) return wrong('official_result');
    if (isRecorded(known, given, red)) return { ...told, outcome: 'unchanged' };
    if (given.amount !== plainAmount(known)) return wrong('official_amount_changed');
    if (red !== (known.state === 'red_requested')) return wrong('official_moved');
    try {
      if (FAILED.has(result)) {
        if (red) return wrong('official_red_failed');
        const official = await this.officials.lock(tx, organizationId, known.id);
        const failure = given.message.slice(0, FAILURE_MAX) || '—';
        await this.officials.move(tx, official, 'failed', { failure, exportedAt: null }, staffId);
        return { ...told, outcome: 'failed' };
      }
      const number = { ...given, shown: known.amount };
      await this.numbers.recordIn(tx, staffId, organizationId, known.id, number, importId);
      return { ...told, outcome: red ? 'red_issued' : 'issued' };
    } catch (error) {
      if (error instanceof Refusal) return wrong(error.fields?.[0]?.code ?? error.code);
      throw error;
    }
  }

  private async lineOf(tx: Tx, official: OfficialReceipt): Promise<SheetLine> {
    const red = official.state === 'red_requested';
    const receipt = await tx.findOneByOrFail(Receipt, { id: official.receiptId });
    const known = await this.queries.byId(official.organizationId, official.id, tx);
    const amount = plainAmount(official);
    return {
      busNo: busNoOf(withPrefix('ofr', official.id), red),
      dataType: red ? '红字' : '正常',
      payer: this.officials.nameOn(official),
      payerNo: this.officials.payerNoOn(official),
      project: receipt.snapshot.project.name_zh,
      amount,
      currency: official.currency,
      note: receipt.snapshot.number,
      relatedCode: (red && known?.original?.code) || '',
      relatedNumber: (red && known?.original?.number) || '',
      ...{ code: '', number: '', checkCode: '', issuedOn: '', result: '', message: '' },
    };
  }

  private async takenBefore(organizationId: string, sha256: string): Promise<Date | null> {
    const [row] = await this.database.rows<{ at: Date }>(
      'SELECT imported_at AS at FROM official_import WHERE organization_id = ? AND sha256 = ?',
      [organizationId, sha256],
    );
    return row?.at ?? null;
  }
}

/** The id under which the bureau's system knows a request; the red one of an official receipt has its own. */
function busNoOf(prefixedId: string, red: boolean): string {
  return red ? `${prefixedId}-R` : prefixedId;
}

/** Whether the line says what is written down already. */
function isRecorded({ original, red: taken }: OfficialLine, line: SheetLine, red: boolean): boolean {
  const number = red ? taken : original;
  return number !== null && number.code === line.code && number.number === line.number;
}

function reportOf(lines: readonly LineOutcome[]): ImportReport {
  const count = (...kinds: LineOutcome['outcome'][]) =>
    lines.filter(({ outcome }) => kinds.includes(outcome)).length;
  return {
    lines,
    applied: count('issued', 'red_issued', 'failed'),
    wrong: count('wrong'),
    takenBefore: null,
  };
}
