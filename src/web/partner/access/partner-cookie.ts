import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Config } from '../../../platform/config/config.js';

/** On https the `__Host-` prefix makes browsers refuse the cookie from any other host, path or plain http. */
function cookieName(config: Config): string {
  return config.secure ? '__Host-boai_partner' : 'boai_partner';
}

function attributes(config: Config) {
  return { httpOnly: true, sameSite: 'lax', secure: config.secure, path: '/' } as const;
}

/** The session token a browser sends; '' when there is none. */
export function partnerTokenOf(request: FastifyRequest, config: Config): string {
  return request.cookies[cookieName(config)] ?? '';
}

/** Hands the browser its session token: out of reach of scripts, not sent along from other sites' forms. */
export function givePartnerSession(reply: FastifyReply, config: Config, token: string): void {
  reply.setCookie(cookieName(config), token, attributes(config));
}

/** Takes the session token back. */
export function takePartnerSession(reply: FastifyReply, config: Config): void {
  reply.clearCookie(cookieName(config), attributes(config));
}
