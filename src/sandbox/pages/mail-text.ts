/** A mail message made readable as plain text: the headers people look at, and its text. */
export interface Mail {
  from: string;
  to: string;
  subject: string;
  text: string;
  attachments: string[];
}

/** Reads a message file: `.json` as it is, `.eml` decoded (encoded words, base64, quoted-printable, parts). */
export function readMail(name: string, source: string): Mail {
  if (name.endsWith('.json')) return fromJson(source);
  const message = part(source);
  const found: Mail = {
    from: words(message.headers.get('from') ?? ''),
    to: words(message.headers.get('to') ?? ''),
    subject: words(message.headers.get('subject') ?? ''),
    text: '',
    attachments: [],
  };
  walk(message, found, 0);
  return found;
}

function fromJson(source: string): Mail {
  let given: Record<string, unknown> = {};
  try {
    given = (JSON.parse(source) ?? {}) as Record<string, unknown>;
  } catch {
    // Half written or foreign: shown as it is.
  }
  const of = (key: string) =>
    typeof given[key] === 'string' ? given[key] : JSON.stringify(given[key] ?? '');
  return { from: of('from'), to: of('to'), subject: of('subject'), text: source, attachments: [] };
}

interface Part {
  headers: Map<string, string>;
  body: string;
}

const PART_DEPTH_MAX = 6;

function part(source: string): Part {
  const end = /\r?\n\r?\n/.exec(source);
  const head = end ? source.slice(0, end.index) : source;
  const headers = new Map<string, string>();
  for (const line of head.replace(/\r?\n[ \t]+/g, ' ').split(/\r?\n/)) {
    const colon = line.indexOf(':');
    if (colon > 0) headers.set(line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim());
  }
  return { headers, body: end ? source.slice(end.index + end[0].length) : '' };
}

function walk(from: Part, into: Mail, depth: number): void {
  const type = from.headers.get('content-type') ?? 'text/plain';
  const boundary = /boundary="?([^";]+)"?/i.exec(type)?.[1];
  if (type.startsWith('multipart/') && boundary && depth < PART_DEPTH_MAX) {
    for (const piece of from.body.split(`--${boundary}`).slice(1)) {
      if (!piece.startsWith('--')) walk(part(piece.replace(/^\r?\n/, '')), into, depth + 1);
    }
    return;
  }
  const file = /name="?([^";]+)"?/i.exec(`${type};${from.headers.get('content-disposition') ?? ''}`)?.[1];
  if (file) into.attachments.push(words(file));
  else if (type.startsWith('text/plain')) into.text += decode(from);
  else if (type.startsWith('text/html') && !into.text) into.text = decode(from);
}

function decode(from: Part): string {
  const encoding = (from.headers.get('content-transfer-encoding') ?? '').toLowerCase();
  if (encoding === 'base64') return Buffer.from(from.body, 'base64').toString('utf8');
  if (encoding === 'quoted-printable') return quoted(from.body.replace(/=\r?\n/g, ''));
  return from.body;
}

function quoted(source: string): string {
  const bytes = Buffer.from(source).toString('latin1');
  const plain = bytes.replace(/=([0-9A-F]{2})/gi, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
  return Buffer.from(plain, 'latin1').toString('utf8');
}

/** RFC 2047 encoded words, UTF-8 only. */
function words(source: string): string {
  return source.replace(/=\?utf-8\?([bq])\?([^?]*)\?=\s*/gi, (_, kind: string, value: string) =>
    kind.toLowerCase() === 'b'
      ? Buffer.from(value, 'base64').toString('utf8')
      : quoted(value.replaceAll('_', ' ')),
  );
}
