import { Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { GiftSource } from '../../../donations/giving-limits.service.js';
import { type AskedQuestion, GivingQuestions } from '../../../donations/giving-questions.service.js';
import { Clock } from '../../../kernel/clock.js';
import { Refusal } from '../../../kernel/errors.js';
import type { Locale } from '../../../platform/i18n/locale.js';
import { readableTime } from '../../ui/format.js';
import { words } from '../donor.words.js';
import { textOf } from '../visits.service.js';
import type { ChallengeView } from './challenge-fields.js';
import { questionText } from './question-text.js';

/** What the forms of donors have to do with the question before a gift. */
@Injectable()
export class Challenges {
  constructor(
    private readonly questions: GivingQuestions,
    private readonly clock: Clock,
  ) {}

  /** Who sent a form, and the answer that came with it. */
  sourceOf(request: FastifyRequest, body: unknown): GiftSource {
    const answer = { token: textOf(body, 'challenge'), text: textOf(body, 'challenge_answer') };
    return { address: request.ip, ...(answer.token === '' ? {} : { answer }) };
  }

  /**
   * The question that a refused form shows: a new one when it was refused for want of an answer; the same with its
   * answer when it came with one and something else was wrong; null when nothing was asked.
   */
  async after(error: unknown, body: unknown, locale: Locale): Promise<ChallengeView | null> {
    if (isRefusal(error, 'challenge_needed')) return view(this.questions.ask(), '', locale);
    const token = textOf(body, 'challenge');
    if (token === '') return null;
    // With the database away the form comes back without it: nobody can tell whether the question is still good.
    const same = await this.questions.again(token).catch(() => null);
    return same ? view(same, textOf(body, 'challenge_answer').slice(0, 80), locale) : null;
  }

  /** What to say when nothing is opened for a while, and the header that says so to machines; null for other errors. */
  slowed(error: unknown, reply: FastifyReply, locale: Locale): string | null {
    if (!(error instanceof Refusal) || !isRefusal(error, 'giving_slowed')) return null;
    const until = new Date(error.params.until ?? '');
    const seconds = Math.max(1, Math.ceil((until.getTime() - this.clock.now().getTime()) / 1000));
    void reply.code(429).header('Retry-After', String(seconds));
    const key = error.params.why === 'mail' ? 'challenge.slow.mail' : 'challenge.slow.answers';
    return words(locale, key, { when: readableTime(until, locale) });
  }
}

function isRefusal(error: unknown, code: string): boolean {
  return error instanceof Refusal && error.code === code;
}

function view({ token, question }: AskedQuestion, answer: string, locale: Locale): ChallengeView {
  return { token, text: questionText(question, locale), answer };
}
