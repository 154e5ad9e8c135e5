import { ApiProperty } from '@nestjs/swagger';
import { LocalizedText } from './answers.js';

/** What the figures count; a change of it is a new version, under a new name. */
export class AnnualDefinition {
  @ApiProperty({ example: 'v1' })
  version: string;

  @ApiProperty({ type: LocalizedText })
  text: LocalizedText;
}

/** A part of a year, both days included, and what was given in it. */
export class AnnualBase {
  @ApiProperty({ format: 'date', example: '2026-01-01' })
  from: string;

  @ApiProperty({ format: 'date', example: '2026-11-23' })
  to: string;

  @ApiProperty({ example: '202000000', description: 'minor units, net of what went back' })
  amount: string;

  @ApiProperty({ type: 'integer', example: 15230, description: 'gifts of which something is left' })
  gifts: number;
}

/** This year beside last year in one currency: both bases are named, so that anybody can do the sum again. */
export class AnnualComparison {
  @ApiProperty({ example: 'CNY' })
  currency: string;

  @ApiProperty({ type: AnnualBase })
  current: AnnualBase;

  @ApiProperty({ type: AnnualBase })
  previous: AnnualBase;

  @ApiProperty({ example: '70831100', description: 'minor units, current less previous' })
  change: string;

  @ApiProperty({
    type: 'string',
    nullable: true,
    example: '54.00',
    description: 'in percent of the previous year; null when there is nothing to compare with',
  })
  change_percent: string | null;
}

/** One society's or chapter's own books. */
export class AnnualOfOrganization {
  @ApiProperty({ example: 'yunchuan' })
  organization: string;

  @ApiProperty({ type: LocalizedText })
  name: LocalizedText;

  @ApiProperty({ type: [AnnualComparison] })
  figures: AnnualComparison[];

  @ApiProperty({ type: 'integer', example: 90412, description: 'number of its books at which this is true' })
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

/** A city society with its county chapters. */
export class AnnualOfCity {
  @ApiProperty({ example: 'yunchuan' })
  society: string;

  @ApiProperty({ type: LocalizedText })
  name: LocalizedText;

  @ApiProperty({ type: [String], example: ['yunchuan', 'qinghe'], description: 'whose books are added up' })
  organizations: string[];

  @ApiProperty({ type: [AnnualComparison] })
  figures: AnnualComparison[];
}

/** 年度网络筹资: net online gifts by the day of payment, this year and last year to the same day. */
export class AnnualAnswer {
  @ApiProperty({ type: AnnualDefinition })
  definition: AnnualDefinition;

  @ApiProperty({ type: 'integer', example: 2026 })
  year: number;

  @ApiProperty({ format: 'date', example: '2026-11-23', description: 'last day that is counted' })
  cut_off: string;

  @ApiProperty({ type: [AnnualOfOrganization] })
  organizations: AnnualOfOrganization[];

  @ApiProperty({ type: [AnnualOfCity] })
  cities: AnnualOfCity[];
}
