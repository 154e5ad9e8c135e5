import { Injectable } from '@nestjs/common';
import { Clock } from '../kernel/clock.js';
import { type FieldProblem, Refusal } from '../kernel/errors.js';
import { mayMove } from '../kernel/transitions.js';
import { Audit } from '../platform/audit/audit.js';
import { Database, type Tx } from '../platform/database/database.js';
import { Doorbell } from '../platform/jobs/doorbell.js';
import { PUBLIC_WORD_TRANSITIONS, type PublicWordKind, type PublicWordState } from './public-word.entity.js';
import { PUBLIC_WORDS_CHANGED } from './public-words.queries.js';

/** A name or message of one gift. */
export interface WordRef {
  readonly donationId: string;
  readonly kind: PublicWordKind;
}

/** How many were decided now, and how many somebody else had decided before. */
export interface Decided {
  readonly done: number;
  readonly late: number;
}

const REASON_CHARS_MAX = 200;
/** Control characters, line separators, direction marks: nothing that a person types in one line. */
const UNUSABLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}]/u;

/** What the society decides about names and messages before the public reads them. */
@Injectable()
export class Moderation {
  constructor(
    private readonly database: Database,
    private readonly audit: Audit,
    private readonly doorbell: Doorbell,
    private readonly clock: Clock,
  ) {}

  /** Shows them from now on. @throws Refusal not_found when one of them is not this organization's. */
  approve(staffId: string, organizationId: string, words: readonly WordRef[]): Promise<Decided> {
    return this.decide(staffId, organizationId, words, 'approved', null);
  }

  /**
   * Keeps them hidden; the donor reads the reason.
   * @throws Refusal not_found · invalid `moderation_invalid` without a reason.
   */
  async refuse(
    staffId: string,
    organizationId: string,
    words: readonly WordRef[],
    reason: string,
  ): Promise<Decided> {
    const said = reason.normalize('NFC').replace(/\s+/g, ' ').trim();
    const problem = reasonProblem(said);
    if (problem) throw new Refusal('invalid', 'moderation_invalid', {}, [problem]);
    return this.decide(staffId, organizationId, words, 'refused', said);
  }

  /** Takes decisions back: they wait, and are hidden, again. @throws Refusal not_found. */
  undo(staffId: string, organizationId: string, words: readonly WordRef[]): Promise<Decided> {
    return this.decide(staffId, organizationId, words, 'waiting', null);
  }

  private async decide(
    staffId: string,
    organizationId: string,
    words: readonly WordRef[],
    state: PublicWordState,
    reason: string | null,
  ): Promise<Decided> {
    if (words.length === 0)
      throw new Refusal('invalid', 'moderation_invalid', {}, [{ field: 'word', code: 'empty' }]);
    const decided = await this.database.inTransaction(async (tx) => {
      const found = await lock(tx, organizationId, words);
      const open = found.filter((word) => mayMove(PUBLIC_WORD_TRANSITIONS, word.state, state));
      for (const word of open) {
        const isOpen = state === 'waiting';
        await tx.query(
          `UPDATE public_word SET state = ?, reason = ?, decided_by = ?, decided_at = ?
            WHERE donation_id = ? AND kind = ?`,
          [
            state,
            reason,
            isOpen ? null : staffId,
            isOpen ? null : this.clock.now(),
            word.donationId,
            word.kind,
          ],
        );
        await this.audit.record(tx, {
          ...{ organizationId, staffId, subjectType: 'donation', subjectId: word.donationId },
          action: state === 'waiting' ? 'public_word.undone' : `public_word.${state}`,
          before: { word: word.kind, state: word.state },
          after: { word: word.kind, state, ...(reason === null ? {} : { reason }) },
        });
      }
      return { done: open.length, late: found.length - open.length };
    });
    if (decided.done > 0) this.doorbell.ring(PUBLIC_WORDS_CHANGED);
    return decided;
  }
}

/** Locks these rows in the order of their keys. @throws Refusal not_found when one is not the organization's. */
async function lock(
  tx: Tx,
  organizationId: string,
  words: readonly WordRef[],
): Promise<(WordRef & { readonly state: PublicWordState })[]> {
  const wanted = new Map(words.map(({ donationId, kind }) => [`${donationId}:${kind}`, [donationId, kind]]));
  const rows: (WordRef & { state: PublicWordState })[] = await tx.query(
    `SELECT w.donation_id AS donationId, w.kind, w.state FROM public_word w
      WHERE w.organization_id = ? AND (w.donation_id, w.kind) IN (?)
      ORDER BY w.donation_id, w.kind FOR UPDATE`,
    [organizationId, [...wanted.values()]],
  );
  if (rows.length !== wanted.size) throw new Refusal('not_found', 'not_found');
  return rows;
}

function reasonProblem(reason: string): FieldProblem | null {
  if (reason === '') return { field: 'reason', code: 'empty' };
  if ([...reason].length > REASON_CHARS_MAX)
    return { field: 'reason', code: 'too_long', params: { max: String(REASON_CHARS_MAX) } };
  return UNUSABLE.test(reason) ? { field: 'reason', code: 'invalid' } : null;
}
