import '@fastify/cookie';
import { Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ChannelsQueries } from '../../partners/channels.queries.js';
import { Config } from '../../platform/config/config.js';
import { connectionLost } from '../../platform/database/database-errors.js';
import { isLocale, LOCALE_COOKIE, localeFrom, localeOf } from '../../platform/i18n/locale.js';
import { ServiceStanding } from '../ui/standing/service-standing.service.js';
import type { Frame } from './views.js';

const CHANNEL_COOKIE = 'ch';
const CHANNEL_DAYS = 30;
const LOCALE_DAYS = 365;
const DAY_SECONDS = 86_400;
const CHANNEL_CODE = /^[A-Za-z0-9]{3,8}$/;

/**
 * How an answer may be kept. `shared`: the same for all readers of a language; `own`: it holds a form key, so no
 * cache may show it to another donor, but the back button may; `secret`: it was opened by a key.
 */
export type Keeping = 'shared' | 'own' | 'secret';

/** A query or form value as one text; a repeated or missing one is empty. */
export function textOf(values: unknown, name: string): string {
  const value = (values as Readonly<Record<string, unknown>> | null | undefined)?.[name];
  return typeof value === 'string' ? value : '';
}

/** What every donor page begins with: the reader's language, the channel they came by, and how the answer is kept. */
@Injectable()
export class Visits {
  readonly publicUrl: string;

  constructor(
    private readonly config: Config,
    private readonly channels: ChannelsQueries,
    private readonly standing: ServiceStanding,
  ) {
    this.publicUrl = config.PUBLIC_URL.replace(/\/+$/, '');
  }

  /** Begins an answer: sets its headers and remembers language and channel of the visit. */
  async begin(request: FastifyRequest, reply: FastifyReply, keeping: Keeping): Promise<Frame> {
    const locale = localeOf(request);
    const remembered = this.rememberLocale(request, reply);
    const marked = await this.rememberChannel(request, reply);
    void reply.header('Content-Language', locale).header('Vary', 'Accept-Language, Cookie');
    void reply.header('Cache-Control', cacheControl(remembered || marked ? 'own' : keeping));
    if (keeping === 'secret') {
      void reply.header('Cache-Control', cacheControl('secret')).header('Referrer-Policy', 'same-origin');
    }
    const { troubles } = this.standing;
    return { locale, url: request.url, publicUrl: this.publicUrl, demo: this.config.DEMO, troubles };
  }

  /** The channel of this visit: the first that brought the reader within 30 days, else the address's own. */
  channelOf(request: FastifyRequest): string | null {
    const code = request.cookies[CHANNEL_COOKIE] ?? textOf(request.query, CHANNEL_COOKIE);
    return CHANNEL_CODE.test(code) ? code : null;
  }

  /** Keeps a reader's explicit choice of language. @returns whether a cookie was set. */
  private rememberLocale(request: FastifyRequest, reply: FastifyReply): boolean {
    const asked = localeFrom(textOf(request.query, 'lang'));
    if (!isLocale(asked) || request.cookies[LOCALE_COOKIE] === asked) return false;
    void reply.setCookie(LOCALE_COOKIE, asked, this.cookie(LOCALE_DAYS));
    return true;
  }

  /** First touch counts: a channel is kept when the reader has none yet and the code is a real one. */
  private async rememberChannel(request: FastifyRequest, reply: FastifyReply): Promise<boolean> {
    const code = textOf(request.query, CHANNEL_COOKIE);
    if (request.cookies[CHANNEL_COOKIE] || !CHANNEL_CODE.test(code)) return false;
    // A page that memory can answer is not refused because nobody can look a channel up: the form keeps the code.
    const known = await this.channels.byCode(code).catch(nullWhenAway);
    if (!known) return false;
    void reply.setCookie(CHANNEL_COOKIE, code, this.cookie(CHANNEL_DAYS));
    return true;
  }

  private cookie(days: number) {
    return {
      path: '/',
      maxAge: days * DAY_SECONDS,
      httpOnly: true,
      sameSite: 'lax' as const,
      secure: this.config.secure,
    };
  }
}

function nullWhenAway(error: unknown): null {
  if (connectionLost(error)) return null;
  throw error;
}

function cacheControl(keeping: Keeping): string {
  if (keeping === 'secret') return 'private, no-store';
  // Not no-store: the back button must bring the same form with the same key, or one gift becomes two.
  if (keeping === 'own') return 'private, no-cache';
  return 'public, max-age=0, s-maxage=10, stale-while-revalidate=30';
}
