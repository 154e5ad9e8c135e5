import { ApiProperty } from '@nestjs/swagger';
import { LocalizedText } from './answers.js';

/** One of your outlets. */
export class ChannelAnswer {
  @ApiProperty({ example: 'chn_01kb2v6m3ye8v9h3x0q6c2n7tw' })
  id: string;

  @ApiProperty({ example: 'AbC12', description: 'stands in links as `?ch=AbC12`' })
  code: string;

  @ApiProperty({ type: LocalizedText })
  name: LocalizedText;

  @ApiProperty({ enum: ['active', 'closed'], example: 'active' })
  state: 'active' | 'closed';

  @ApiProperty({ format: 'uri', example: 'https://give.example.org/c/AbC12', description: 'its short link' })
  url: string;

  @ApiProperty({ format: 'date-time', example: '2026-10-01T02:00:00.000Z' })
  created_at: string;
}

export class ChannelPage {
  @ApiProperty({ type: [ChannelAnswer] })
  data: ChannelAnswer[];

  @ApiProperty({ type: 'string', nullable: true, example: null })
  next_cursor: string | null;

  @ApiProperty({ example: false })
  has_more: boolean;
}

/** Sums of gifts that came through a channel. Amounts in minor units. */
export class ChannelSum {
  @ApiProperty({ example: 'CNY' })
  currency: string;

  @ApiProperty({ example: '560000' })
  gross: string;

  @ApiProperty({ example: '20000' })
  refunded: string;

  @ApiProperty({ example: '540000', description: 'gross less refunded' })
  net: string;

  @ApiProperty({ type: 'integer', example: 41, description: 'gifts given, also those that went back later' })
  gifts: number;
}

/** Some days, and one project or several small ones together. No group is smaller than five gifts. */
export class ChannelGroupAnswer extends ChannelSum {
  @ApiProperty({ example: 'yunchuan' })
  organization: string;

  @ApiProperty({
    type: 'string',
    nullable: true,
    example: 'love-to-homes',
    description: 'null: several projects, each with too few gifts to be told alone',
  })
  project: string | null;

  @ApiProperty({ format: 'date', example: '2026-11-01' })
  from: string;

  @ApiProperty({ format: 'date', example: '2026-11-03' })
  to: string;

  @ApiProperty({
    example: true,
    description: 'the society has closed these days: the figures stay as they are',
  })
  final: boolean;
}

/** How far a society's books are in these figures. */
export class ChannelSocietyAnswer {
  @ApiProperty({ example: 'yunchuan' })
  organization: string;

  @ApiProperty({ example: false, description: 'every day of the range is closed' })
  final: boolean;

  @ApiProperty({ type: 'integer', example: 214, description: 'last ledger number that changed the channel' })
  ledger_seq: number;

  @ApiProperty({
    type: 'string',
    format: 'date-time',
    nullable: true,
    example: '2026-11-24T07:00:00.000Z',
    description: 'when it was given; null before the first gift',
  })
  as_of: string | null;
}

/** What your channel brought. With a test key: test gifts alone. */
export class ChannelFiguresBody {
  @ApiProperty({ example: 'chn_01kb2v6m3ye8v9h3x0q6c2n7tw' })
  channel: string;

  @ApiProperty({ example: true, description: 'false: test gifts, asked for with a test key' })
  livemode: boolean;

  @ApiProperty({ format: 'date', example: '2026-11-01' })
  from: string;

  @ApiProperty({ format: 'date', example: '2026-11-30' })
  to: string;

  @ApiProperty({ type: [ChannelSum], description: 'one for each currency: the sum of the groups' })
  totals: ChannelSum[];

  @ApiProperty({ type: [ChannelGroupAnswer] })
  groups: ChannelGroupAnswer[];

  @ApiProperty({ type: [ChannelSocietyAnswer] })
  societies: ChannelSocietyAnswer[];
}
