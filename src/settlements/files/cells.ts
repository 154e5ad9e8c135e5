/** Plain decimals, as providers write them. */
const DECIMAL = /^([+-]?)(\d{1,13})(?:\.(\d{1,8}))?$/;
const GROUPED = /^[+-]?\d{1,3}(?:,\d{3})+(?:\.\d+)?$/;

/**
 * Reads a signed amount of major units as minor units, by its digits alone: "-0.60000" with two decimals is -60n.
 * @returns null when it is no number, or not a whole number of minor units.
 */
export function minorUnits(text: string, scale: number): bigint | null {
  if (text === '0.00') return 0n;
  if (scale === 2 && text.length <= 12) {
    const plain = hundredths(text);
    if (plain !== null) return plain;
  }
  const parts = DECIMAL.exec(text);
  if (!parts) return null;
  const fraction = parts[3] ?? '';
  if (fraction.length > scale && !/^0*$/.test(fraction.slice(scale))) return null;
  const amount = BigInt(`${parts[2]}${fraction.slice(0, scale).padEnd(scale, '0')}`);
  return parts[1] === '-' ? -amount : amount;
}

/**
 * The form that nearly every cell of a bill has: digits, a point, two digits, and zeros after them. Read digit by digit
 * as a whole number that is far below 2^53, because a million lines have seven million such cells.
 */
function hundredths(text: string): bigint | null {
  let at = text.charCodeAt(0) === 0x2d ? 1 : 0;
  const negative = at === 1;
  let whole = 0;
  const first = at;
  let code = text.charCodeAt(at);
  for (; code >= 0x30 && code <= 0x39; code = text.charCodeAt(++at)) whole = whole * 10 + (code - 0x30);
  const tens = text.charCodeAt(at + 1) - 0x30;
  const ones = text.charCodeAt(at + 2) - 0x30;
  if (at === first || code !== 0x2e || !(tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9)) return null;
  for (let rest = at + 3; rest < text.length; rest++) if (text.charCodeAt(rest) !== 0x30) return null;
  const minor = BigInt(whole * 100 + tens * 10 + ones);
  return negative ? -minor : minor;
}

/** The same for cells that people format: "¥1,234.50", "１，２００", "−3". An empty cell or a dash is nothing, 0. */
export function formattedMinorUnits(text: string, scale: number): bigint | null {
  const plain = text
    .normalize('NFKC')
    .replace(/[\s¥￥元]|CNY|RMB/g, '')
    .replace(/^[−–—]/, '-');
  if (plain === '' || plain === '-' || plain === '--') return 0n;
  if (plain.includes(',') && !GROUPED.test(plain)) return null;
  return minorUnits(plain.replaceAll(',', ''), scale);
}

/** A count as WeChat prints it ("45.0"); null when it is none. */
export function countOf(text: string): number | null {
  return /^\d{1,9}(\.0+)?$/.test(text) ? Number.parseInt(text, 10) : null;
}

/** The absolute value. */
export function positive(amount: bigint): bigint {
  return amount < 0n ? -amount : amount;
}

/** A provider's number as a key may hold it: visible ASCII, at most 90 characters. */
export function isNumber(text: string): boolean {
  return /^[\x21-\x7e]{1,90}$/.test(text);
}

/** A cell as a column of that length keeps it; null when there is nothing in it. */
export function kept(text: string | undefined, length: number): string | null {
  const trimmed = (text ?? '').trim();
  if (trimmed.length <= length) return trimmed || null;
  return Array.from(trimmed).slice(0, length).join('');
}

/** A caption without the ways in which the same one is written: full-width brackets, blanks, marks, order marks. */
export function caption(text: string): string {
  return text
    .normalize('NFKC')
    .replace(/^[`\uFEFF]+/, '')
    .replace(/[\s`"]/g, '');
}

/** The place of the first of these captions in a header, or -1. */
export function placeOf(captions: readonly string[], ...names: readonly string[]): number {
  for (const name of names) {
    const at = captions.indexOf(name);
    if (at >= 0) return at;
  }
  return -1;
}
