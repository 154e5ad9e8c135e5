import { createHash, randomBytes } from 'node:crypto';
import { FormReading } from '../kernel/form-reading.js';
import { OVERLAY_BASES, OVERLAY_THEMES, type OverlayBasis, type OverlayTheme } from './overlay.entity.js';

/** 160 random bits. */
const TOKEN_BYTES = 20;
const TOKEN = /^[A-Za-z0-9_-]{27}$/;
const TITLE_MAX = 40;
const DAY_MS = 86_400_000;
/** A start may lie so far back, or be set so long before the livestream. */
const SINCE_BACK_MS = 366 * DAY_MS;
const SINCE_AHEAD_MS = 31 * DAY_MS;

/** What a partner wants an overlay to be; nothing in it is believed. */
export interface OverlayWish {
  readonly projectId: string;
  readonly channelId: string | null;
  readonly basis: string;
  /** Null = from now on. */
  readonly since: Date | null;
  readonly title: string;
  /** Minor units of the project's currency. */
  readonly target: bigint | null;
  readonly showNames: boolean;
  readonly theme: string;
}

export interface ReadWish {
  readonly basis: OverlayBasis;
  readonly since: Date | null;
  readonly title: string;
  readonly target: bigint | null;
  readonly theme: OverlayTheme;
  readonly problems: FormReading['problems'];
}

export const newOverlayToken = (): string => randomBytes(TOKEN_BYTES).toString('base64url');

/** What is stored of a token, or null for a text that never was one. */
export function overlayTokenHash(token: string): Buffer | null {
  return TOKEN.test(token) ? createHash('sha256').update(token, 'ascii').digest() : null;
}

/** Reads a wish; start and target belong to a channel's own total and are dropped for a project's. */
export function readOverlayWish(wish: OverlayWish, now: Date): ReadWish {
  const form = new FormReading();
  const basis = form.choice('basis', wish.basis, OVERLAY_BASES) ?? 'project';
  const theme = form.choice('theme', wish.theme, OVERLAY_THEMES) ?? 'dark';
  const title = wish.title.trim() === '' ? '' : form.line('title', wish.title, TITLE_MAX);
  if (basis === 'project') return { basis, theme, title, since: null, target: null, problems: form.problems };
  if (wish.channelId === null) form.refuse('channel', 'empty');
  const since = wish.since ?? now;
  if (!isStart(since, now)) form.refuse('since', 'overlay_start_far');
  return { basis, theme, title, since, target: wish.target, problems: form.problems };
}

/** Whether a livestream may begin then: within a year back and a month ahead. */
export function isStart(since: Date, now: Date): boolean {
  const ahead = since.getTime() - now.getTime();
  return ahead >= -SINCE_BACK_MS && ahead <= SINCE_AHEAD_MS;
}
