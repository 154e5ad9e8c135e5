import { Injectable } from '@nestjs/common';
import { Database } from '../platform/database/database.js';
import { Secrets } from '../platform/secrets/secrets.js';
import type { DonorKind, Publicity } from './donation.entity.js';
import { DonorDetails } from './donor-details.service.js';
import type { Dedication } from './gift-wishes.js';
import { KIND_DONOR, shownLabel } from './public-label.js';
import { wordRow } from './public-word.js';

/** What the public reads of a gift. */
export interface PublicWords {
  /** Names the gift where its id must not stand; of two gifts of one donor nobody can tell that they are. */
  readonly code: string;
  readonly label: string;
  /** Null until somebody has approved it. */
  readonly message: string | null;
  /** In whose honour or memory the gift was made; null until somebody has approved it. */
  readonly dedication: Dedication | null;
}

interface WordsRow {
  readonly id: string;
  readonly label: string;
  readonly publicity: Publicity;
  readonly donorKind: DonorKind;
  readonly named: 0 | 1;
  readonly sealed: Buffer | null;
  readonly dedicated: Dedication['kind'] | null;
  readonly dedicationSealed: Buffer | null;
}

/** Rung after names or messages were approved, refused or put back: web processes that show them look again. */
export const PUBLIC_WORDS_CHANGED = 'public-words.changed';

/** Bytes of a public code: 80 bits, so that two gifts never share one. */
const CODE_BYTES = 10;
/** A moment after every decision. */
const ALWAYS = new Date('9999-01-01T00:00:00Z');

/** What donors may read of each other: masked labels, and names and messages that were approved. */
@Injectable()
export class PublicWordsQueries {
  constructor(
    private readonly database: Database,
    private readonly details: DonorDetails,
    private readonly secrets: Secrets,
  ) {}

  /**
   * The public words of each of these gifts, in the same order.
   * @param decidedUntil what was approved later than this still counts as waiting.
   */
  async ofGifts(donationIds: readonly string[], decidedUntil: Date = ALWAYS): Promise<PublicWords[]> {
    if (donationIds.length === 0) return [];
    const rows = await this.database.rows<WordsRow>(
      `SELECT d.id, d.public_label AS label, d.publicity, d.donor_kind AS donorKind,
              n.donation_id IS NOT NULL AS named, m.text_encrypted AS sealed,
              o.kind AS dedicated, o.text_encrypted AS dedicationSealed
         FROM donation d
         LEFT JOIN public_word n ON n.donation_id = d.id AND n.kind = 'name' AND n.state = 'approved' AND n.decided_at <= ?
         LEFT JOIN public_word m ON m.donation_id = d.id AND m.kind = 'message' AND m.state = 'approved' AND m.decided_at <= ?
         LEFT JOIN public_word o ON o.donation_id = d.id AND o.kind IN ('honor', 'memory') AND o.state = 'approved' AND o.decided_at <= ?
        WHERE d.id IN (?)`,
      [decidedUntil, decidedUntil, decidedUntil, donationIds],
    );
    const found = new Map(rows.map((row) => [row.id, row]));
    return donationIds.map((id) => {
      const row = found.get(id);
      return {
        code: this.codeOf(id),
        label: row ? shownLabel(row, Number(row.named) === 1) : KIND_DONOR,
        message: row?.sealed ? this.details.openText(wordRow(id, 'message'), row.sealed) : null,
        dedication: row ? this.dedicationOf(row) : null,
      };
    });
  }

  private dedicationOf({ id, dedicated, dedicationSealed }: WordsRow): Dedication | null {
    if (!dedicated || !dedicationSealed) return null;
    return { kind: dedicated, name: this.details.openText(wordRow(id, dedicated), dedicationSealed) };
  }

  /** The public code of a gift: it opens nothing, and says nothing about the donor. */
  codeOf(donationId: string): string {
    return this.secrets.code('public-code', `gift:${donationId}`, CODE_BYTES);
  }
}
