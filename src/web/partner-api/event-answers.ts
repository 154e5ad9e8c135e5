import { ApiProperty } from '@nestjs/swagger';
import { EVENT_KINDS } from '../../partner-feed/partner-events.queries.js';

/** An event, exactly as webhook deliveries carry it. */
export class EventAnswer {
  @ApiProperty({ example: 'evt_01kb2v6m3ye8v9h3x0q6c2n7tx' })
  id: string;

  @ApiProperty({ enum: EVENT_KINDS, enumName: 'EventKind', example: 'project.progress.updated' })
  type: string;

  @ApiProperty({ format: 'date-time', example: '2026-11-24T07:00:01.000Z' })
  created_at: string;

  @ApiProperty({ example: true })
  livemode: boolean;

  @ApiProperty({
    type: 'integer',
    example: 17,
    description: '1, 2, 3 … without a gap, in the order of events',
  })
  sequence: number;

  @ApiProperty({
    type: 'object',
    additionalProperties: true,
    example: { project: 'love-to-homes', raised: '1234500', currency: 'CNY', ledger_seq: 214 },
    description: 'depends on `type`; amounts are texts of minor units',
  })
  data: Record<string, unknown>;
}

/** Your events in their order. */
export class EventPage {
  @ApiProperty({ type: [EventAnswer] })
  data: EventAnswer[];

  @ApiProperty({
    example: '17',
    description: 'number of the last event you have: give it as `after` to go on, now or later',
  })
  next_cursor: string;

  @ApiProperty({ example: false })
  has_more: boolean;
}
