import { Readable } from 'node:stream';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { isSlug } from '../../../kernel/slug.js';
import { isKnown } from '../../../platform/http/known.js';
import { NUMBERS_CACHE, SHARED_HEADERS, sendTagged } from '../embed-headers.js';
import { problem } from '../embed-problem.js';
import type { ArticleKits } from './article-kits.service.js';
import { channelOf, WrongQuestion, widthOf } from './picture-question.js';
import { PICTURE_HEADERS } from './pictures.plugin.js';
import type { Pictures } from './pictures.service.js';

/** What media take away: QR codes of channels, kits for articles. */
export const MEDIA_PATHS =
  /^\/(?:c\/[^/?]+\/qr\.(?:svg|png)|embed\/projects\/[^/?]+\/wechat-kit\.zip)(?:\?|$)/;

/** A code leads to the same place for ever; a day, so that a change of our address gets around. */
const QR_CACHE = 'public, max-age=86400, stale-if-error=604800';
const QR_WIDTH = 480;

type Query = Record<string, unknown>;
type CodeRequest = FastifyRequest<{ Params: { code: string }; Querystring: Query }>;
type KitRequest = FastifyRequest<{ Params: { slug: string }; Querystring: Query }>;

interface Doors {
  readonly pictures: Pictures;
  readonly kits: ArticleKits;
  readonly publicUrl: string;
}

/** `GET /c/:code/qr.svg`, `/c/:code/qr.png?w=` (both with `?project=slug`) and `/embed/projects/:slug/wechat-kit.zip?ch=`. */
export async function mediaRoutes(
  fastify: FastifyInstance,
  { pictures, kits, publicUrl }: Doors,
): Promise<void> {
  const unknown = (reply: FastifyReply, code: string, detail: string) =>
    problem(reply, publicUrl, { status: 404, code, detail });

  for (const kind of ['svg', 'png'] as const)
    fastify.get(`/c/:code/qr.${kind}`, async (request: CodeRequest, reply) => {
      const { params, query } = request;
      try {
        const width = widthOf(query, QR_WIDTH);
        const link = await pictures.channelLink(params.code, projectOf(query));
        if (link === null) return unknown(reply, 'not_found', 'No channel has this code.');
        const picture = kind === 'svg' ? pictures.qrSvg(link) : await pictures.qr(link, width);
        return sendTagged(request, reply.headers({ ...PICTURE_HEADERS, 'cache-control': QR_CACHE }), picture);
      } catch (error) {
        if (!(error instanceof WrongQuestion)) throw error;
        const { message: detail } = error;
        return problem(reply, publicUrl, { status: 422, code: 'invalid_input', detail });
      }
    });

  fastify.get('/embed/projects/:slug/wechat-kit.zip', async (request: KitRequest, reply) => {
    const kit = await kits.kitOf(request.params.slug, channelOf(request.query));
    if (!kit) return unknown(reply, 'project_not_found', 'No public project has this slug.');
    void reply.headers({ ...SHARED_HEADERS, 'cache-control': NUMBERS_CACHE, etag: kit.etag });
    if (isKnown(request.headers['if-none-match'], kit.etag)) return reply.code(304).send();
    return reply
      .header('content-type', 'application/zip')
      .header('content-disposition', `attachment; filename="${kit.fileName}"`)
      .send(Readable.from(kit.stream()));
  });
}

/** @throws WrongQuestion for what cannot be a project's name. */
function projectOf({ project }: Query): string | undefined {
  if (project === undefined || project === '') return undefined;
  if (typeof project !== 'string' || !isSlug(project))
    throw new WrongQuestion('"project" is the slug of a project.');
  return project;
}
