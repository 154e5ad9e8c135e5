import { Injectable } from '@nestjs/common';
import { Database } from '../platform/database/database.js';
import { Channel } from './channel.entity.js';

/** What a code can be; asking the database for other characters would compare what its ascii column cannot hold. */
const CODE = /^[A-Za-z0-9]{1,8}$/;

/** Read models of partners' outlets. */
@Injectable()
export class ChannelsQueries {
  constructor(private readonly database: Database) {}

  /** The outlet with this code (upper and lower case differ), or null. */
  async byCode(code: string): Promise<Channel | null> {
    if (!CODE.test(code)) return null;
    return this.database.read.findOneBy(Channel, { code });
  }

  /** A partner's outlets, closed ones too, in the order they were made. */
  ofPartner(partnerId: string): Promise<Channel[]> {
    return this.database.read.find(Channel, { where: { partnerId }, order: { id: 'ASC' } });
  }

  byId(id: string): Promise<Channel | null> {
    return this.database.read.findOneBy(Channel, { id });
  }
}
