import { ApiProperty } from '@nestjs/swagger';
import { LocalizedText } from './answers.js';

/** A gift as everybody may see it: nothing in it leads to its donor or to another gift of the same donor. */
export class PublicGiftAnswer {
  @ApiProperty({
    example: 'q8Xk2mVbT0r1Zw',
    description: 'names the gift; it opens nothing and links to no other gift',
  })
  code: string;

  @ApiProperty({
    example: '王**',
    description: 'masked name, or the whole one where the donor wished it and the society approved it',
  })
  label: string;

  @ApiProperty({
    type: 'string',
    nullable: true,
    example: '愿这个冬天温暖',
    description: 'the donor’s message; null while the society has approved none',
  })
  message: string | null;

  @ApiProperty({ example: '10000', description: 'minor units, what is left of the gift' })
  amount: string;

  @ApiProperty({ example: 'CNY' })
  currency: string;

  @ApiProperty({ format: 'date-time', example: '2026-11-24T06:59:58.000Z', description: 'when it was paid' })
  at: string;

  @ApiProperty({ type: 'integer', example: 214, description: 'the gift’s own number in the books' })
  ledger_seq: number;
}

/** The gifts of a project, the newest first. */
export class PublicGiftPage {
  @ApiProperty({ type: [PublicGiftAnswer] })
  data: PublicGiftAnswer[];

  @ApiProperty({
    type: 'string',
    nullable: true,
    example: 'MjEzLlFrM2ZhOVo',
    description: 'give it as `cursor` for the next page',
  })
  next_cursor: string | null;

  @ApiProperty({ example: true })
  has_more: boolean;

  @ApiProperty({
    type: 'integer',
    example: 214,
    description: 'the project’s ledger number at which this page was true, as in `…/progress`',
  })
  ledger_seq: number;

  @ApiProperty({ format: 'date-time', example: '2026-11-24T07:00:00.000Z' })
  as_of: string;
}

/** What a project tells of its work. */
export class ProjectUpdateAnswer {
  @ApiProperty({ example: 'upd_01kb2v6m3ye8v9h3x0q6c2n7tt' })
  id: string;

  @ApiProperty({ type: 'integer', example: 3, description: 'place among the project’s updates, from 1' })
  number: number;

  @ApiProperty({ type: LocalizedText })
  title: LocalizedText;

  @ApiProperty({ type: LocalizedText, description: 'plain text' })
  text: LocalizedText;

  @ApiProperty({
    type: 'string',
    format: 'uri',
    nullable: true,
    example: 'https://give.example.org/projects/love-to-homes/picture/fil_01kb2v6m3ye8v9h3x0q6c2n7tv',
  })
  picture: string | null;

  @ApiProperty({ type: LocalizedText, description: 'what the picture shows' })
  picture_alt: LocalizedText;

  @ApiProperty({ format: 'date-time', example: '2026-11-20T02:00:00.000Z' })
  published_at: string;

  @ApiProperty({
    format: 'date-time',
    example: '2026-11-20T02:00:00.000Z',
    description: 'when the present wording was published',
  })
  revised_at: string;

  @ApiProperty({ type: 'integer', example: 1, description: 'how many wordings there were' })
  revision: number;

  @ApiProperty({ format: 'uri', example: 'https://give.example.org/projects/love-to-homes/updates/3' })
  url: string;
}

/** Published updates of a project, the newest first. */
export class ProjectUpdatePage {
  @ApiProperty({ type: [ProjectUpdateAnswer] })
  data: ProjectUpdateAnswer[];

  @ApiProperty({
    type: 'string',
    nullable: true,
    example: null,
    description: 'give it as `cursor` for the next page',
  })
  next_cursor: string | null;

  @ApiProperty({ example: false })
  has_more: boolean;
}
