/**
 * Personal data and secrets that must never stand in a log line, whatever message they came in. No pattern takes
 * a quote or a backslash away, so that a line of JSON stays one. Before each pattern a text without which it cannot
 * match: most lines have none of them, and looking for a text is much cheaper.
 */
const PATTERNS: readonly (readonly [string, RegExp, string])[] = [
  [
    '@',
    /[^\s@<>"'()[\]{},;:=/&?\\]{1,64}@[^\s@<>"'()[\]{},;:=/&?\\]+\.[^\s@<>"'()[\]{},;:=/&?.\\]{2,}/gu,
    '[mail]',
  ],
  ['=', /\b(key|token|secret|password|totp)=[^&\s"';\\]+/gi, '$1=[hidden]'],
  ['k_', /(?<![A-Za-z0-9])(sk|rk|pk)_(test|live)_[A-Za-z0-9]+/g, '$1_$2_[hidden]'],
  ['whsec_', /\bwhsec_[A-Za-z0-9+/=_-]+/g, 'whsec_[hidden]'],
  ['@', /\b(mysql|rediss?|smtps?):\/\/[^\s@/"'\\]*@/g, '$1://[hidden]@'],
  ['', /\b(cookie|authorization)("?\s*[:=]\s*"?)[^\r\n"'\\]+/gi, '$1$2[hidden]'],
];

/** The text with mail addresses, keys, cookies and passwords taken out. */
export function redact(text: string): string {
  let clean = text;
  for (const [needed, pattern, replacement] of PATTERNS)
    if (clean.includes(needed)) clean = clean.replace(pattern, replacement);
  return clean;
}
