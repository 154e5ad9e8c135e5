import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { NUMBERS_CACHE, SHARED_HEADERS, sendTagged } from './embed-headers.js';
import { problem } from './embed-problem.js';
import type { Widget, Widgets } from './widgets.service.js';

/** What the custom element and the frame page ask for, every quarter of a minute. */
export const WIDGET_PATHS = /^\/embed\/v1\/widget\/[^/?]+(?:\?|$)/;

const HEADERS = { ...SHARED_HEADERS, 'cache-control': NUMBERS_CACHE } as const;

type WidgetRequest = FastifyRequest<{ Params: { slug: string } }>;

/** `GET /embed/v1/widget/:slug`: answered from memory, the same buffer for the whole audience. */
export async function widgetRoutes(
  fastify: FastifyInstance,
  { widgets, publicUrl }: { widgets: Pick<Widgets, 'of' | 'find'>; publicUrl: string },
): Promise<void> {
  fastify.get('/embed/v1/widget/:slug', (request: WidgetRequest, reply) => {
    const { slug } = request.params;
    const widget = widgets.of(slug);
    if (!widget) return widgets.find(slug).then((found) => send(request, reply, found));
    send(request, reply, widget);
    return undefined;
  });
  function send(request: WidgetRequest, reply: FastifyReply, widget: Widget | null): FastifyReply {
    if (!widget)
      return problem(reply, publicUrl, {
        status: 404,
        code: 'project_not_found',
        detail: 'No public project has this slug.',
      });
    const { etag, body } = widget;
    return sendTagged(request, reply.headers(HEADERS), {
      etag,
      type: 'application/json; charset=utf-8',
      body,
    });
  }
}
