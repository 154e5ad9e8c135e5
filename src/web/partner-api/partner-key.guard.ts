import {
  applyDecorators,
  type CanActivate,
  type ExecutionContext,
  Injectable,
  SetMetadata,
  UseGuards,
} from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { ApiSecurity } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Refusal } from '../../kernel/errors.js';
import type { KeyScope, VerifiedKey } from '../../partners/partner-keys.service.js';
import { ApiCallers } from './api-callers.service.js';

const SCOPE_METADATA = 'boai:key-scope';

/** Scopes that a public key may open: it stands in pages for everybody to read, so nothing of a partner's own. */
const OPEN_TO_PUBLIC_KEYS: readonly KeyScope[] = ['channels:read'];

/** Lets requests in whose key is right, of the right kind, has the scope and is used where it may be. */
@Injectable()
export class PartnerKeyGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly callers: ApiCallers,
  ) {}

  /** @throws Refusal unauthenticated or forbidden; each sentence says what to do. */
  canActivate(context: ExecutionContext): boolean {
    const scope = this.reflector.getAllAndOverride<KeyScope>(SCOPE_METADATA, [
      context.getHandler(),
      context.getClass(),
    ]);
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const reply = context.switchToHttp().getResponse<FastifyReply>();
    void reply.headers({ 'www-authenticate': 'Bearer realm="boai"', vary: 'Authorization' });
    const key = this.callers.keyNeeded(request);
    mayUse(key, scope, request.headers.origin);
    void reply.removeHeader('www-authenticate');
    return true;
  }
}

function mayUse({ kind, scopes, origins }: VerifiedKey, scope: KeyScope, origin: string | undefined): void {
  if (kind === 'public' && !OPEN_TO_PUBLIC_KEYS.includes(scope))
    throw new Refusal('forbidden', 'partner_key_secret_needed', { scope });
  if (!scopes.includes(scope)) throw new Refusal('forbidden', 'partner_key_scope', { scope });
  if (kind === 'public' && !(origin !== undefined && origins.includes(origin)))
    throw new Refusal('forbidden', 'partner_key_origin', { origin: origin?.slice(0, 200) ?? '–' });
}

/** Declares that a route needs a partner's key with this scope. */
export const PartnerKeyScope = (scope: KeyScope) =>
  applyDecorators(SetMetadata(SCOPE_METADATA, scope), UseGuards(PartnerKeyGuard), ApiSecurity('partner_key'));
