import { type FileHandle, link, mkdir, open, unlink } from 'node:fs/promises';
import { dirname } from 'node:path';

/**
 * Makes a file durably: its bytes and its name are flushed to the disk. link() refuses an existing name, so a file is
 * complete or absent and never overwritten; what `fill` throws leaves nothing behind.
 */
export async function writeOnce(path: string, fill: (handle: FileHandle) => Promise<void>): Promise<void> {
  const folder = dirname(path);
  const made = await mkdir(folder, { recursive: true });
  const draft = `${path}.${process.pid}.part`;
  const handle = await open(draft, 'wx', 0o640);
  try {
    try {
      await fill(handle);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await link(draft, path);
  } finally {
    await unlink(draft);
  }
  await flushNames(folder, made);
}

/** A name is durable when its folder was flushed after it came there: the file's, and those that were made for it. */
async function flushNames(folder: string, made: string | undefined): Promise<void> {
  const last = made === undefined ? folder : dirname(made);
  for (let each = folder; ; each = dirname(each)) {
    const handle = await open(each, 'r');
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
    if (each === last) return;
  }
}

/** `size` bytes of a file from `offset` on; fewer when it is shorter. */
export async function readPart(path: string, offset: number, size: number): Promise<Buffer> {
  const handle = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(size), 0, size, offset);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}
