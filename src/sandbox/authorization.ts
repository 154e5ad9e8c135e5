import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { ApiError } from './errors.js';

/**
 * Lets a request in that carries the secret key as bearer token or as basic user name.
 * @throws ApiError 401 as Stripe words it.
 */
export function authorize(req: IncomingMessage, secretKey: string): void {
  const given = keyOf(req.headers.authorization ?? '');
  if (given === '') {
    throw new ApiError(
      401,
      "You did not provide an API key. You need to provide your API key in the Authorization header, using Bearer auth (e.g. 'Authorization: Bearer YOUR_SECRET_KEY').",
    );
  }
  const digest = (key: string) => createHash('sha256').update(key).digest();
  if (timingSafeEqual(digest(given), digest(secretKey))) return;
  throw new ApiError(401, `Invalid API Key provided: ${given.slice(0, 8)}${'*'.repeat(8)}${given.slice(-4)}`);
}

function keyOf(header: string): string {
  const [scheme, value = ''] = header.split(' ');
  if (scheme === 'Bearer') return value;
  if (scheme === 'Basic') return Buffer.from(value, 'base64').toString('utf8').split(':')[0] ?? '';
  return '';
}
