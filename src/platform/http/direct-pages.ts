import { RequestMethod, SetMetadata } from '@nestjs/common';
import {
  METHOD_METADATA,
  PATH_METADATA,
  ROUTE_ARGS_METADATA,
  RouteParamtypes,
} from '@nestjs/common/internal';
import { type DiscoveryService, MetadataScanner } from '@nestjs/core';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { VNode } from 'preact';
import type { Ordinary } from './configure-http.js';
import type { HotRoutes } from './hot-routes.js';
import { sendPage } from './page-adapter.js';
import { PUBLIC_METADATA } from './public.js';

const DIRECT_METADATA = 'boai:direct';

/**
 * Declares that crowds ask for this public page: the router calls its method itself, past Nest's own hooks and its
 * pipeline of guards, pipes and interceptors. What we give every page stays: headers, cookies, context, log line,
 * error pages. The method takes `@Param(name)`, `@Req()` and `@Res({ passthrough: true })` and returns the page.
 */
export const Direct = () => SetMetadata(DIRECT_METADATA, true);

type Argument = (request: FastifyRequest, reply: FastifyReply) => unknown;

/** The direct pages of all controllers, with everything that ordinary routes have of us. */
export function directPages(discovery: DiscoveryService, ordinary: Ordinary): HotRoutes[] {
  return discovery.getControllers().flatMap(({ instance }) =>
    new MetadataScanner()
      .getAllMethodNames(Object.getPrototypeOf(instance))
      .filter((name) => Reflect.hasMetadata(DIRECT_METADATA, instance[name]))
      .map((name) => directPage(instance, name, ordinary)),
  );
}

function directPage(controller: object, name: string, { hooks, filter }: Ordinary): HotRoutes {
  const show: (...given: unknown[]) => Promise<VNode> = Reflect.get(controller, name);
  const path = pathOf(controller.constructor, show);
  const given = argumentsOf(controller.constructor, name);
  return {
    name: `${controller.constructor.name}.${name}`,
    paths: new RegExp(`^${path.replace(/:\w+/g, '[^/?]+')}(?:\\?|$)`),
    methods: ['GET', 'HEAD'],
    complete: true,
    plugin: async (fastify) => {
      fastify.setErrorHandler((error, request, reply) => filter.answer(error, request, reply));
      await hooks(fastify);
      fastify.get(path, async (request, reply) =>
        sendPage(
          reply,
          await show.apply(
            controller,
            given.map((each) => each(request, reply)),
          ),
        ),
      );
    },
  };
}

/** @throws for a route that is more than a public GET at one address: it needs Nest. */
function pathOf(controller: object, show: object): string {
  const paths: unknown[] = [controller, show].map((of) => Reflect.getMetadata(PATH_METADATA, of));
  const open = [controller, show].some((of) => Reflect.getMetadata(PUBLIC_METADATA, of) === true);
  const path = `/${paths.join('/')}`.replace(/\/{2,}/g, '/');
  if (
    !open ||
    Reflect.getMetadata(METHOD_METADATA, show) !== RequestMethod.GET ||
    !/^(\/:?[\w-]+)+$/.test(path)
  )
    throw new Error(`${path}: only a @Public() @Get() of one plain address can be @Direct()`);
  return path;
}

/** How each argument is read off a request. @throws for one that only Nest can give. */
function argumentsOf(controller: object, name: string): Argument[] {
  const declared: Record<string, { index: number; data?: string; pipes: unknown[] }> =
    Reflect.getMetadata(ROUTE_ARGS_METADATA, controller, name) ?? {};
  const given: Argument[] = [];
  for (const [key, { index, data, pipes }] of Object.entries(declared)) {
    const type = Number(key.split(':')[0]);
    if (pipes.length > 0) throw new Error(`${name}: pipes do not run on a @Direct() page`);
    if (type === RouteParamtypes.REQUEST) given[index] = (request) => request;
    else if (type === RouteParamtypes.RESPONSE) given[index] = (_request, reply) => reply;
    else if (type === RouteParamtypes.PARAM && data)
      given[index] = ({ params }) => (params as Record<string, string>)[data];
    else throw new Error(`${name}: a @Direct() page takes @Param(name), @Req() and @Res() alone`);
  }
  return given;
}
