import type { OpenAPIObject } from '@nestjs/swagger';
import { PROBLEMS_EXTENSION } from './answers-with.js';
import type { ProblemCode } from './problem-descriptions.js';

type HotOperation = NonNullable<OpenAPIObject['paths'][string]['get']> & {
  readonly [PROBLEMS_EXTENSION]: readonly ProblemCode[];
};

const SLUG = {
  name: 'slug',
  in: 'path' as const,
  required: true,
  schema: { type: 'string' as const },
  example: 'love-to-homes',
};

const json = (model: string, description: string) => ({
  description,
  content: { 'application/json': { schema: { $ref: `#/components/schemas/${model}` } } },
});

/** The hot routes have no controller; what they do is written here by hand, and a test holds both together. */
export const HOT_PATHS: Readonly<Record<string, { readonly get: HotOperation }>> = {
  '/api/v1/projects/{slug}/progress': {
    get: {
      operationId: 'getProgress',
      tags: ['progress'],
      summary: 'The numbers of one project, true at `ledger_seq`',
      parameters: [SLUG],
      responses: { '200': json('ProgressAnswerBody', 'the numbers') },
      [PROBLEMS_EXTENSION]: ['project_not_found'],
    },
  },
  '/api/v1/progress': {
    get: {
      operationId: 'getProgressOfMany',
      tags: ['progress'],
      summary: 'The numbers of up to 100 projects in one answer',
      parameters: [
        {
          name: 'projects',
          in: 'query',
          required: true,
          schema: { type: 'string', pattern: '[^,\\s]' },
          example: 'love-to-homes,angel-hearts',
          description: '1 to 100 slugs, separated by commas',
        },
      ],
      responses: { '200': json('ProgressBatch', 'the numbers, in the order asked for') },
      [PROBLEMS_EXTENSION]: ['bad_project_list'],
    },
  },
  '/api/v1/projects/{slug}/stream': {
    get: {
      operationId: 'streamProgress',
      tags: ['progress'],
      summary: 'The numbers of one project as they change: server-sent events',
      description:
        'Each event is named `progress`, has the id `<ledger_seq>-<version>` and holds all that `…/progress` answers; ' +
        'the first comes at once, so a lost connection loses nothing. A comment comes at least every 20 seconds.',
      parameters: [SLUG],
      responses: {
        '200': {
          description: 'events without an end',
          content: {
            'text/event-stream': {
              schema: { type: 'string' },
              example: 'id: 214-3\ndata: {"project":"love-to-homes","raised":"1234500","ledger_seq":214}\n\n',
            },
          },
        },
      },
      [PROBLEMS_EXTENSION]: ['project_not_found', 'stream_full'],
    },
  },
};
