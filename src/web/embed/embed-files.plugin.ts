import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { SHARED_HEADERS, sendTagged, tagOf } from './embed-headers.js';
import { links } from './embed-links.js';
import { problem } from './embed-problem.js';
import { newestRelease, RELEASES, type ReleasedFile, releasedFileAt } from './embed-releases.js';

/** Scripts, their stylesheet and the list of their versions. */
export const FILE_PATHS = /^\/embed\/(?:manifest\.json|(?:v1|\d+\.\d+\.\d+)\/[a-z-]+\.(?:js|css))(?:\?|$)/;

const MOVING = 'public, max-age=3600, stale-while-revalidate=86400';
const IMMUTABLE = 'public, max-age=31536000, immutable';

type FileRequest = FastifyRequest<{ Params: { version: string; name: string } }>;

/**
 * `/embed/v1/boai.js` (moves with the newest version 1), `/embed/1.0.0/boai.js` (never changes), and
 * `/embed/manifest.json`, which names every version with its hashes.
 */
export async function fileRoutes(fastify: FastifyInstance, publicUrl: string): Promise<void> {
  const manifest = Buffer.from(JSON.stringify(manifestOf(publicUrl), null, 2));
  const manifestTag = tagOf(manifest);
  fastify.get('/embed/:version/:name', (request: FileRequest, reply) => {
    const { version, name } = request.params;
    const file = releasedFileAt(version, name);
    if (!file)
      return problem(reply, publicUrl, {
        status: 404,
        code: 'not_found',
        detail: `${links(publicUrl).manifest} names what was published.`,
      });
    return send(request, reply, file, version === 'v1' ? MOVING : IMMUTABLE);
  });
  fastify.get('/embed/manifest.json', (request, reply) => {
    void reply.headers({ ...SHARED_HEADERS, 'cache-control': MOVING });
    return sendTagged(request, reply, {
      etag: manifestTag,
      type: 'application/json; charset=utf-8',
      body: manifest,
    });
  });
}

function send(request: FastifyRequest, reply: FastifyReply, file: ReleasedFile, cache: string): FastifyReply {
  const zipped = /\bgzip\b/.test(request.headers['accept-encoding'] ?? '');
  void reply.headers({ ...SHARED_HEADERS, 'cache-control': cache, vary: 'Accept-Encoding' });
  if (zipped) void reply.header('content-encoding', 'gzip');
  // A strong tag names the bytes on the wire, so each coding has its own.
  const etag = `"${file.integrity.slice(7, 34)}${zipped ? '-gzip' : ''}"`;
  return sendTagged(request, reply, {
    etag,
    type: file.contentType,
    body: zipped ? file.gzipped : file.bytes,
  });
}

function manifestOf(publicUrl: string) {
  const base = links(publicUrl).manifest.replace(/manifest\.json$/, '');
  const entry = (version: string, { name, integrity, bytes, gzipped }: ReleasedFile) => ({
    url: `${base}${version}/${name}`,
    integrity,
    bytes: bytes.length,
    gzip_bytes: gzipped.length,
  });
  return {
    moving: { v1: newestRelease().version },
    versions: Object.fromEntries(
      RELEASES.map(({ version, files }) => [
        version,
        Object.fromEntries([...files].map(([name, file]) => [name, entry(version, file)])),
      ]),
    ),
  };
}
