import { Injectable } from '@nestjs/common';
import { Database } from '../platform/database/database.js';
import { type Part, partsOf, type Stretch, spentOf } from './first-in-first-out.js';
import {
  cameBefore,
  type FundPlace,
  giftIn,
  numberOfTransfer,
  type OutRow,
  placeOfFund,
  placeOfProject,
  wentOut,
} from './gift-spending.statements.js';

/** Where a part of a gift went. */
export interface SpentPart {
  /** `moved`: it lies in another fund, and was not spent there yet. */
  readonly kind: 'disbursement' | 'moved' | 'shortfall';
  /** Of the disbursement or the transfer; null for a shortfall, which is another donor's gift. */
  readonly id: string | null;
  readonly organizationId: string;
  /** Minor units of this gift. */
  readonly amount: bigint;
  /** When the books numbered it. */
  readonly at: Date;
  /** Projects whose funds the money was moved to before; empty when it was spent where it was given. */
  readonly through: readonly { readonly slug: string; readonly nameZh: string; readonly nameEn: string }[];
}

/** What became of a gift's money, by the accounting order first in, first out. */
export interface GiftSpent {
  /** Minor units: what is left of the gift after refunds, what of it is spent, and what is not. */
  readonly net: bigint;
  readonly spent: bigint;
  readonly unspent: bigint;
  readonly parts: readonly SpentPart[];
  /** Parts that are not listed because there are too many. */
  readonly more: number;
  /** All of it is true at this number of the organization's books. */
  readonly ledgerSeq: bigint;
  readonly asOf: Date | null;
}

/** A transfer may itself be spent by a transfer; after so many the money is only said to have been moved. */
const MOVES_MAX = 3;
const PARTS_MAX = 50;

/** Gift → spending. Computed each time from the books, at a cost that does not grow with the gifts read one by one. */
@Injectable()
export class GiftSpending {
  constructor(private readonly database: Database) {}

  /** Null while the gift is in no total yet. @param projectId the gift's project. */
  async of(projectId: string, donationId: string): Promise<GiftSpent | null> {
    const place = await placeOfProject(this.database, projectId);
    const gift = place && (await giftIn(this.database, place, donationId));
    if (!place || !gift) return null;
    const ledgerSeq = BigInt(place.ledgerSeq);
    const net = gift.net > 0n ? gift.net : 0n;
    const from = net === 0n ? 0n : await cameBefore(this.database, place, gift.seq);
    const { parts, spent } = await this.along(place, { from, to: from + net }, []);
    return {
      ...{ net, spent, unspent: net - spent },
      parts: parts.slice(0, PARTS_MAX),
      more: Math.max(0, parts.length - PARTS_MAX),
      ...{ ledgerSeq, asOf: place.asOf },
    };
  }

  private async along(
    place: FundPlace,
    stretch: Stretch,
    through: readonly FundPlace[],
  ): Promise<{ parts: SpentPart[]; spent: bigint }> {
    if (stretch.from >= stretch.to) return { parts: [], spent: 0n };
    const rows = (await wentOut(this.database, place)).map((row) => ({
      key: row,
      amount: BigInt(row.amount),
    }));
    const all = rows.reduce((sum, { amount }) => sum + amount, 0n);
    const parts: SpentPart[] = [];
    let spent = spentOf(stretch, all);
    for (const part of partsOf(stretch, rows)) {
      const moved = part.key.kind === 'fund_transfer' ? await this.moved(place, part, through) : null;
      if (!moved) {
        parts.push(spentPart(place, part, through));
        continue;
      }
      parts.push(...moved.parts);
      spent -= moved.unspent;
    }
    return { parts, spent };
  }

  /** What became of money that was moved to another fund: it lies there as one sum, under the transfer's number. */
  private async moved(
    place: FundPlace,
    part: Part<OutRow>,
    through: readonly FundPlace[],
  ): Promise<{ parts: SpentPart[]; unspent: bigint }> {
    const { id, toFundId } = part.key;
    const to = toFundId === null ? null : await placeOfFund(this.database, toFundId);
    const whole = {
      parts: [{ ...spentPart(place, part, through), kind: 'moved' as const }],
      unspent: part.amount,
    };
    if (!to) return whole;
    const path = [...through, to];
    const named = { ...spentPart(place, part, path), kind: 'moved' as const };
    const seq = await numberOfTransfer(this.database, to, id);
    if (seq === null || through.length >= MOVES_MAX) return { ...whole, parts: [named] };
    const from = (await cameBefore(this.database, to, seq)) + part.offset;
    const { parts, spent } = await this.along(to, { from, to: from + part.amount }, path);
    const listed = parts.reduce((sum, { amount }) => sum + amount, 0n);
    const rest = part.amount - listed;
    return {
      parts: rest > 0n ? [...parts, { ...named, amount: rest }] : parts,
      unspent: part.amount - spent,
    };
  }
}

function spentPart(
  place: FundPlace,
  { key, amount }: Part<OutRow>,
  through: readonly FundPlace[],
): SpentPart {
  return {
    kind: key.kind === 'fund_transfer' ? 'moved' : key.kind,
    id: key.kind === 'shortfall' ? null : key.id,
    organizationId: place.organizationId,
    amount,
    at: key.at,
    through: through.map(({ slug, nameZh, nameEn }) => ({ slug, nameZh, nameEn })),
  };
}
