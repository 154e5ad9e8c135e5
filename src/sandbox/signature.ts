import { createHmac } from 'node:crypto';

/** The `Stripe-Signature` header: HMAC-SHA256 of `t.body` under the endpoint's secret, `t` in unix seconds. */
export function signatureHeader(body: string | Buffer, secret: string, t: number): string {
  const v1 = createHmac('sha256', secret).update(`${t}.`).update(body).digest('hex');
  return `t=${t},v1=${v1}`;
}
