import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DiscoveryService, MetadataScanner } from '@nestjs/core';
import { PUBLIC_METADATA } from './public.js';

const PATH_METADATA = 'path';
const GUARDS_METADATA = '__guards__';

/** Names of the routes of a controller that declare neither `@Public()` nor a guard. */
export function undeclaredRoutes(controller: { name: string; prototype: object }): string[] {
  if (declares(controller)) return [];
  const routes: string[] = [];
  for (const method of new MetadataScanner().getAllMethodNames(controller.prototype)) {
    const handler: unknown = Reflect.get(controller.prototype, method);
    if (typeof handler !== 'function' || !Reflect.hasMetadata(PATH_METADATA, handler)) continue;
    if (!declares(handler)) routes.push(`${controller.name}.${method}`);
  }
  return routes;
}

function declares(target: object): boolean {
  const guards: unknown = Reflect.getMetadata(GUARDS_METADATA, target);
  return (
    Reflect.getMetadata(PUBLIC_METADATA, target) === true || (Array.isArray(guards) && guards.length > 0)
  );
}

/** Stops the start when any route forgot to say who may use it: a forgotten guard must not mean "everybody". */
@Injectable()
export class RouteGuards implements OnModuleInit {
  constructor(private readonly discovery: DiscoveryService) {}

  onModuleInit(): void {
    const routes = this.discovery
      .getControllers()
      .flatMap(({ metatype }) =>
        typeof metatype === 'function'
          ? undeclaredRoutes(metatype as { name: string; prototype: object })
          : [],
      );
    if (routes.length > 0)
      throw new Error(`These routes declare neither @Public() nor a guard: ${routes.join(', ')}`);
  }
}
