import { canonicalJson } from '../kernel/canonical-json.js';
import { BOOKS_FORMAT, blockHash, rootOf } from './seal.js';
import type { PublicSealKey } from './seal-keys.js';

/** What is signed: everything about a closed day but its rows, which its last hash stands for. */
export interface DayHead {
  readonly format: typeof BOOKS_FORMAT;
  /** Slug, and the id that the chain begins with. */
  readonly organization: string;
  readonly organization_id: string;
  readonly date: string;
  /** First of the days without business that were closed with this one; the date itself when there are none. */
  readonly covers_from: string;
  /** 1 for the first closing of a day, then one more each time. */
  readonly revision: number;
  /** Place in the organization's order of signing, from 1. */
  readonly number: number;
  readonly count: number;
  readonly previous_root: string;
  readonly last_hash: string;
  readonly root: string;
  readonly key_id: string;
  readonly signed_at: string;
}

/** A block of a day with its rows as canonical texts. */
export interface DayBlock {
  readonly fromSeq: bigint;
  readonly toSeq: bigint;
  readonly rows: readonly string[];
  readonly previousHash: string;
  readonly hash: string;
}

/** Hashes blocks one after the other, from the root that was signed before. */
export function chained(
  previousRoot: string,
  blocks: readonly Pick<DayBlock, 'fromSeq' | 'toSeq' | 'rows'>[],
): DayBlock[] {
  let previousHash = previousRoot;
  return blocks.map((block) => {
    const made = { ...block, previousHash, hash: blockHash(previousHash, block.rows) };
    previousHash = made.hash;
    return made;
  });
}

/** The head of a day, its root made of the blocks. */
export function headOf(
  about: Omit<DayHead, 'format' | 'count' | 'last_hash' | 'root'>,
  blocks: readonly DayBlock[],
): DayHead {
  const count = blocks.reduce((sum, { rows }) => sum + rows.length, 0);
  const last_hash = blocks.at(-1)?.hash ?? about.previous_root;
  const { revision, previous_root: previousRoot } = about;
  const root = rootOf({ lastHash: last_hash, count, revision, previousRoot });
  return { ...about, format: BOOKS_FORMAT, count, last_hash, root };
}

/** The file of docs/books-format.md: one line for every row, so that people can read it and tools compare it. */
export function dayFile(
  head: DayHead,
  signature: string,
  keys: readonly PublicSealKey[],
  blocks: readonly DayBlock[],
): string {
  const list = (items: readonly string[]): string =>
    items.length === 0 ? '[]' : `[\n${items.join(',\n')}\n]`;
  const block = ({ rows, previousHash, hash }: DayBlock): string =>
    `{"previous":"${previousHash}","hash":"${hash}","count":${rows.length},"rows":${list(rows)}}`;
  return [
    `{"head":${canonicalJson(head)},`,
    `"signature":"${signature}",`,
    `"keys":${list(keys.map((key) => canonicalJson(key)))},`,
    `"blocks":${list(blocks.map(block))}}`,
    '',
  ].join('\n');
}
