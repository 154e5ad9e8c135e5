import { Injectable } from '@nestjs/common';
import { Clock } from '../kernel/clock.js';
import { Refusal } from '../kernel/errors.js';
import { newId } from '../kernel/ids.js';
import { Database } from '../platform/database/database.js';
import { isDuplicateKey } from '../platform/database/database-errors.js';
import { Channel } from './channel.entity.js';

/** Use cases of partners' outlets. */
@Injectable()
export class Channels {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /**
   * Registers an outlet and returns its id. A code is 3 to 8 letters and digits, as short as a link needs.
   * @throws Refusal invalid `channel_code_form` · conflict `channel_code_taken`.
   */
  async create(input: { code: string; nameZh: string; nameEn: string }): Promise<string> {
    if (!/^[A-Za-z0-9]{3,8}$/.test(input.code))
      throw new Refusal('invalid', 'channel_code_form', {}, [{ field: 'code', code: 'channel_code_form' }]);
    const id = newId();
    try {
      await this.database.inTransaction((tx) =>
        tx.insert(Channel, { id, ...input, createdAt: this.clock.now() }),
      );
    } catch (error) {
      if (isDuplicateKey(error)) throw new Refusal('conflict', 'channel_code_taken', { code: input.code });
      throw error;
    }
    return id;
  }
}
