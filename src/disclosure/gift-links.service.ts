import { Injectable } from '@nestjs/common';
import { Clock } from '../kernel/clock.js';
import { newId } from '../kernel/ids.js';
import { Config } from '../platform/config/config.js';
import { Database, type Tx } from '../platform/database/database.js';
import { isLocale, type Locale } from '../platform/i18n/locale.js';
import { Mail } from '../platform/mail/mail.js';
import { Outbox } from '../platform/outbox/outbox.js';
import { Secrets } from '../platform/secrets/secrets.js';
import { GIFT_LINK_ASKED } from './disclosure.outbox.js';
import { type GiftLink, linkLetter, newLink, readLink } from './gift-link.js';
import { GiftsOfMail } from './gifts-of-mail.queries.js';

/** What a link is sealed to, so that no other sealed text of ours passes for one. */
const LINK = 'gift-link';
/** Longer than any link to a mail address of 254 octets. */
const TOKEN_MAX = 1_000;

/** "Find my gift": a mail address gets a link to its gifts, and nobody else learns whether it has any. */
@Injectable()
export class GiftLinks {
  constructor(
    private readonly database: Database,
    private readonly gifts: GiftsOfMail,
    private readonly secrets: Secrets,
    private readonly outbox: Outbox,
    private readonly mail: Mail,
    private readonly config: Config,
    private readonly clock: Clock,
  ) {}

  /**
   * Takes a wish for a link. The same two rows are written for every address; the worker alone finds out whether there
   * are gifts, so neither the answer nor its time tells.
   */
  async ask(mail: string, locale: Locale): Promise<void> {
    const id = newId();
    await this.database.inTransaction(async (tx) => {
      await tx.query(
        'INSERT INTO gift_link_request (id, mail_encrypted, locale, asked_at) VALUES (?, ?, ?, ?)',
        [id, this.secrets.encrypt('field', mail, id), locale, this.clock.now()],
      );
      await this.outbox.announce(tx, [{ kind: GIFT_LINK_ASKED, organizationId: null, ref: id }]);
    });
  }

  /** Mails the link when the address has gifts, and forgets the wish either way. Doing it twice does it once. */
  async answer(tx: Tx, requestId: string): Promise<void> {
    const [request]: { sealed: Buffer; locale: string }[] = await tx.query(
      'SELECT mail_encrypted AS sealed, locale FROM gift_link_request WHERE id = ? FOR UPDATE',
      [requestId],
    );
    if (!request) return;
    await tx.query('DELETE FROM gift_link_request WHERE id = ?', [requestId]);
    const address = this.secrets.decrypt('field', request.sealed, requestId);
    if (!(await this.gifts.hasAny(address))) return;
    const locale = isLocale(request.locale) ? request.locale : 'zh-CN';
    const url = `${this.config.PUBLIC_URL.replace(/\/+$/, '')}/gifts/mine?token=${this.tokenFor(address)}&lang=${locale}`;
    await this.mail.request(tx, {
      organizationId: null,
      dedupeKey: `gift-link:${requestId}`,
      to: address,
      ...linkLetter(locale, url),
    });
  }

  /** A new link's token for an address: sealed with its end, so that it can neither be read nor made by others. */
  tokenFor(mail: string): string {
    const now = this.clock.now();
    return this.secrets.encrypt('field', newLink(mail, now), LINK).toString('base64url');
  }

  /** Whose gifts a link shows; null for one that expired, was changed or was never ours, all alike. */
  open(token: string): GiftLink | null {
    if (token === '' || token.length > TOKEN_MAX) return null;
    try {
      const text = this.secrets.decrypt('field', Buffer.from(token, 'base64url'), LINK);
      return readLink(text, this.clock.now());
    } catch {
      return null;
    }
  }
}
