import { createHash } from 'node:crypto';

/** Name and version of the format of docs/books-format.md; also what a chain begins with. */
export const BOOKS_FORMAT = 'boai-books-1';

/** Transfers in a block at most. */
export const BLOCK_ROWS_MAX = 1000;

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/** What stands before the first block or root of an organization's chain. */
export function genesisOf(organizationId: string): string {
  return sha256(`${BOOKS_FORMAT}\n${organizationId}`);
}

/** h = SHA-256(previous h, rows): every part on a line of its own, hashes in lower-case hex. */
export function blockHash(previousHash: string, rows: readonly string[]): string {
  return sha256([previousHash, ...rows].join('\n'));
}

/** What a closed day's root is made of. */
export interface RootParts {
  readonly lastHash: string;
  readonly count: number;
  readonly revision: number;
  readonly previousRoot: string;
}

/** root = SHA-256(last h, count, revision, previous root). */
export function rootOf({ lastHash, count, revision, previousRoot }: RootParts): string {
  return sha256([lastHash, count, revision, previousRoot].join('\n'));
}

/** A numbered entry and how many transfers it has. */
export interface SealableEntry {
  readonly seq: bigint;
  readonly rows: number;
}

/** A run of entries that are hashed together. */
export interface BlockSpan {
  readonly fromSeq: bigint;
  readonly toSeq: bigint;
  readonly rows: number;
}

/** Cuts entries, in the order of their numbers, into blocks of whole entries and at most 1,000 transfers. */
export function blocksOf(entries: readonly SealableEntry[]): BlockSpan[] {
  const blocks: BlockSpan[] = [];
  for (const { seq, rows } of entries) {
    const last = blocks.at(-1);
    if (last && last.rows + rows <= BLOCK_ROWS_MAX)
      blocks[blocks.length - 1] = { fromSeq: last.fromSeq, toSeq: seq, rows: last.rows + rows };
    else blocks.push({ fromSeq: seq, toSeq: seq, rows });
  }
  return blocks;
}
