import { promisify } from 'node:util';
import { crc32, deflate } from 'node:zlib';

const deflated = promisify(deflate);
const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

/** Pixels as they come from the renderer: red, green, blue, opacity, a byte each. */
export interface Pixels {
  readonly width: number;
  readonly height: number;
  readonly rgba: Buffer;
}

/**
 * Writes pixels as PNG (ISO/IEC 15948) with texts for machines and for those who cannot see the picture. Packing, the
 * long part, happens on zlib's own thread: the renderer's own writer would hold up every other answer for 50 ms.
 */
export async function pngOf(
  { width, height, rgba }: Pixels,
  texts: Readonly<Record<string, string>>,
): Promise<Buffer<ArrayBuffer>> {
  const row = width * 4;
  // Each row begins with its filter; 0 = as it is. Flat colours pack better so than as differences.
  const rows = Buffer.alloc((row + 1) * height);
  for (let y = 0; y < height; y++) rgba.copy(rows, y * (row + 1) + 1, y * row, (y + 1) * row);
  const packed = await deflated(rows, { level: 6, memLevel: 9 });
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  // 8 bits a channel, colour type 6: RGB with opacity.
  head.set([8, 6, 0, 0, 0], 8);
  return Buffer.concat([
    SIGNATURE,
    chunk('IHDR', head),
    ...Object.entries(texts).map(([key, text]) => chunk('iTXt', internationalText(key, text))),
    chunk('IDAT', packed),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

/** Keyword, not compressed, no language, no translated keyword, then UTF-8. */
function internationalText(keyword: string, text: string): Buffer {
  return Buffer.concat([Buffer.from(keyword, 'latin1'), Buffer.from([0, 0, 0, 0, 0]), Buffer.from(text)]);
}

function chunk(type: string, data: Buffer): Buffer {
  const made = Buffer.alloc(12 + data.length);
  made.writeUInt32BE(data.length, 0);
  made.write(type, 4, 'latin1');
  data.copy(made, 8);
  made.writeUInt32BE(crc32(made.subarray(4, 8 + data.length)), 8 + data.length);
  return made;
}
