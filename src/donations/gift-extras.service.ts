import { Injectable } from '@nestjs/common';
import type { Tx } from '../platform/database/database.js';
import type { Donation } from './donation.entity.js';
import { DonorDetails } from './donor-details.service.js';
import { GiftDeclaration } from './gift-declaration.entity.js';
import type { Gift } from './gift-form.js';
import { OfficialWishes } from './official-wishes.service.js';
import { isWholeName } from './public-label.js';
import { PublicWord, type PublicWordKind } from './public-word.entity.js';
import { wordRow } from './public-word.js';

/** What stands beside a donation when its form said more than an amount. */
@Injectable()
export class GiftExtras {
  constructor(
    private readonly details: DonorDetails,
    private readonly official: OfficialWishes,
  ) {}

  /** Stands for the payer's number where the form is compared with itself. */
  payerCode(formKey: string, { official }: Gift): string | null {
    return official ? this.details.codeOf(`form:${formKey}:payer`, official.number) : null;
  }

  /** Writes words, declaration and wish of a gift, in the database transaction that writes the gift. */
  async add(tx: Tx, donation: Donation, gift: Gift): Promise<void> {
    const { id, organizationId, createdAt } = donation;
    const words = this.wordsOf(donation, gift);
    if (words.length > 0) await tx.insert(PublicWord, words);
    if (gift.age)
      await tx.insert(GiftDeclaration, {
        donationId: id,
        organizationId,
        age: gift.age,
        declaredAt: createdAt,
      });
    if (gift.official) await this.official.add(tx, id, organizationId, gift.official, createdAt);
  }

  /** What of the gift waits until somebody of the society has read it: a whole name, a message, a dedication. */
  private wordsOf(donation: Donation, { message, dedication }: Gift): PublicWord[] {
    const { id, organizationId, createdAt } = donation;
    const word = (kind: PublicWordKind, text: string | null): PublicWord => ({
      ...{ donationId: id, organizationId, kind, state: 'waiting', createdAt },
      ...{ reason: null, decidedBy: null, decidedAt: null },
      textEncrypted: text === null ? null : this.details.sealText(wordRow(id, kind), text),
    });
    const words: PublicWord[] = [];
    if (isWholeName({ ...donation, label: donation.publicLabel })) words.push(word('name', null));
    if (message !== null) words.push(word('message', message));
    if (dedication) words.push(word(dedication.kind, dedication.name));
    return words;
  }
}
