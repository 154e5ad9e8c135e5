import { answerTo, type GivingQuestion } from '../../src/donations/giving-question.js';
import { newId } from '../../src/kernel/ids.js';
import { Secrets } from '../../src/platform/secrets/secrets.js';
import { from } from '../support/addresses.js';
import type { TestApp } from '../support/app.js';
import { eventsOf, type GiftKit, type OpenGift } from './gift-kit.js';

/** What became of a donate form that was sent. */
export interface Sent {
  readonly status: number;
  /** The gift whose checkout was opened; null when none was. */
  readonly gift: OpenGift | null;
  /** The question that came back; empty when none did. */
  readonly token: string;
  readonly body: string;
  readonly retryAfter: string | undefined;
}

/** Sends the donate form as a browser behind a proxy does. */
export async function send(
  kit: GiftKit,
  slug: string,
  address: string,
  fields: Readonly<Record<string, string>> = {},
): Promise<Sent> {
  const formKey = fields.form_key ?? `form-${newId()}`;
  const answer = await kit.app.inject({
    method: 'POST',
    url: `/projects/${slug}/donations`,
    headers: {
      accept: 'text/html',
      'accept-language': 'zh-CN',
      'content-type': 'application/x-www-form-urlencoded',
      origin: 'http://127.0.0.1:3000',
      ...from(address),
    },
    payload: new URLSearchParams({ currency: 'CNY', amount: '10', form_key: formKey, ...fields }).toString(),
  });
  const token = /name="challenge" value="([^"]+)"/.exec(answer.body)?.[1] ?? '';
  const retryAfter = answer.headers['retry-after']?.toString();
  const gift = answer.statusCode === 303 ? await opened(kit.app, formKey) : null;
  return { status: answer.statusCode, gift, token, body: answer.body, retryAfter };
}

async function opened(app: TestApp, formKey: string): Promise<OpenGift> {
  const [row] = await app.database.rows<{
    donationId: string;
    attemptId: string;
    sessionId: string;
    amount: string;
  }>(
    `SELECT d.id AS donationId, a.id AS attemptId, a.provider_session_id AS sessionId, d.amount
       FROM donation d JOIN payment_attempt a ON a.donation_id = d.id WHERE d.form_key = ?`,
    [formKey],
  );
  if (!row) throw new Error('a checkout was opened for no donation');
  return { ...row, amount: Number(row.amount), paymentId: `pi_${newId()}` };
}

/** The right answer to a question, which only the house's own key reads from its token. */
export function rightAnswer(app: TestApp, token: string): string {
  const sealed = app
    .get(Secrets)
    .decrypt('giving-question', Buffer.from(token, 'base64url'), 'giving-question');
  const { question } = JSON.parse(sealed) as { question: GivingQuestion };
  return answerTo(question);
}

/** A person: sends the form and, when asked, answers. */
export async function sendAndAnswer(
  kit: GiftKit,
  slug: string,
  address: string,
  fields: Readonly<Record<string, string>> = {},
): Promise<Sent & { readonly asked: boolean }> {
  const form = { form_key: `form-${newId()}`, ...fields };
  const first = await send(kit, slug, address, form);
  if (first.token === '') return { ...first, asked: false };
  const answer = { challenge: first.token, challenge_answer: rightAnswer(kit.app, first.token) };
  return { ...(await send(kit, slug, address, { ...form, ...answer })), asked: true };
}

/** The provider tells of declined cards, or of payments; all are taken in before it returns. */
export async function tell(
  kit: GiftKit,
  what: 'failed' | 'succeeded' | 'expired',
  gifts: readonly OpenGift[],
) {
  const at = Math.floor(kit.clock.now().getTime() / 1000);
  for (const gift of gifts) {
    const events = eventsOf(gift, at);
    await kit.deliver(what === 'failed' ? events.failed('card_declined', at) : events[what]());
  }
  await kit.intake();
}
