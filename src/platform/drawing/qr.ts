import { create } from 'qrcode';

/** A QR code: so many modules wide and high, each dark or light. */
export interface QrCode {
  readonly size: number;
  isDark(row: number, column: number): boolean;
}

type Mask = NonNullable<NonNullable<Parameters<typeof create>[1]>['maskPattern']>;

const MASKS = [0, 1, 2, 3, 4, 5, 6, 7] as const satisfies readonly Mask[];

/** A code, or what two codes differ in, as bits: 32 modules of a row (or of a column) in a number. */
interface Bits {
  readonly rows: Int32Array;
  readonly columns: Int32Array;
}

/** By size: in what the code with each mask differs from the one with mask 0. No text changes that. */
const differences = new Map<number, readonly Bits[]>();

/**
 * A text as QR code with medium error correction. ISO/IEC 18004 (7.8.3) has an encoder try all eight masks and take the
 * one with the lowest penalty, which was an eighth of the work of a page. Here the first mask's code is made, the others
 * follow from what masks change, and the penalties of 32 lines are counted at once.
 */
export function qrOf(text: string): QrCode {
  const { size, data } = masked(text, 0);
  const words = Math.ceil(size / 32);
  const bits = bitsOf(data, size);
  let best = bits.rows;
  let lowest = Number.POSITIVE_INFINITY;
  for (const change of differences.get(size) ?? differencesBy(text, size, bits)) {
    const rows = changed(bits.rows, change.rows);
    const columns = changed(bits.columns, change.columns);
    const points =
      squares(rows, size, words) +
      darkness(rows, size) +
      along(rows, size, words) +
      along(columns, size, words);
    if (points >= lowest) continue;
    best = rows;
    lowest = points;
  }
  return {
    size,
    isDark: (row, column) => (((best[row * words + (column >> 5)] ?? 0) >>> (column & 31)) & 1) === 1,
  };
}

function masked(text: string, maskPattern: Mask): { readonly size: number; readonly data: Uint8Array } {
  const options = { errorCorrectionLevel: 'M', maskPattern } as const;
  return create([{ data: Buffer.from(text), mode: 'byte' }], options).modules;
}

function differencesBy(text: string, size: number, plain: Bits): readonly Bits[] {
  const made = MASKS.map((mask) => {
    const { rows, columns } = bitsOf(masked(text, mask).data, size);
    return { rows: changed(rows, plain.rows), columns: changed(columns, plain.columns) };
  });
  differences.set(size, made);
  return made;
}

function bitsOf(data: Uint8Array, size: number): Bits {
  const words = Math.ceil(size / 32);
  const [rows, columns] = [new Int32Array(size * words), new Int32Array(size * words)];
  let at = 0;
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size; column++) {
      if (data[at++] !== 1) continue;
      put(rows, row * words, column);
      put(columns, column * words, row);
    }
  }
  return { rows, columns };
}

function put(bits: Int32Array, line: number, module: number): void {
  const at = line + (module >> 5);
  bits[at] = (bits[at] ?? 0) | (1 << (module & 31));
}

function changed(bits: Int32Array, change: Int32Array): Int32Array {
  const made = new Int32Array(bits.length);
  for (let at = 0; at < bits.length; at++) made[at] = (bits[at] ?? 0) ^ (change[at] ?? 0);
  return made;
}

/** Which bits of a word stand for modules, when a line has `size` of them. */
const lanes = (word: number, size: number) => (size - word * 32 >= 32 ? -1 : (1 << (size - word * 32)) - 1);

/**
 * Across the lines, for all modules of a word at once: five or more of one colour count their number less 2, and what
 * looks like a finder pattern (1011101 with four light modules before or after it) counts 40.
 */
function along(lines: Int32Array, size: number, words: number): number {
  let points = 0;
  for (let word = 0; word < words; word++) {
    const mask = lanes(word, size);
    const line = (n: number) => lines[n * words + word] ?? 0;
    // Where the last lines had the colour of the one before them, and where five had the same.
    let same1 = 0;
    let same2 = 0;
    let same3 = 0;
    let five = 0;
    for (let n = 1; n < size; n++) {
      const last = line(n);
      const same = ~(line(n - 1) ^ last) & mask;
      const now = same & same1 & same2 & same3;
      if (now !== 0) points += ones(now) + 2 * ones(now & ~five);
      same3 = same2;
      same2 = same1;
      same1 = same;
      five = now;
      if (n < 6) continue;
      const centre = line(n - 2) & line(n - 3) & line(n - 4);
      const finder = last & ~line(n - 1) & centre & ~line(n - 5) & line(n - 6) & mask;
      if (finder === 0) continue;
      if (n >= 10) points += 40 * ones(finder & ~(line(n - 7) | line(n - 8) | line(n - 9) | line(n - 10)));
      if (n + 4 < size)
        points += 40 * ones(finder & ~(line(n + 1) | line(n + 2) | line(n + 3) | line(n + 4)));
    }
  }
  return points;
}

/** Squares of two by two in one colour count 3. */
function squares(rows: Int32Array, size: number, words: number): number {
  let found = 0;
  for (let row = 1; row < size; row++) {
    for (let word = 0; word < words; word++) {
      const at = row * words + word;
      const [here, above] = [rows[at] ?? 0, rows[at - words] ?? 0];
      const last = word + 1 === words;
      const right = last ? here >>> 1 : (here >>> 1) | ((rows[at + 1] ?? 0) << 31);
      const aboveRight = last ? above >>> 1 : (above >>> 1) | ((rows[at - words + 1] ?? 0) << 31);
      const square = ~(here ^ above) & ~(here ^ right) & ~(above ^ aboveRight) & lanes(word, size - 1);
      if (square !== 0) found += ones(square);
    }
  }
  return found * 3;
}

/** How far the share of dark modules is from a half, 10 for each step of 5 %. */
function darkness(rows: Int32Array, size: number): number {
  let dark = 0;
  for (const word of rows) dark += ones(word);
  return Math.abs(Math.ceil((dark * 100) / (size * size) / 5) - 10) * 10;
}

/** Number of bits that are set. */
function ones(word: number): number {
  const pairs = word - ((word >>> 1) & 0x55555555);
  const fours = (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333);
  return Math.imul((fours + (fours >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
