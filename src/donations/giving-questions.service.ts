import { randomBytes, randomInt } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Clock } from '../kernel/clock.js';
import { Database } from '../platform/database/database.js';
import { isDuplicateKey } from '../platform/database/database-errors.js';
import { Secrets } from '../platform/secrets/secrets.js';
import { challengeNeeded } from './donations.errors.js';
import { type GivingAnswer, type GivingQuestion, isRight, newQuestion } from './giving-question.js';

export { type GivingAnswer, type GivingQuestion, numberWord } from './giving-question.js';

/** A question as it is asked: `token` goes along in the form and tells its reader nothing. */
export interface AskedQuestion {
  readonly token: string;
  readonly question: GivingQuestion;
}

interface Sealed {
  readonly id: string;
  readonly until: number;
  readonly question: GivingQuestion;
}

/** Time to answer: plenty for somebody who has the page read aloud, and fills the form in between. */
const GOOD_FOR_MS = 60 * 60_000;
const CONTEXT = 'giving-question';
const TOKEN_CHARS_MAX = 2_000;

/** Asks and checks questions. Nothing is stored of one until it is answered: the token holds it, sealed with our key. */
@Injectable()
export class GivingQuestions {
  constructor(
    private readonly database: Database,
    private readonly secrets: Secrets,
    private readonly clock: Clock,
  ) {}

  /** A new question, good for an hour and for one answer. */
  ask(): AskedQuestion {
    const question = newQuestion((below) => randomInt(below));
    const until = this.clock.now().getTime() + GOOD_FOR_MS;
    const sealed: Sealed = { id: randomBytes(16).toString('hex'), until, question };
    const token = this.secrets.encrypt(CONTEXT, JSON.stringify(sealed), CONTEXT).toString('base64url');
    return { token, question };
  }

  /** The question of a token that can still be answered, to show it once more; null for any other. */
  async again(token: string): Promise<AskedQuestion | null> {
    const sealed = this.open(token);
    if (!sealed || sealed.until <= this.clock.now().getTime()) return null;
    const used = await this.database.rows('SELECT 1 FROM giving_answer WHERE question_id = ?', [
      idOf(sealed),
    ]);
    return used.length > 0 ? null : { token, question: sealed.question };
  }

  /**
   * Takes the answer for a noted checkout. Right or wrong, a question is answered once: of two at once one counts.
   * @throws Refusal invalid/challenge_needed: needed (empty, or no token of ours) | wrong | expired | used.
   */
  async redeem({ token, text }: GivingAnswer, attemptId: string): Promise<void> {
    const sealed = this.open(token);
    if (!sealed || text.trim() === '') throw challengeNeeded('needed');
    const now = this.clock.now();
    if (sealed.until <= now.getTime()) throw challengeNeeded('expired');
    const right = isRight(sealed.question, text);
    try {
      await this.database.inTransaction(async (tx) => {
        await tx.query('INSERT INTO giving_answer (question_id, answered_at) VALUES (?, ?)', [
          idOf(sealed),
          now,
        ]);
        if (right) await tx.query('UPDATE giving_session SET answered = 1 WHERE attempt_id = ?', [attemptId]);
      });
    } catch (error) {
      if (isDuplicateKey(error)) throw challengeNeeded('used');
      throw error;
    }
    if (!right) throw challengeNeeded('wrong');
  }

  private open(token: string): Sealed | null {
    if (token.length > TOKEN_CHARS_MAX) return null;
    try {
      return JSON.parse(this.secrets.decrypt(CONTEXT, Buffer.from(token, 'base64url'), CONTEXT)) as Sealed;
    } catch {
      // Cut, altered, or made by somebody else.
      return null;
    }
  }
}

function idOf({ id }: Sealed): Buffer {
  return Buffer.from(id, 'hex');
}
