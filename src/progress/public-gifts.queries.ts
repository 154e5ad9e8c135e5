import { Injectable } from '@nestjs/common';
import { type PublicWords, PublicWordsQueries } from '../donations/public-words.queries.js';
import { Database } from '../platform/database/database.js';

/** A gift in public lists: nothing in it leads to its donor, or to another gift of the same donor. */
export interface PublicGift extends PublicWords {
  /** Its own number in the books of the organization: its place in lists, which never changes. */
  readonly seq: bigint;
  /** What is left of it, minor units. */
  readonly amount: bigint;
  readonly currency: string;
  readonly at: Date;
}

/** A part of a project's list of gifts. */
export interface PublicGiftsPage {
  readonly gifts: readonly PublicGift[];
  /** Where the next page goes on; null at the end. */
  readonly next: bigint | null;
}

interface GiftRow {
  readonly id: string;
  readonly seq: string;
  readonly amount: string;
  readonly currency: string;
  readonly at: Date;
}

const GIFTS = `SELECT g.donation_id AS id, g.first_seq AS seq, g.net AS amount, p.currency, e.occurred_at AS at
  FROM project_gift g
  JOIN project p ON p.id = g.project_id
  JOIN ledger_sequence s ON s.organization_id = p.organization_id AND s.seq = g.first_seq
  JOIN entry e ON e.id = s.entry_id AND e.organization_id = p.organization_id
 WHERE g.project_id = ? AND g.net > 0`;
const NEWEST_FIRST = 'ORDER BY g.first_seq DESC LIMIT ?';

/**
 * The gifts of a project as the public sees them, each with what is left of it. They are read where the project's
 * numbers are kept, so a list adds up to what was raised. The newest number comes first: while somebody turns pages,
 * new gifts come in before the first page, and one that is refunded leaves all others where they are.
 */
@Injectable()
export class PublicGiftsQueries {
  constructor(
    private readonly database: Database,
    private readonly words: PublicWordsQueries,
  ) {}

  /** The newest gifts. */
  async latest(projectId: string, limit: number): Promise<readonly PublicGift[]> {
    return (await this.page(projectId, { limit })).gifts;
  }

  /** A page of gifts; `after` is the `next` of the page before. */
  async page(
    projectId: string,
    { limit, after }: { readonly limit: number; readonly after?: bigint },
  ): Promise<PublicGiftsPage> {
    const rows = await this.database.rows<GiftRow>(
      `${GIFTS} ${after === undefined ? '' : 'AND g.first_seq < ?'} ${NEWEST_FIRST}`,
      [projectId, ...(after === undefined ? [] : [after.toString()]), limit + 1],
    );
    const gifts = await this.withWords(rows.slice(0, limit));
    return { gifts, next: rows.length > limit ? (gifts.at(-1)?.seq ?? null) : null };
  }

  /**
   * The newest gifts for a live picture, as they stood at `before`: what was numbered later is left out, and a name or
   * message that was approved later is still hidden, so that a mistake can be undone before anybody sees it.
   */
  async approvedSince(projectId: string, before: Date, limit: number): Promise<readonly PublicGift[]> {
    const rows = await this.database.rows<GiftRow>(`${GIFTS} AND s.numbered_at <= ? ${NEWEST_FIRST}`, [
      projectId,
      before,
      limit,
    ]);
    return this.withWords(rows, before);
  }

  private async withWords(rows: readonly GiftRow[], decidedUntil?: Date): Promise<PublicGift[]> {
    const words = await this.words.ofGifts(
      rows.map(({ id }) => id),
      decidedUntil,
    );
    return words.flatMap((word, i) => {
      const row = rows[i];
      if (!row) return [];
      const { seq, amount, currency, at } = row;
      return { ...word, seq: BigInt(seq), amount: BigInt(amount), currency, at };
    });
  }
}
