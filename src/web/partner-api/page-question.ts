import { ApiProperty } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsInt, IsOptional, IsString, Max, MaxLength, Min } from 'class-validator';

/** What every list is asked with. */
export class PageQuestion {
  @ApiProperty({ required: false, type: 'integer', minimum: 1, maximum: 100, default: 20, example: 20 })
  @Transform(({ value }) => (/^\d{1,4}$/.test(String(value)) ? Number(value) : value))
  @IsInt()
  @Min(1)
  @Max(100)
  limit = 20;

  @ApiProperty({
    required: false,
    maxLength: 200,
    description: '`next_cursor` of the page before; all other parameters stay as they were',
  })
  @IsOptional()
  @IsString()
  @MaxLength(200)
  cursor?: string;
}
