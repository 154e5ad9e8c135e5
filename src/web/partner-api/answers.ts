import { ApiProperty } from '@nestjs/swagger';

/** A text in both languages. */
export class LocalizedText {
  @ApiProperty({ name: 'zh-CN', example: '红十字博爱送万家·暖冬行动' })
  'zh-CN': string;

  @ApiProperty({ example: 'Love to Ten Thousand Homes: a warm winter' })
  en: string;
}

export class OrganizationAnswer {
  @ApiProperty({ example: 'yunchuan' })
  slug: string;

  @ApiProperty({ type: LocalizedText })
  name: LocalizedText;
}

/** Numbers of one project, all of them true at `ledger_seq`. Amounts are minor units as text. */
export class ProgressAnswerBody {
  @ApiProperty({ example: 'love-to-homes' })
  project: string;

  @ApiProperty({ example: 'CNY', description: 'ISO 4217' })
  currency: string;

  @ApiProperty({
    type: 'string',
    nullable: true,
    example: '32160000',
    description: 'minor units; null without a goal',
  })
  goal: string | null;

  @ApiProperty({ example: '1234500', description: 'minor units, net of what was deducted' })
  raised: string;

  @ApiProperty({
    example: '0',
    description: 'minor units that were deducted: refunds from approval on, lost disputes',
  })
  refunded: string;

  @ApiProperty({ type: 'integer', example: 96, description: 'gifts of which something is left' })
  donations: number;

  @ApiProperty({
    type: 'integer',
    example: 88,
    description: 'distinct donors of those gifts; a guest counts as one',
  })
  donors: number;

  @ApiProperty({
    type: 'integer',
    nullable: true,
    example: 3,
    description: 'rounded down; null without a goal',
  })
  percent: number | null;

  @ApiProperty({
    format: 'date-time',
    example: '2026-11-24T07:00:00.000Z',
    description: 'when `ledger_seq` was given',
  })
  as_of: string;

  @ApiProperty({
    type: 'integer',
    example: 214,
    description:
      'last ledger number that changed this project; the same number always means the same amounts',
  })
  ledger_seq: number;

  @ApiProperty({ type: 'integer', example: 3, description: 'grows when goal or texts change' })
  version: number;
}

export class ProjectSummary {
  @ApiProperty({ example: 'prj_01kb2v6m3ye8v9h3x0q6c2n7ts' })
  id: string;

  @ApiProperty({ example: 'love-to-homes' })
  slug: string;

  @ApiProperty({ enum: ['published', 'closed'], example: 'published' })
  state: 'published' | 'closed';

  @ApiProperty({ example: false, description: 'an emergency appeal under 慈善法 73' })
  emergency: boolean;

  @ApiProperty({ type: LocalizedText })
  name: LocalizedText;

  @ApiProperty({ type: LocalizedText })
  summary: LocalizedText;

  @ApiProperty({ type: OrganizationAnswer, description: 'the legal receiver of the money' })
  organization: OrganizationAnswer;

  @ApiProperty({ format: 'uri', example: 'https://give.example.org/projects/love-to-homes' })
  url: string;

  @ApiProperty({
    type: 'string',
    format: 'uri',
    nullable: true,
    example: 'https://give.example.org/projects/love-to-homes/picture/fil_01kb2v6m3ye8v9h3x0q6c2n7tv',
  })
  picture: string | null;

  @ApiProperty({ format: 'date-time', example: '2026-09-27T02:00:00.000Z' })
  published_at: string;

  @ApiProperty({ type: ProgressAnswerBody })
  progress: ProgressAnswerBody;
}

export class ProjectAnswer extends ProjectSummary {
  @ApiProperty({ type: LocalizedText })
  story: LocalizedText;

  @ApiProperty({
    type: OrganizationAnswer,
    nullable: true,
    description: 'the county chapter that carries it out',
  })
  executor: OrganizationAnswer | null;

  @ApiProperty({
    type: 'string',
    nullable: true,
    example: '539900000000000A17A26001',
    description: '募捐方案备案编号',
  })
  filing_no: string | null;

  @ApiProperty({ type: 'string', format: 'date', nullable: true, example: '2026-09-27' })
  starts_on: string | null;

  @ApiProperty({ type: 'string', format: 'date', nullable: true, example: '2027-02-07' })
  ends_on: string | null;

  @ApiProperty({ type: LocalizedText, description: 'what the picture shows' })
  picture_alt: LocalizedText;
}

export class ProjectPage {
  @ApiProperty({ type: [ProjectSummary] })
  data: ProjectSummary[];

  @ApiProperty({
    type: 'string',
    nullable: true,
    example: 'MTc1ODkzMjYwMDAwMC4wMWti',
    description: 'give it as `cursor` for the next page',
  })
  next_cursor: string | null;

  @ApiProperty({ example: true })
  has_more: boolean;
}

export class ProgressBatch {
  @ApiProperty({ type: [ProgressAnswerBody], description: 'in the order asked for' })
  data: ProgressAnswerBody[];

  @ApiProperty({ type: [String], example: [], description: 'slugs that no public project has' })
  missing: string[];
}

export class FieldError {
  @ApiProperty({ example: 'limit' })
  field: string;

  @ApiProperty({ example: 'max' })
  code: string;

  @ApiProperty({ example: 'is not as required' })
  detail: string;
}

/** RFC 9457 problem details. */
export class ProblemDetails {
  @ApiProperty({ format: 'uri', description: 'a page that explains this kind of problem' })
  type: string;

  @ApiProperty({ example: 'Not found' })
  title: string;

  @ApiProperty({ type: 'integer', example: 404 })
  status: number;

  @ApiProperty({ example: 'No public project has this slug.' })
  detail: string;

  @ApiProperty({ example: '/api/v1/projects/unknown' })
  instance: string;

  @ApiProperty({ example: 'project_not_found' })
  code: string;

  @ApiProperty()
  request_id: string;

  @ApiProperty({ type: [FieldError], required: false, description: 'with status 422: each wrong parameter' })
  errors?: FieldError[];

  @ApiProperty({
    type: [String],
    required: false,
    description: 'with status 429: the policies that are used up, as RateLimit-Policy names them',
  })
  'violated-policies'?: string[];
}
