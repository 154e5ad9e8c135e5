import { Injectable } from '@nestjs/common';
import { canonicalJson } from '../kernel/canonical-json.js';
import { Clock } from '../kernel/clock.js';
import { Refusal } from '../kernel/errors.js';
import { OrganizationsQueries } from '../organizations/organizations.queries.js';
import type { Tx } from '../platform/database/database.js';
import { isDuplicateKey } from '../platform/database/database-errors.js';
import { Files } from '../platform/files/files.js';
import { BOOK_ROW, ROW_JOINS } from './book-rows.js';
import { chained, type DayBlock, type DayHead, dayFile, headOf } from './day-file.js';
import { type BlockSpan, blocksOf, genesisOf } from './seal.js';
import { SealKeys } from './seal-keys.service.js';

/** A closing that is about to be signed. */
export interface DayToSeal {
  readonly organizationId: string;
  readonly day: string;
  readonly coversFrom: string;
  readonly approvalId: string;
}

interface LastRoot {
  readonly no: number;
  readonly root: string;
}

/** Signs closed days. The file is made, hashed, signed and kept in the database transaction that closes the day. */
@Injectable()
export class DaySeals {
  constructor(
    private readonly keys: SealKeys,
    private readonly files: Files,
    private readonly organizations: OrganizationsQueries,
    private readonly clock: Clock,
  ) {}

  /**
   * Makes the day's public file from its numbered entries and chains its root to the one signed before. The caller
   * holds the day alone and has made sure that every entry of it is numbered.
   * @returns the signed head. @throws Refusal unavailable seal_key_missing · conflict closing_meanwhile when another
   * day of the organization is signed at this moment.
   */
  async sign(tx: Tx, closing: DayToSeal): Promise<DayHead> {
    const { organizationId, day } = closing;
    const key = await this.keys.current(tx);
    const organization = await this.organizations.existing(tx, organizationId);
    const last = await this.lastRoot(tx, organizationId);
    const blocks = chained(last.root, await this.rowsOf(tx, organizationId, day));
    const head = headOf(
      {
        organization: organization.slug,
        organization_id: organizationId,
        date: day,
        covers_from: closing.coversFrom,
        revision: (await this.revisions(tx, organizationId, day)) + 1,
        number: last.no + 1,
        previous_root: last.root,
        key_id: key.keyId,
        signed_at: this.clock.now().toISOString(),
      },
      blocks,
    );
    const signature = key.sign(canonicalJson(head));
    const fileId = await this.files.store(tx, {
      organizationId,
      name: `${organization.slug}-${day}.r${head.revision}.json`,
      contentType: 'application/json; charset=utf-8',
      bytes: Buffer.from(dayFile(head, signature, await this.keys.known(tx), blocks)),
    });
    await this.write(tx, head, { signature, fileId, approvalId: closing.approvalId }, blocks);
    return head;
  }

  /** The last root, its row held, so that two closings come one after the other. */
  private async lastRoot(tx: Tx, organizationId: string): Promise<LastRoot> {
    const [last]: LastRoot[] = await tx.query(
      'SELECT no, root FROM day_seal WHERE organization_id = ? ORDER BY no DESC LIMIT 1 FOR UPDATE',
      [organizationId],
    );
    return last ?? { no: 0, root: genesisOf(organizationId) };
  }

  private async revisions(tx: Tx, organizationId: string, day: string): Promise<number> {
    const [row]: { n: string }[] = await tx.query(
      'SELECT COUNT(*) AS n FROM day_seal WHERE organization_id = ? AND day = ?',
      [organizationId, day],
    );
    return Number(row?.n ?? 0);
  }

  private async rowsOf(tx: Tx, organizationId: string, day: string) {
    const entries: { seq: string; n: string }[] = await tx.query(
      `SELECT s.seq, COUNT(*) AS n FROM entry e JOIN ledger_sequence s ON s.entry_id = e.id
         JOIN transfer t ON t.entry_id = e.id
        WHERE e.organization_id = ? AND e.booked_on = ? GROUP BY s.seq ORDER BY s.seq`,
      [organizationId, day],
    );
    const spans = blocksOf(entries.map(({ seq, n }) => ({ seq: BigInt(seq), rows: Number(n) })));
    const blocks: (Pick<DayBlock, 'fromSeq' | 'toSeq'> & { rows: string[] })[] = [];
    for (const span of spans) blocks.push({ ...span, rows: await this.texts(tx, organizationId, day, span) });
    return blocks;
  }

  private async texts(tx: Tx, organizationId: string, day: string, span: BlockSpan): Promise<string[]> {
    const rows: { text: string | null }[] = await tx.query(
      `SELECT ${BOOK_ROW} AS text FROM ledger_sequence s JOIN entry e ON e.id = s.entry_id ${ROW_JOINS}
        WHERE s.organization_id = ? AND s.seq BETWEEN ? AND ? AND e.booked_on = ? ORDER BY s.seq, t.leg`,
      [organizationId, span.fromSeq.toString(), span.toSeq.toString(), day],
    );
    return rows.map(({ text }) => {
      if (text === null)
        throw new Error(`a transfer of ${day} lacks its account or fund: it cannot be signed`);
      return text;
    });
  }

  private async write(
    tx: Tx,
    head: DayHead,
    by: { signature: string; fileId: string; approvalId: string },
    blocks: readonly DayBlock[],
  ): Promise<void> {
    const { organization_id: organizationId, number } = head;
    try {
      await tx.query(
        `INSERT INTO day_seal (organization_id, no, day, revision, covers_from, row_count, previous_root, last_hash, root,
                               key_id, signature, signed_at, file_id, approval_id)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
        [
          organizationId,
          number,
          head.date,
          head.revision,
          head.covers_from,
          head.count,
          head.previous_root,
          head.last_hash,
          head.root,
          head.key_id,
          by.signature,
          new Date(head.signed_at),
          by.fileId,
          by.approvalId,
        ],
      );
    } catch (error) {
      if (isDuplicateKey(error)) throw new Refusal('conflict', 'closing_meanwhile');
      throw error;
    }
    if (blocks.length === 0) return;
    await tx.query(
      `INSERT INTO day_seal_block (organization_id, seal_no, block_no, from_seq, to_seq, row_count, previous_hash, hash)
       VALUES ${blocks.map(() => '(?, ?, ?, ?, ?, ?, ?, ?)').join(', ')}`,
      blocks.flatMap((block, i) => [
        organizationId,
        number,
        i + 1,
        block.fromSeq.toString(),
        block.toSeq.toString(),
        block.rows.length,
        block.previousHash,
        block.hash,
      ]),
    );
  }
}
