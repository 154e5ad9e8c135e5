import { crc32 } from 'node:zlib';

/** One entry of a zip that is written by hand, so that it can be wrong in every way. */
export interface ZipEntry {
  readonly name: Buffer | string;
  readonly data: Buffer;
  /** General purpose bits: 1 = encrypted, 0x800 = the name is UTF-8. */
  readonly flags?: number;
  /** Unix mode. */
  readonly mode?: number;
  /** Data as it is packed, with method 8 (deflate); else it is stored as it is. */
  readonly deflated?: Buffer;
  /** What the directory says of the unpacked size, when it is to lie. */
  readonly statedSize?: number;
}

/** A zip of these entries. */
export function zipOf(entries: readonly ZipEntry[]): Buffer {
  const locals: Buffer[] = [];
  const directory: Buffer[] = [];
  let at = 0;
  for (const entry of entries) {
    const name = Buffer.from(entry.name);
    const packed = entry.deflated ?? entry.data;
    const [flags, method] = [entry.flags ?? 0, entry.deflated ? 8 : 0];
    const sizes = [crc32(entry.data), packed.length, entry.statedSize ?? entry.data.length];
    const local = Buffer.alloc(30);
    local.writeUInt32LE(0x04034b50, 0);
    local.writeUInt16LE(20, 4);
    local.writeUInt16LE(flags, 6);
    local.writeUInt16LE(method, 8);
    for (const [n, size] of sizes.entries()) local.writeUInt32LE(size, 14 + 4 * n);
    local.writeUInt16LE(name.length, 26);
    locals.push(local, name, packed);
    const head = Buffer.alloc(46);
    head.writeUInt32LE(0x02014b50, 0);
    head.writeUInt16LE(0x0314, 4);
    head.writeUInt16LE(20, 6);
    head.writeUInt16LE(flags, 8);
    head.writeUInt16LE(method, 10);
    for (const [n, size] of sizes.entries()) head.writeUInt32LE(size, 16 + 4 * n);
    head.writeUInt16LE(name.length, 28);
    head.writeUInt32LE(((entry.mode ?? 0o100644) << 16) >>> 0, 38);
    head.writeUInt32LE(at, 42);
    directory.push(head, name);
    at += 30 + name.length + packed.length;
  }
  const central = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(entries.length, 8);
  end.writeUInt16LE(entries.length, 10);
  end.writeUInt32LE(central.length, 12);
  end.writeUInt32LE(at, 16);
  return Buffer.concat([...locals, central, end]);
}
