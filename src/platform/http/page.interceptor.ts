import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { isValidElement, type VNode } from 'preact';
import { render } from 'preact-render-to-string';
import { map, type Observable } from 'rxjs';

/** A whole HTML document of a component; text and attributes are escaped by Preact. */
export function document(page: VNode): string {
  return `<!DOCTYPE html>${render(page)}`;
}

/** Turns a page that a controller returns into HTML; everything else passes untouched. */
@Injectable()
export class PageInterceptor implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    return next.handle().pipe(
      map((answer: unknown) => {
        if (!isValidElement(answer)) return answer;
        context.switchToHttp().getResponse<FastifyReply>().type('text/html; charset=utf-8');
        // As bytes once: a string would be walked through for its length and again for the socket.
        return Buffer.from(document(answer));
      }),
    );
  }
}
