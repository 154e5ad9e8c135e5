import type { RouteClass } from './route-class.js';

/** Where the provider's hosted checkout lives; our donate form's 303 leads there, so form-action must name it. */
const STRIPE_CHECKOUT = 'https://checkout.stripe.com';

export interface HeaderSettings {
  /** Whether donors reach us by https; HSTS and upgrades only then, or a demo on a LAN would break. */
  readonly secure: boolean;
  /** Address of the pretend provider, absent with the real one. */
  readonly sandbox?: string | undefined;
}

export type Headers = readonly (readonly [string, string])[];

/** The security headers of each class of routes. */
export function securityHeaders({ secure, sandbox }: HeaderSettings): Readonly<Record<RouteClass, Headers>> {
  const checkout = sandbox ? new URL(sandbox).origin : STRIPE_CHECKOUT;
  const everywhere: Headers = [
    ['X-Content-Type-Options', 'nosniff'],
    // WeChat's H5 payment refuses pages without a Referer, so the origin is always sent.
    ['Referrer-Policy', 'strict-origin-when-cross-origin'],
    ...(secure ? [['Strict-Transport-Security', 'max-age=31536000; includeSubDomains'] as const] : []),
  ];
  const page = (formAction: string, frames = ''): Headers => [
    ...everywhere,
    [
      'Content-Security-Policy',
      `default-src 'none'; style-src 'self'; img-src 'self' data:; script-src 'self'; connect-src 'self'; ` +
        `${frames}form-action ${formAction}; base-uri 'none'; frame-ancestors 'none'`,
    ],
    ['X-Frame-Options', 'DENY'],
    ['Cross-Origin-Resource-Policy', 'same-origin'],
    ['Permissions-Policy', 'camera=(), geolocation=(), microphone=(), payment=()'],
  ];
  const shared: Headers = [
    ...everywhere,
    ['Cross-Origin-Resource-Policy', 'cross-origin'],
    ['Content-Security-Policy', "default-src 'none'; frame-ancestors 'none'"],
  ];
  // Pages of people who are signed in belong in no cache, not even their own browser's.
  const signedIn = (frames = ''): Headers => [
    ...page("'self'", frames),
    ['Cross-Origin-Opener-Policy', 'same-origin'],
    ['Cache-Control', 'no-store'],
  ];
  return {
    donor: page(`'self' ${checkout}`),
    console: signedIn(),
    // Its pages preview the frames that partners embed.
    partner: signedIn("frame-src 'self'; "),
    api: shared,
    docs: [
      ...everywhere,
      [
        'Content-Security-Policy',
        "default-src 'none'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; script-src 'self'; " +
          "connect-src 'self'; font-src 'self' data:; base-uri 'none'; frame-ancestors 'none'",
      ],
      ['X-Frame-Options', 'DENY'],
    ],
    embed: [
      ...everywhere,
      [
        'Content-Security-Policy',
        "default-src 'none'; style-src 'self'; img-src 'self' data:; script-src 'self'; connect-src 'self'; " +
          "form-action 'none'; base-uri 'none'; frame-ancestors *",
      ],
      ['Cross-Origin-Resource-Policy', 'cross-origin'],
      ['Access-Control-Allow-Origin', '*'],
    ],
    asset: [
      ...everywhere,
      ['Cross-Origin-Resource-Policy', 'cross-origin'],
      ['Content-Security-Policy', "default-src 'none'"],
    ],
  };
}
