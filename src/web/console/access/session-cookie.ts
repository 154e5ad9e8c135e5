import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Config } from '../../../platform/config/config.js';

/** On https the `__Host-` prefix makes browsers refuse the cookie from any other host, path or plain http. */
function cookieName(config: Config): string {
  return config.secure ? '__Host-boai_staff' : 'boai_staff';
}

/** The session token a browser sends, or undefined. */
export function sessionTokenOf(request: FastifyRequest, config: Config): string | undefined {
  return request.cookies[cookieName(config)];
}

/** Hands the browser its session token: out of reach of scripts, not sent along from other sites' forms. */
export function giveSession(reply: FastifyReply, config: Config, token: string): void {
  reply.setCookie(cookieName(config), token, {
    httpOnly: true,
    sameSite: 'lax',
    secure: config.secure,
    path: '/',
  });
}

/** Takes the session token back. */
export function takeSession(reply: FastifyReply, config: Config): void {
  reply.clearCookie(cookieName(config), {
    httpOnly: true,
    sameSite: 'lax',
    secure: config.secure,
    path: '/',
  });
}
