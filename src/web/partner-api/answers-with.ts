import { applyDecorators, type Type } from '@nestjs/common';
import { ApiExtension, ApiOkResponse } from '@nestjs/swagger';
import type { ProblemCode } from './problem-descriptions.js';

/** Under which name a route's problems stand until the description is finished. */
export const PROBLEMS_EXTENSION = 'x-boai-problems';

/** Declares what a route answers: its answer, and every problem beside those that all routes have. */
export const AnswersWith = (type: Type, description: string, ...problems: readonly ProblemCode[]) =>
  applyDecorators(ApiOkResponse({ type, description }), ApiExtension(PROBLEMS_EXTENSION, problems));
