import { ApiProperty } from '@nestjs/swagger';
import { COST_CODES } from '../../disbursements/disbursements.queries.js';
import { EVIDENCE_KINDS } from '../../disbursements/evidence.queries.js';
import { LocalizedText } from './answers.js';

/** A paper that shows a payment: looked at by a second person before it became public. */
export class SpendingEvidence {
  @ApiProperty({ enum: EVIDENCE_KINDS, enumName: 'EvidenceKind', example: 'invoice' })
  kind: string;

  @ApiProperty({ type: LocalizedText })
  title: LocalizedText;

  @ApiProperty({ example: 'application/pdf' })
  content_type: string;

  @ApiProperty({ type: 'integer', example: 48211, description: 'bytes' })
  size: number;

  @ApiProperty({
    example: '6b86b273ff34fce19d6b804eff5a3f5747ada4eaa22f1d49c01e52ddb7875b4b',
    description: 'SHA-256 of the bytes that `url` gives, in hex',
  })
  sha256: string;

  @ApiProperty({
    format: 'uri',
    example:
      'https://give.example.org/projects/love-to-homes/spending/evidence/evd_01kb2v6m3ye8v9h3x0q6c2n7tt',
  })
  url: string;
}

/** Money of a project that the bank has paid out. The payee is never told. */
export class SpendingAnswer {
  @ApiProperty({ example: 'dsb_01kb2v6m3ye8v9h3x0q6c2n7tt' })
  id: string;

  @ApiProperty({ format: 'date', example: '2026-11-12', description: 'the bank’s day' })
  paid_on: string;

  @ApiProperty({ example: '8576000', description: 'minor units' })
  amount: string;

  @ApiProperty({ example: 'CNY' })
  currency: string;

  @ApiProperty({
    enum: COST_CODES,
    enumName: 'CostAccount',
    example: '510102',
    description:
      'account of the cost: 510101 relief in cash, 510102 in goods, 510103 work, 510104 to a county society',
  })
  account: string;

  @ApiProperty({ type: LocalizedText, description: 'empty for payments from before purposes were published' })
  purpose: LocalizedText;

  @ApiProperty({ type: LocalizedText })
  area: LocalizedText;

  @ApiProperty({
    type: 'integer',
    nullable: true,
    example: 320,
    description: 'null where it cannot be counted',
  })
  households: number | null;

  @ApiProperty({ type: 'integer', nullable: true, example: 1104 })
  persons: number | null;

  @ApiProperty({ type: [SpendingEvidence] })
  evidence: SpendingEvidence[];

  @ApiProperty({
    type: 'string',
    format: 'date',
    nullable: true,
    example: null,
    description: 'the day on which the bank sent it back; then it was not spent',
  })
  returned_on: string | null;

  @ApiProperty({ type: 'integer', example: 231, description: 'number of the payment in the books' })
  ledger_seq: number;
}

/** Payments of a project, the newest first, and what its fund holds. */
export class SpendingPage {
  @ApiProperty({ example: 'CNY' })
  currency: string;

  @ApiProperty({ example: '20200000', description: 'minor units, after refunds' })
  raised: string;

  @ApiProperty({ example: '8576000', description: 'paid and not sent back' })
  spent: string;

  @ApiProperty({ example: '0', description: 'moved between funds; above zero came in' })
  moved: string;

  @ApiProperty({ example: '11624000', description: 'raised + moved - spent' })
  unspent: string;

  @ApiProperty({
    example: '0',
    description: 'part of `unspent` that is approved and about to be paid, at the moment of the answer',
  })
  reserved: string;

  @ApiProperty({
    type: 'string',
    format: 'date-time',
    nullable: true,
    example: '2026-11-02T05:10:00.000Z',
    description:
      'when the oldest unspent money was given, first in, first out by ledger number: an accounting order',
  })
  oldest_unspent_since: string | null;

  @ApiProperty({ type: [SpendingAnswer] })
  data: SpendingAnswer[];

  @ApiProperty({
    type: 'string',
    nullable: true,
    example: 'MjMxLlFrM2ZhOVo',
    description: 'give it as `cursor` for the next page',
  })
  next_cursor: string | null;

  @ApiProperty({ example: true })
  has_more: boolean;

  @ApiProperty({
    type: 'integer',
    example: 231,
    description: 'last number of the books that changed the project’s fund; the figures are true at it',
  })
  ledger_seq: number;

  @ApiProperty({
    type: 'string',
    format: 'date-time',
    nullable: true,
    example: '2026-11-24T07:00:00.000Z',
    description: 'when that number was given; null while nothing is booked',
  })
  as_of: string | null;
}
