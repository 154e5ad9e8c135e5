import { Injectable } from '@nestjs/common';
import { Database } from '../platform/database/database.js';
import { Channel } from './channel.entity.js';

/** Read models of partners' outlets. */
@Injectable()
export class ChannelsQueries {
  constructor(private readonly database: Database) {}

  /** The outlet with this code (upper and lower case differ), or null. */
  byCode(code: string): Promise<Channel | null> {
    return this.database.read.findOneBy(Channel, { code });
  }

  byId(id: string): Promise<Channel | null> {
    return this.database.read.findOneBy(Channel, { id });
  }
}
