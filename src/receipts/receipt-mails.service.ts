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
   * database transaction; it does nothing when the donor left no address.
   */
  async prepare(receiptId: string): Promise<(tx: Tx) => Promise<void>> {
    const receipt = await this.database.read.findOneByOrFail(Receipt, { id: receiptId });
    const recipient = await this.recipientOf(receipt.donationId);
    if (!recipient) return async () => {};
    const locale = isLocale(recipient.locale) ? recipient.locale : 'zh-CN';
    const bytes = await this.receipts.draw(receipt, false);
    return async (tx) => {
      const { fileId } = await this.receipts.keep(tx, receipt, bytes);
      await this.mail.request(tx, {
        organizationId: receipt.organizationId,
        dedupeKey: `receipt:${receipt.id}`,
        to: this.donors.openMail(recipient.donorId, recipient.mailEncrypted),
        ...this.words(receipt, locale),
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

  private words(receipt: Receipt, locale: Locale): { subject: string; text: string } {
    const { snapshot } = receipt;
    const name = this.receipts.donorOf(receipt);
    const of = (names: { name_zh: string; name_en: string }) =>
      locale === 'en' ? names.name_en : names.name_zh;
    const parameters = {
      number: snapshot.number,
      organization: of(snapshot.organization),
      project: of(snapshot.project),
      amount: readableMoney({ amount: receipt.amount, currency: receipt.currency }, locale),
      paid_on: snapshot.paid_on,
      donor: name === UNNAMED_DONOR && locale === 'en' ? sentence('en', 'unnamed') : name,
      verify: verificationUrl(this.config.PUBLIC_URL, this.codes.codeOf(receipt.id)),
    };
    const paragraphs = (['greeting', 'booked', 'attached', 'verify', 'signature'] as const).map((key) =>
      sentence(locale, key, parameters),
    );
    if (snapshot.demo) paragraphs.unshift(sentence(locale, 'demo'));
    return { subject: sentence(locale, 'subject', parameters), text: `${paragraphs.join('\n\n')}\n` };
  }

  private async recipientOf(donationId: string): Promise<Recipient | undefined> {
    const [recipient] = await this.database.rows<Recipient>(
      `SELECT o.id AS donorId, o.mail_encrypted AS mailEncrypted, d.locale
         FROM donation d JOIN donor o ON o.id = d.donor_id WHERE d.id = ?`,
      [donationId],
    );
    return recipient;
  }
}
