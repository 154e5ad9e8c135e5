import { Injectable } from '@nestjs/common';
import { DonorDetails } from '../donations/donor-details.service.js';
import { readableMoney } from '../kernel/money.js';
import { Config } from '../platform/config/config.js';
import { Database, type Tx } from '../platform/database/database.js';
import { createCatalogue } from '../platform/i18n/catalogue.js';
import { isLocale, type Locale } from '../platform/i18n/locale.js';
import { Mail } from '../platform/mail/mail.js';
import en from './i18n/en.json' with { type: 'json' };
import zh from './i18n/zh-CN.json' with { type: 'json' };
import { Receipt } from './receipt.entity.js';
import { verificationUrl } from './receipt.pdf.js';
import { UNNAMED_DONOR } from './receipt.snapshot.js';
import { ReceiptCodes } from './receipt-codes.service.js';
import { Receipts } from './receipts.service.js';

const sentence = createCatalogue({ zh, en });

interface Recipient {
  readonly donorId: string;
  readonly mailEncrypted: Buffer;
  readonly locale: string;
}

/** Sends donors their receipts, in the language in which they gave. */
@Injectable()
export class ReceiptMails {
  constructor(
    private readonly database: Database,
    private readonly receipts: Receipts,
    private readonly codes: ReceiptCodes,
    private readonly donors: DonorDetails,
    private readonly mail: Mail,
    private readonly config: Config,
  ) {}

  /**
   * Draws a receipt's page outside any database transaction. @returns what keeps the page and asks for the mail in one
   * database transaction; it does nothing when the donor left no address, or when the receipt has ended meanwhile: the
   * one in its place says so itself.
   */
  async prepare(receiptId: string): Promise<(tx: Tx) => Promise<void>> {
    const receipt = await this.database.read.findOneByOrFail(Receipt, { id: receiptId });
    const recipient = await this.recipientOf(receiptId);
    if (!recipient || receipt.state !== 'issued') return async () => {};
    const locale = isLocale(recipient.locale) ? recipient.locale : 'zh-CN';
    const why = await this.causeOf(receipt, locale);
    const bytes = await this.receipts.draw(receipt, false);
    return async (tx) => {
      if (await isWithheld(tx, receiptId)) return;
      const { fileId } = await this.receipts.keep(tx, receipt, bytes);
      await this.mail.request(tx, {
        organizationId: receipt.organizationId,
        dedupeKey: `receipt:${receipt.id}`,
        to: this.donors.openMail(recipient.donorId, recipient.mailEncrypted),
        ...this.words(receipt, locale, why),
        attachments: [
          {
            fileId,
            name: sentence(locale, 'attachment', { number: receipt.snapshot.number }),
            contentType: 'application/pdf',
          },
        ],
      });
    };
  }

  /** Prepares the note that a receipt is void with nothing in its place; nothing when another has come meanwhile. */
  async prepareVoid(receiptId: string): Promise<(tx: Tx) => Promise<void>> {
    const receipt = await this.database.read.findOneByOrFail(Receipt, { id: receiptId });
    const recipient = await this.recipientOf(receiptId);
    if (!recipient || receipt.replacedById !== null) return async () => {};
    const locale = isLocale(recipient.locale) ? recipient.locale : 'zh-CN';
    const parameters = this.parameters(receipt, locale);
    const cause = receipt.endCause === 'person' ? 'void.person' : 'void.returned';
    const paragraphs = (['greeting', cause, 'void.verify', 'signature'] as const).map((key) =>
      sentence(locale, key, { ...parameters, reason: receipt.endReason ?? '' }),
    );
    if (receipt.snapshot.demo) paragraphs.unshift(sentence(locale, 'demo'));
    return async (tx) => {
      if (await isWithheld(tx, receiptId)) return;
      await this.mail.request(tx, {
        organizationId: receipt.organizationId,
        dedupeKey: `receipt-void:${receipt.id}`,
        to: this.donors.openMail(recipient.donorId, recipient.mailEncrypted),
        subject: sentence(locale, 'void.subject', parameters),
        text: `${paragraphs.join('\n\n')}\n`,
      });
    };
  }

  private words(receipt: Receipt, locale: Locale, why: string | null): { subject: string; text: string } {
    const parameters = this.parameters(receipt, locale);
    const booked = receipt.snapshot.items ? 'bookedMany' : 'booked';
    const paragraphs = (['greeting', booked, 'attached', 'verify', 'signature'] as const).map((key) =>
      sentence(locale, key, parameters),
    );
    if (why) paragraphs.splice(1, 0, why);
    if (receipt.snapshot.demo) paragraphs.unshift(sentence(locale, 'demo'));
    const subject = why ? 'subjectReplaced' : 'subject';
    return { subject: sentence(locale, subject, parameters), text: `${paragraphs.join('\n\n')}\n` };
  }

  private parameters(receipt: Receipt, locale: Locale) {
    const { snapshot } = receipt;
    const name = this.receipts.donorOf(receipt);
    const of = (names: { name_zh: string; name_en: string }) =>
      locale === 'en' ? names.name_en : names.name_zh;
    return {
      number: snapshot.number,
      organization: of(snapshot.organization),
      project: of(snapshot.project),
      amount: readableMoney({ amount: receipt.amount, currency: receipt.currency }, locale),
      paid_on: snapshot.paid_on,
      count: String(snapshot.items?.length ?? 1),
      donor: name === UNNAMED_DONOR && locale === 'en' ? sentence('en', 'unnamed') : name,
      verify: verificationUrl(this.config.PUBLIC_URL, this.codes.codeOf(receipt.id)),
    };
  }

  /** Why this receipt took the place of others, in words; null when it took nobody's. */
  private async causeOf(receipt: Receipt, locale: Locale): Promise<string | null> {
    const replaced = await this.database.read.find(Receipt, {
      where: { replacedById: receipt.id },
      order: { year: 'ASC', no: 'ASC' },
    });
    const [old] = replaced;
    if (!old) return null;
    const cause = old.state === 'voided' ? 'restored' : (old.endCause ?? 'changed');
    const numbers = replaced.map(({ snapshot }) => snapshot.number).join(locale === 'en' ? ', ' : '、');
    const before = readableMoney({ amount: old.amount, currency: old.currency }, locale);
    return sentence(locale, `why.${cause === 'returned' ? 'changed' : cause}`, {
      ...{ numbers, before, reason: old.endReason ?? '' },
      after: readableMoney({ amount: receipt.amount, currency: receipt.currency }, locale),
    });
  }

  /** All gifts of a receipt are one donor's; the latest says in which language they read. */
  private async recipientOf(receiptId: string): Promise<Recipient | undefined> {
    const [recipient] = await this.database.rows<Recipient>(
      `SELECT o.id AS donorId, o.mail_encrypted AS mailEncrypted, d.locale
         FROM receipt_item i JOIN donation d ON d.id = i.donation_id JOIN donor o ON o.id = d.donor_id
        WHERE i.receipt_id = ? ORDER BY i.paid_on DESC, d.id DESC LIMIT 1`,
      [receiptId],
    );
    return recipient;
  }
}

/** Whether a replay asked that the donor be told nothing this once; it holds for one mail. */
async function isWithheld(tx: Tx, receiptId: string): Promise<boolean> {
  const gone: { affectedRows: number } = await tx.query(
    'DELETE FROM withheld_mail WHERE donation_id IN (SELECT donation_id FROM receipt_item WHERE receipt_id = ?)',
    [receiptId],
  );
  return gone.affectedRows > 0;
}
