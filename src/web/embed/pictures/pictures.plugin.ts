import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { NUMBERS_CACHE, SHARED_HEADERS, sendTagged } from '../embed-headers.js';
import { problem } from '../embed-problem.js';
import type { PictureFacts } from './picture-facts.js';
import { channelOf, languageOf, ratioOf, WrongQuestion, widthOf } from './picture-question.js';
import type { Pictures } from './pictures.service.js';
import type { Picture } from './shelf.js';

/** Pictures of projects, as articles, posts and chats load them. */
export const PICTURE_PATHS = /^\/embed\/projects\/[^/?]+\/(?:badge\.svg|(?:card|poster)\.png)(?:\?|$)/;

/** What every picture is sent with. */
export const PICTURE_HEADERS = {
  ...SHARED_HEADERS,
  'cache-control': NUMBERS_CACHE,
  // An SVG opened by itself is a document: nothing in it may run or load.
  'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; sandbox",
} as const;

type PictureRequest = FastifyRequest<{ Params: { slug: string }; Querystring: Record<string, unknown> }>;

/**
 * `GET /embed/projects/:slug/badge.svg?lang=&ch=` `/card.png?w=&ratio=&ch=&lang=` and
 * `/poster.png?w=&ch=&lang=`. The same address always means the
 * same kind of picture. Whoever asks for a picture gets one, the last good one if need be; only a wrong question, an
 * unknown project or a first picture that cannot be drawn is answered with problem details.
 */
export async function pictureRoutes(
  fastify: FastifyInstance,
  { pictures, publicUrl }: { pictures: Pictures; publicUrl: string },
): Promise<void> {
  fastify.get('/embed/projects/:slug/badge.svg', (request: PictureRequest, reply) =>
    answer(request, reply, () => (facts) => pictures.badge(facts)),
  );
  fastify.get('/embed/projects/:slug/card.png', (request: PictureRequest, reply) =>
    answer(request, reply, (query) => {
      const [ratio, width] = [ratioOf(query), widthOf(query)];
      return (facts) => pictures.card(facts, ratio, width);
    }),
  );

  fastify.get('/embed/projects/:slug/poster.png', (request: PictureRequest, reply) =>
    answer(request, reply, (query) => {
      const width = widthOf(query);
      return (facts) => pictures.poster(facts, width);
    }),
  );

  /** @param asked reads the question and says how to draw the answer. */
  async function answer(
    request: PictureRequest,
    reply: FastifyReply,
    asked: (query: PictureRequest['query']) => (facts: PictureFacts) => Promise<Picture>,
  ): Promise<FastifyReply> {
    const { params, query } = request;
    try {
      const draw = asked(query);
      const facts = await pictures.factsOf(params.slug, languageOf(query), channelOf(query));
      if (!facts) {
        const detail = 'No public project has this slug.';
        return problem(reply, publicUrl, { status: 404, code: 'project_not_found', detail });
      }
      const { body, type, etag } = await draw(facts);
      return sendTagged(request, reply.headers(PICTURE_HEADERS), { etag, type, body });
    } catch (error) {
      if (!(error instanceof WrongQuestion)) throw error;
      const { message: detail } = error;
      return problem(reply, publicUrl, { status: 422, code: 'invalid_input', detail });
    }
  }
}
