/** Names of fields that hold a person's data or a secret, wherever they stand in a provider's object. */
const HIDDEN = new Set([
  'email',
  'receipt_email',
  'customer_email',
  'name',
  'cardholder_name',
  'phone',
  'address',
  'shipping',
  'ip',
  'ip_address',
  'client_secret',
  'fingerprint',
  'last4',
]);
/** Addresses carry keys: `success_url` leads to the gift's own page and opens it. */
const ADDRESS = /(^|_)url$/;

const MASK = '•••';

/**
 * A provider event's body for people to read: everything that says what happened, nothing that says to whom.
 * Null when the body is no JSON.
 */
export function maskedBody(body: Buffer): string | null {
  try {
    return JSON.stringify(masked(JSON.parse(body.toString('utf8'))), null, 2);
  } catch {
    return null;
  }
}

function masked(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(masked);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [
      key,
      inner !== null && (HIDDEN.has(key) || ADDRESS.test(key)) ? MASK : masked(inner),
    ]),
  );
}
