import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { ProblemDetails, ProgressAnswerBody, ProgressBatch } from './answers.js';
import { PROBLEMS_EXTENSION } from './answers-with.js';
import { exampleOf } from './api-examples.js';
import { HOT_PATHS } from './hot-descriptions.js';
import { PartnerApiModule } from './partner-api.module.js';
import { type ProblemCode, problemResponses } from './problem-descriptions.js';

type Operation = NonNullable<OpenAPIObject['paths'][string]['get']>;
type Response = Extract<NonNullable<Operation['responses'][string]>, { description: string }>;

const text = { type: 'string' as const };
const LIMIT_HEADERS: NonNullable<Response['headers']> = {
  'RateLimit-Policy': { schema: text, example: '"default";q=600;w=60' },
  RateLimit: {
    schema: text,
    description: 'what is left, and seconds until all is',
    example: '"default";r=599;t=60',
  },
};
const READ_HEADERS: NonNullable<Response['headers']> = {
  ETag: { schema: text, description: 'send it as If-None-Match', example: '"214-3"' },
  'Cache-Control': { schema: text, description: 'how long who may keep the answer' },
};

/** The OpenAPI 3.1 description of the public API, made from the routes of `app`. */
export function describeApi(app: INestApplication): OpenAPIObject {
  const builder = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle('Boai 博爱 public API')
    .setDescription(
      'Live numbers of relief projects. Amounts are text in minor units (fen, cents); every number is the ledger’s ' +
        'and says with `as_of` and `ledger_seq` when it was true. Answers may be cached as their headers say; ' +
        'ask with If-None-Match: an answer 304 is not counted against your limit. Lists are pages: go on with ' +
        '`next_cursor`. Errors are RFC 9457 problem details that say what to do. Routes that will end say so with ' +
        'Deprecation and Sunset at least six months before.',
    )
    .setVersion('1')
    .setLicense('Apache-2.0', 'https://www.apache.org/licenses/LICENSE-2.0')
    .addSecurity('partner_key', {
      type: 'http',
      scheme: 'bearer',
      description:
        'A partner’s key. boai_sk_live_… for servers; boai_sk_test_… sees test data alone; boai_pk_… stands in pages ' +
        'of the origins that were named with it, and opens `channels:read` alone.',
    })
    .build();
  const made = SwaggerModule.createDocument(app, builder, {
    include: [PartnerApiModule],
    extraModels: [ProblemDetails, ProgressAnswerBody, ProgressBatch],
    operationIdFactory: (_controller, method) => method,
  });
  const document = { ...made, paths: { ...made.paths, ...structuredClone(HOT_PATHS) } };
  for (const [path, { get }] of Object.entries(document.paths)) if (get) finish(path, get, document);
  return document;
}

/** Completes an operation: examples and headers of its answer, 304, and every problem that it may answer with. */
function finish(path: string, operation: Operation, document: OpenAPIObject): void {
  const extended = operation as unknown as Record<string, readonly ProblemCode[] | undefined>;
  const codes = extended[PROBLEMS_EXTENSION] ?? [];
  delete extended[PROBLEMS_EXTENSION];
  const answer = operation.responses['200'] as Response;
  const content = answer.content?.['application/json'];
  if (content?.schema) {
    answer.headers = { ...READ_HEADERS, ...LIMIT_HEADERS };
    content.example = exampleOf(content.schema, document.components?.schemas ?? {}, path);
    operation.responses['304'] = { description: 'what you have (If-None-Match) is still right' };
  }
  const instance = path.replace('{slug}', 'love-to-homes').replace('{id}', 'chn_01kb2v6m3ye8v9h3x0q6c2n7tw');
  Object.assign(operation.responses, problemResponses(codes, instance));
}

/** Shows the description at `/api/docs` and `/api/openapi.json`; scripts and styles come from us alone. */
export function serveDocs(app: INestApplication): void {
  SwaggerModule.setup('api/docs', app, describeApi(app), {
    jsonDocumentUrl: 'api/openapi.json',
    customSiteTitle: 'Boai 博爱 public API',
    raw: ['json'],
  });
}
