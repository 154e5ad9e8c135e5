import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, getSchemaPath, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { ProblemDetails, ProgressAnswerBody, ProgressBatch } from './answers.js';
import { PartnerApiModule } from './partner-api.module.js';

const problem = (description: string) => ({
  description,
  content: { 'application/problem+json': { schema: { $ref: getSchemaPath(ProblemDetails) } } },
});

const unchanged = { description: 'what you have (If-None-Match) is still right' };

const json = (model: typeof ProgressAnswerBody | typeof ProgressBatch, description: string) => ({
  description,
  headers: { ETag: { schema: { type: 'string' as const }, description: 'names ledger number and version' } },
  content: { 'application/json': { schema: { $ref: getSchemaPath(model) } } },
});

/** The hot routes have no controller; what they do is written here by hand, and a test holds both together. */
const HOT_PATHS: OpenAPIObject['paths'] = {
  '/api/v1/projects/{slug}/progress': {
    get: {
      operationId: 'getProgress',
      tags: ['progress'],
      summary: 'The numbers of one project, true at `ledger_seq`',
      parameters: [
        { name: 'slug', in: 'path', required: true, schema: { type: 'string' }, example: 'love-to-homes' },
      ],
      responses: {
        '200': json(ProgressAnswerBody, 'the numbers'),
        '304': unchanged,
        '404': problem('no public project has this slug'),
      },
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
          schema: { type: 'string' },
          example: 'love-to-homes,angel-hearts',
          description: '1 to 100 slugs, separated by commas',
        },
      ],
      responses: {
        '200': json(ProgressBatch, 'the numbers, in the order asked for'),
        '304': unchanged,
        '422': problem('no slug at all, or more than 100'),
      },
    },
  },
};

/** The OpenAPI 3.1 description of the public API, made from the routes of `app`. */
export function describeApi(app: INestApplication): OpenAPIObject {
  const builder = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle('Boai 博爱 public API')
    .setDescription(
      'Live numbers of relief projects. Amounts are text in minor units (fen, cents); every number is the ledger’s ' +
        'and says with `as_of` and `ledger_seq` when it was true. Answers may be cached as their headers say; ' +
        'ask with If-None-Match. Errors are RFC 9457 problem details.',
    )
    .setVersion('1')
    .setLicense('Apache-2.0', 'https://www.apache.org/licenses/LICENSE-2.0')
    .build();
  const made = SwaggerModule.createDocument(app, builder, {
    include: [PartnerApiModule],
    extraModels: [ProblemDetails, ProgressAnswerBody, ProgressBatch],
    operationIdFactory: (_controller, method) => method,
  });
  asProblems(made);
  return { ...made, paths: { ...made.paths, ...HOT_PATHS } };
}

/** Shows the description at `/api/docs` and `/api/openapi.json`; scripts and styles come from us alone. */
export function serveDocs(app: INestApplication): void {
  SwaggerModule.setup('api/docs', app, describeApi(app), {
    jsonDocumentUrl: 'api/openapi.json',
    customSiteTitle: 'Boai 博爱 public API',
    raw: ['json'],
  });
}

/** Errors are sent as application/problem+json; the decorators can only say application/json. */
function asProblems(document: OpenAPIObject): void {
  for (const path of Object.values(document.paths))
    for (const operation of [path.get, path.post])
      for (const [status, response] of Object.entries(operation?.responses ?? {}))
        if (
          response &&
          /^[45]/.test(status) &&
          'content' in response &&
          response.content?.['application/json']
        )
          response.content = { 'application/problem+json': response.content['application/json'] };
}
