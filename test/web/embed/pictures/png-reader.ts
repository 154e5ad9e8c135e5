import { crc32, inflateSync } from 'node:zlib';

export interface ReadPng {
  readonly width: number;
  readonly height: number;
  /** Red, green, blue and opacity, a byte each, row by row. */
  readonly rgba: Uint8ClampedArray;
  /** Texts by their keywords. */
  readonly texts: Readonly<Record<string, string>>;
}

/**
 * Reads a PNG of eight bits a channel with opacity, as ISO/IEC 15948 says: signature, every chunk's checksum, order of
 * chunks, filters of rows. @throws when something is wrong.
 */
export function readPng(bytes: Buffer): ReadPng {
  if (bytes.toString('hex', 0, 8) !== '89504e470d0a1a0a') throw new Error('no PNG');
  const chunks: { type: string; data: Buffer }[] = [];
  for (let at = 8; at < bytes.length; ) {
    const length = bytes.readUInt32BE(at);
    const body = bytes.subarray(at + 4, at + 8 + length);
    if (crc32(body) !== bytes.readUInt32BE(at + 8 + length)) throw new Error(`checksum of a chunk at ${at}`);
    chunks.push({ type: body.toString('latin1', 0, 4), data: body.subarray(4) });
    at += 12 + length;
  }
  if (chunks[0]?.type !== 'IHDR' || chunks.at(-1)?.type !== 'IEND') throw new Error('order of chunks');
  const head = chunks[0].data;
  const [width, height] = [head.readUInt32BE(0), head.readUInt32BE(4)];
  if (head[8] !== 8 || head[9] !== 6 || head[12] !== 0) throw new Error('not RGB with opacity');
  const packed = chunks.filter(({ type }) => type === 'IDAT').map(({ data }) => data);
  const rows = inflateSync(Buffer.concat(packed));
  const row = width * 4;
  if (rows.length !== (row + 1) * height) throw new Error(`${rows.length} bytes for ${width} × ${height}`);
  const rgba = new Uint8ClampedArray(row * height);
  for (let y = 0; y < height; y++) {
    if (rows[y * (row + 1)] !== 0) throw new Error('a filter that nobody asked for');
    rgba.set(rows.subarray(y * (row + 1) + 1, (y + 1) * (row + 1)), y * row);
  }
  return { width, height, rgba, texts: textsOf(chunks) };
}

function textsOf(chunks: readonly { type: string; data: Buffer }[]): Record<string, string> {
  const texts: Record<string, string> = {};
  for (const { type, data } of chunks) {
    if (type !== 'iTXt') continue;
    const end = data.indexOf(0);
    if (data.toString('hex', end, end + 5) !== '0000000000') throw new Error('a text that is not plain');
    texts[data.toString('latin1', 0, end)] = data.toString('utf8', end + 5);
  }
  return texts;
}

/** How many pixels differ between two pictures of one size. */
export function differing(a: ReadPng, b: ReadPng): number {
  let count = 0;
  for (let at = 0; at < a.rgba.length; at += 4)
    if (a.rgba[at] !== b.rgba[at] || a.rgba[at + 1] !== b.rgba[at + 1] || a.rgba[at + 2] !== b.rgba[at + 2])
      count++;
  return count;
}
