import { Injectable } from '@nestjs/common';
import { Clock } from '../kernel/clock.js';
import { Database, type Tx } from '../platform/database/database.js';
import { isDuplicateKey } from '../platform/database/database-errors.js';
import { Leases } from '../platform/jobs/leases.js';
import { ROW_JOINS, SEALED_ROW } from './book-rows.js';
import { BLOCK_ROWS_MAX, blockHash, genesisOf } from './seal.js';

const LEASE = 'ledger.sealing';
const LEASE_SECONDS = 60;
const MORE = BigInt(BLOCK_ROWS_MAX + 1);

interface Row {
  seq: string;
  row: string | null;
}

interface LastSeal {
  blockNo: bigint;
  toSeq: bigint;
  hash: string;
}

/**
 * Chains the numbered entries of every organization into sealed blocks, behind the booking and never in its way. The
 * hash is made here and proved inside the database by I8, by two implementations that do not know each other.
 */
@Injectable()
export class Sealer {
  constructor(
    private readonly database: Database,
    private readonly leases: Leases,
    private readonly clock: Clock,
  ) {}

  /**
   * Seals one block of each organization that has unsealed entries. One process at a time does it, by a lease; were
   * there two all the same, the block's number lets only one of them in.
   * @returns how many organizations filled a block and so may have more: call again at once while it is not zero.
   * Others wait for the next round, so that a busy hour does not make thousands of tiny blocks.
   */
  async sealOnce(): Promise<number> {
    const behind = await this.database.rows<{ id: string }>(
      `SELECT n.organization_id AS id FROM ledger_numbering n
        WHERE n.last_seq > COALESCE((SELECT MAX(b.to_seq) FROM ledger_seal b
                                      WHERE b.organization_id = n.organization_id), 0)`,
    );
    if (behind.length === 0 || !(await this.leases.hold(LEASE, LEASE_SECONDS))) return 0;
    let full = 0;
    for (const { id } of behind) if (await this.sealBlock(id)) full += 1;
    return full;
  }

  /** Whether there was more than one block holds. */
  private async sealBlock(organizationId: string): Promise<boolean> {
    try {
      return await this.database.inTransaction(async (tx) => {
        const last = await this.lastSeal(tx, organizationId);
        const found = await this.rowsAfter(tx, organizationId, last.toSeq);
        const rows = wholeEntries(found);
        const [first, end] = [rows[0], rows.at(-1)];
        if (!first || !end) return false;
        await tx.query(
          `INSERT INTO ledger_seal (organization_id, block_no, from_seq, to_seq, row_count, previous_hash, hash,
                                    sealed_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
          [
            organizationId,
            (last.blockNo + 1n).toString(),
            first.seq,
            end.seq,
            rows.length,
            last.hash,
            blockHash(
              last.hash,
              rows.map(({ seq, row }) => whole(row, seq)),
            ),
            this.clock.now(),
          ],
        );
        return found.length > BLOCK_ROWS_MAX;
      });
    } catch (error) {
      if (isDuplicateKey(error)) return false;
      throw error;
    }
  }

  private async lastSeal(tx: Tx, organizationId: string): Promise<LastSeal> {
    const [last]: { block_no: string; to_seq: string; hash: string }[] = await tx.query(
      `SELECT block_no, to_seq, hash FROM ledger_seal WHERE organization_id = ? ORDER BY block_no DESC LIMIT 1`,
      [organizationId],
    );
    if (!last) return { blockNo: 0n, toSeq: 0n, hash: genesisOf(organizationId) };
    return { blockNo: BigInt(last.block_no), toSeq: BigInt(last.to_seq), hash: last.hash };
  }

  /** One row more than a block holds, to see whether the last entry is there with all its transfers; numbers have no gap. */
  private rowsAfter(tx: Tx, organizationId: string, seq: bigint): Promise<Row[]> {
    return tx.query(
      `SELECT s.seq, ${SEALED_ROW} AS \`row\` FROM ledger_sequence s JOIN entry e ON e.id = s.entry_id ${ROW_JOINS}
        WHERE s.organization_id = ? AND s.seq BETWEEN ? AND ? ORDER BY s.seq, t.leg LIMIT ?`,
      [organizationId, String(seq + 1n), String(seq + MORE), Number(MORE)],
    );
  }
}

/** The rows of the entries that are there as a whole; an entry has at most as many transfers as a block. */
function wholeEntries(rows: readonly Row[]): readonly Row[] {
  if (rows.length <= BLOCK_ROWS_MAX) return rows;
  const cut = rows.at(-1)?.seq;
  return rows.filter(({ seq }) => seq !== cut);
}

function whole(row: string | null, seq: string): string {
  if (row === null)
    throw new Error(`entry ${seq} lacks a transfer, an account or a fund: it cannot be sealed`);
  return row;
}
