import { ApiProperty } from '@nestjs/swagger';
import { IsIn, IsOptional } from 'class-validator';
import { PageQuestion } from './page-question.js';

/** What the list of projects is asked with. */
export class ProjectsQuestion extends PageQuestion {
  @ApiProperty({ required: false, enum: ['published', 'closed'], description: 'default: both' })
  @IsOptional()
  @IsIn(['published', 'closed'])
  state?: 'published' | 'closed';
}
