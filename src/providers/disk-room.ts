import { statfs } from 'node:fs/promises';
import { Injectable } from '@nestjs/common';
import { Config } from '../platform/config/config.js';

/** Below this share of free blocks no event is taken in: what is accepted must stay (payments rules: inbox, rule 5). */
const FREE_MIN_PERCENT = 5;
const LOOK_EVERY_MS = 5_000;

/** Whether the disk of our stored files has room; looked at every few seconds and never waited for. */
@Injectable()
export class DiskRoom {
  private looked = 0;
  private room = true;

  constructor(private readonly config: Config) {}

  /** The last answer; starts the next look when it is old. */
  hasRoom(): boolean {
    const now = Date.now();
    if (now - this.looked > LOOK_EVERY_MS) {
      this.looked = now;
      void this.look();
    }
    return this.room;
  }

  private async look(): Promise<void> {
    try {
      const { bavail, blocks } = await statfs(this.config.FILES_DIR, { bigint: true });
      this.room = bavail * 100n >= blocks * BigInt(FREE_MIN_PERCENT);
    } catch {
      // A folder that is not there yet says nothing about the disk.
      this.room = true;
    }
  }
}
