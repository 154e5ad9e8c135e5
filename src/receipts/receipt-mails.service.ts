import { Injectable } from '@nestjs/common';
import { In } from 'typeorm';
import { DonorDetails } from '../donations/donor-details.service.js';
import { readableMoney } from '../kernel/money.js';
import { Config } from '../platform/config/config.js';
import { Database, type Tx } from '../platform/database/database.js';
import { createCatalogue } from '../platform/i18n/catalogue.js';
import { isLocale, type Locale } from '../platform/i18n/locale.js';
import { Mail, type MailRequest } from '../platform/mail/mail.js';
import en from './i18n/en.json' with { type: 'json' };
import zh from './i18n/zh-CN.json' with { type: 'json' };
import { Receipt } from './receipt.entity.js';
import { verificationUrl } from './receipt.pdf.js';
import { UNNAMED_DONOR } from './receipt.snapshot.js';
import { ReceiptCodes } from './receipt-codes.service.js';
import { ReceiptNames } from './receipt-names.service.js';
import { ReceiptPages } from './receipt-pages.service.js';

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
    private readonly pages: ReceiptPages,
    private readonly names: ReceiptNames,
    private readonly codes: ReceiptCodes,
    private readonly donors: DonorDetails,
    private readonly mail: Mail,
    private readonly config: Config,
  ) {}

  /**
   * Draws the pages of these receipts, keeps them and asks for the mails. Nothing happens for one whose donor left no
   * address, or which has ended meanwhile: the one in its place says so itself. While the pages are drawn, the database
   * transaction holds nothing that anybody else waits for.
   */
  async send(tx: Tx, receiptIds: readonly string[]): Promise<void> {
    const issued = await tx.find(Receipt, {
      where: { id: In([...new Set(receiptIds)]), state: 'issued' },
      order: { id: 'ASC' },
    });
    const recipients = await this.recipientsOf(tx, issued);
    const withheld = await takeWithheld(tx, [...recipients.keys()]);
    const receipts = issued.filter(({ id }) => recipients.has(id) && !withheld.has(id));
    const replaced = await this.replacedBy(tx, receipts);
    const kept = await this.pages.keep(tx, await this.pages.prepare(receipts));
    const mails = receipts.map((receipt) => {
      const recipient = recipients.get(receipt.id);
      const fileId = kept.get(receipt.id) ?? receipt.pdfFileId;
      if (!recipient || !fileId) throw new Error(`receipt ${receipt.id} has no page or nobody to send it to`);
      return this.mailOf(receipt, recipient, fileId, replaced.get(receipt.id) ?? []);
    });
    await this.mail.requestAll(tx, mails);
  }

  private mailOf(
    receipt: Receipt,
    { donorId, mailEncrypted, locale: preferred }: Recipient,
    fileId: string,
    replaced: readonly Receipt[],
  ): MailRequest {
    const locale = isLocale(preferred) ? preferred : 'zh-CN';
    return {
      organizationId: receipt.organizationId,
      dedupeKey: `receipt:${receipt.id}`,
      to: this.donors.openMail(donorId, mailEncrypted),
      ...this.words(receipt, locale, causeOf(receipt, replaced, locale)),
      attachments: [
        {
          fileId,
          name: sentence(locale, 'attachment', { number: receipt.snapshot.number }),
          contentType: 'application/pdf',
        },
      ],
    };
  }

  /** Prepares the note that a receipt is void with nothing in its place; nothing when another has come meanwhile. */
  async prepareVoid(receiptId: string): Promise<(tx: Tx) => Promise<void>> {
    const receipt = await this.database.read.findOneByOrFail(Receipt, { id: receiptId });
    const recipient = (await this.recipientsOf(this.database.read, [receipt])).get(receiptId);
    if (!recipient || receipt.replacedById !== null) return async () => {};
    const locale = isLocale(recipient.locale) ? recipient.locale : 'zh-CN';
    const parameters = this.parameters(receipt, locale);
    const cause = receipt.endCause === 'person' ? 'void.person' : 'void.returned';
    const paragraphs = (['greeting', cause, 'void.verify', 'signature'] as const).map((key) =>
      sentence(locale, key, { ...parameters, reason: receipt.endReason ?? '' }),
    );
    if (receipt.snapshot.demo) paragraphs.unshift(sentence(locale, 'demo'));
    return async (tx) => {
      if ((await takeWithheld(tx, [receiptId])).size > 0) return;
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
    const name = this.names.donorOf(receipt);
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

  /** The receipts whose place these took, in the order of their numbers. */
  private async replacedBy(tx: Tx, receipts: readonly Receipt[]): Promise<Map<string, Receipt[]>> {
    const by = new Map<string, Receipt[]>();
    if (receipts.length === 0) return by;
    const replaced = await tx.find(Receipt, {
      where: { replacedById: In(receipts.map(({ id }) => id)) },
      order: { year: 'ASC', no: 'ASC' },
    });
    for (const old of replaced) {
      const list = by.get(old.replacedById ?? '') ?? [];
      list.push(old);
      by.set(old.replacedById ?? '', list);
    }
    return by;
  }

  /** All gifts of a receipt are one donor's; the latest says in which language they read. */
  private async recipientsOf(tx: Tx, receipts: readonly Receipt[]): Promise<Map<string, Recipient>> {
    if (receipts.length === 0) return new Map();
    const rows = await this.database.rows<Recipient & { receiptId: string }>(
      `SELECT i.receipt_id AS receiptId, o.id AS donorId, o.mail_encrypted AS mailEncrypted, d.locale
         FROM receipt_item i JOIN donation d ON d.id = i.donation_id JOIN donor o ON o.id = d.donor_id
        WHERE i.receipt_id IN (?) ORDER BY i.paid_on, d.id`,
      [receipts.map(({ id }) => id)],
      tx,
    );
    return new Map(rows.map(({ receiptId, ...recipient }) => [receiptId, recipient]));
  }
}

/** Why a receipt took the place of others, in words; null when it took nobody's. */
function causeOf(receipt: Receipt, replaced: readonly Receipt[], locale: Locale): string | null {
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

/** Of which of these receipts a replay asked that the donor be told nothing this once; it holds for one mail. */
async function takeWithheld(tx: Tx, receiptIds: readonly string[]): Promise<Set<string>> {
  if (receiptIds.length === 0) return new Set();
  const found: { receiptId: string; donationId: string }[] = await tx.query(
    `SELECT i.receipt_id AS receiptId, i.donation_id AS donationId
       FROM receipt_item i JOIN withheld_mail w ON w.donation_id = i.donation_id WHERE i.receipt_id IN (?)`,
    [receiptIds],
  );
  if (found.length > 0)
    await tx.query('DELETE FROM withheld_mail WHERE donation_id IN (?)', [
      found.map(({ donationId }) => donationId),
    ]);
  return new Set(found.map(({ receiptId }) => receiptId));
}
