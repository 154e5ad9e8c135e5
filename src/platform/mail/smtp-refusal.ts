/** What a mail server said, as far as an error of sending carries it. */
interface SmtpAnswer {
  readonly command?: unknown;
  readonly responseCode?: unknown;
  readonly response?: unknown;
}

/** Codes by which a server says that it does not know the address, or takes nothing for it (RFC 5321 §4.2.3, RFC 7504). */
const ADDRESS_CODES = [521, 550, 551, 553, 554, 556];
/** Enhanced codes (RFC 3463) that speak of something else: mailbox full for now, our sender or network unwelcome. */
const NOT_THE_ADDRESS = /\b5\.(2\.2|7\.\d{1,3})\b/;

/**
 * Why the reader's server will never take this mail: its answer to the address, in one line. Null for everything that
 * may pass: 4xx, a full mailbox, a refused sender, a server that cannot be reached.
 */
export function addressRefusal(error: unknown): string | null {
  if (typeof error !== 'object' || error === null) return null;
  const { command, responseCode, response } = error as SmtpAnswer;
  if (command !== 'RCPT TO' || typeof responseCode !== 'number' || typeof response !== 'string') return null;
  if (!ADDRESS_CODES.includes(responseCode) || NOT_THE_ADDRESS.test(response)) return null;
  return response.replace(/\s+/g, ' ').trim();
}
