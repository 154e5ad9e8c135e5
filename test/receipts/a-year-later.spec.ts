import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { openReceiptsRoom, type ReceiptsRoom } from './receipts-room.js';

interface Content {
  readonly content: unknown;
  readonly publicUrl: string;
}

/** Draws in a fresh process whose clock is a year ahead and whose zone is another one. */
function drawnLater(content: Content): Promise<Buffer> {
  const script = join(import.meta.dirname, 'draw-later.mjs');
  const flags = ['--experimental-transform-types', '--no-warnings'];
  const child = spawn(process.execPath, [...flags, script], {
    env: { PATH: process.env.PATH ?? '', TZ: 'America/New_York', LANG: 'C' },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const [bytes, complaints]: [Buffer[], Buffer[]] = [[], []];
  child.stdout.on('data', (chunk: Buffer) => bytes.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => complaints.push(chunk));
  child.stdin.end(JSON.stringify(content));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (code) =>
      code === 0
        ? resolve(Buffer.concat(bytes))
        : reject(new Error(Buffer.concat(complaints).toString('utf8'))),
    );
  });
}

describe('a receipt a year later', () => {
  let room: ReceiptsRoom;
  beforeAll(async () => {
    room = await openReceiptsRoom();
  });
  afterAll(() => room.close());

  it('is drawn from its frozen text with the very bytes that the donor got', async () => {
    const place = await room.gifts.place();
    const donation = await room.gifts.give(place, { name: '欧阳䶮' });
    await room.drain();
    const first = await room.queries.byDonation(donation);
    await room.gifts.takeBack(place, donation, 1n);
    await room.drain();
    const second = await room.queries.byDonation(donation);
    for (const receipt of [first, second]) {
      const kept = await room.receipts.pdf(receipt?.id ?? '');
      const [row] = await room.database.rows<{ snapshot: string | object }>(
        'SELECT snapshot FROM receipt WHERE id = ?',
        [receipt?.id],
      );
      const snapshot = typeof row?.snapshot === 'string' ? JSON.parse(row.snapshot) : row?.snapshot;
      const content = { ...snapshot, donor: '欧阳䶮', code: receipt?.code };
      const later = await drawnLater({ content, publicUrl: 'https://give.example.org' });
      expect(later.equals(kept)).toBe(true);
    }
  }, 60_000);
});
