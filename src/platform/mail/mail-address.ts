/** Hides an address for lists: "donor@example.org" → "d***@example.org". */
export function maskAddress(address: string): string {
  const at = address.lastIndexOf('@');
  if (at < 1) return '***';
  const [first = ''] = address;
  return `${first}***${address.slice(at)}`;
}

/**
 * Whether a text can be a mail address that we may write to: one "@", no spaces, no line breaks (header
 * injection), a domain with a point, at most 254 octets (RFC 5321 §4.5.3.1).
 */
export function isMailAddress(text: string): boolean {
  return (
    Buffer.byteLength(text) <= 254 &&
    /^[^\s@<>()[\],;:"\\]{1,64}@[^\s@<>()[\],;:"\\]+\.[^\s@.<>()[\],;:"\\]{2,}$/u.test(text)
  );
}
