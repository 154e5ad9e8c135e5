import { randomInt } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Clock } from '../kernel/clock.js';
import { type FieldProblem, Refusal } from '../kernel/errors.js';
import { FormReading } from '../kernel/form-reading.js';
import { newId } from '../kernel/ids.js';
import { Database, type Tx } from '../platform/database/database.js';
import { isDuplicateKey } from '../platform/database/database-errors.js';
import { Channel } from './channel.entity.js';
import { type PartnerActor, PartnerTrail } from './partner-trail.service.js';
import { partnerInvalid, partnerNotFound } from './partners.errors.js';

/** Letters and digits that nobody mistakes for each other when a code is read aloud. */
const CODE_ALPHABET = '23456789ABCDEFGHJKMNPQRSTUVWXYZ';
const CODE_LENGTH = 6;
const CODE_TRIES = 5;
const CHANNELS_MAX = 200;

/** An outlet to be registered. Without a code one is drawn. */
export interface NewChannel {
  readonly code?: string;
  readonly nameZh: string;
  readonly nameEn: string;
  readonly partnerId?: string | null;
}

/** Use cases of partners' outlets. */
@Injectable()
export class Channels {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    private readonly trail: PartnerTrail,
  ) {}

  /**
   * Registers an outlet and returns its id. A code is 3 to 8 letters and digits, as short as a link needs.
   * @throws Refusal invalid `channel_code_form`, `partner_invalid` · conflict `channel_code_taken`.
   */
  async create(input: NewChannel, actor: PartnerActor = {}): Promise<string> {
    const { nameZh, nameEn } = readNames(input);
    const given = input.code;
    if (given !== undefined && !/^[A-Za-z0-9]{3,8}$/.test(given))
      throw new Refusal('invalid', 'channel_code_form', {}, [{ field: 'code', code: 'channel_code_form' }]);
    const partnerId = input.partnerId ?? null;
    for (let tries = 1; ; tries++) {
      const code = given ?? drawnCode();
      try {
        return await this.database.inTransaction((tx) =>
          this.insert(tx, actor, { code, nameZh, nameEn, partnerId }),
        );
      } catch (error) {
        if (!isDuplicateKey(error)) throw error;
        if (given !== undefined || tries === CODE_TRIES)
          throw new Refusal('conflict', 'channel_code_taken', { code });
      }
    }
  }

  /** Gives a partner's outlet other names; its code stays, for it stands in links. @throws Refusal not_found · invalid. */
  async rename(
    actor: PartnerActor,
    partnerId: string,
    id: string,
    names: Pick<NewChannel, 'nameZh' | 'nameEn'>,
  ): Promise<void> {
    const after = readNames(names);
    await this.database.inTransaction(async (tx) => {
      const { nameZh, nameEn } = await own(tx, partnerId, id);
      await tx.update(Channel, { id }, after);
      await this.record(tx, actor, 'channel.renamed', id, { before: { nameZh, nameEn }, after });
    });
  }

  /** Closes a partner's outlet, or opens it again. @throws Refusal not_found for anybody else's. */
  async setState(actor: PartnerActor, partnerId: string, id: string, state: Channel['state']): Promise<void> {
    await this.database.inTransaction(async (tx) => {
      const before = await own(tx, partnerId, id);
      if (before.state === state) return;
      await tx.update(Channel, { id }, { state });
      await this.record(tx, actor, state === 'closed' ? 'channel.closed' : 'channel.opened', id, {});
    });
  }

  private async insert(
    tx: Tx,
    actor: PartnerActor,
    row: Pick<Channel, 'code' | 'nameZh' | 'nameEn' | 'partnerId'>,
  ): Promise<string> {
    const id = newId();
    if (row.partnerId !== null) {
      await tx.query('SELECT id FROM partner WHERE id = ? FOR UPDATE', [row.partnerId]);
      if ((await tx.countBy(Channel, { partnerId: row.partnerId })) >= CHANNELS_MAX)
        throw partnerInvalid([
          { field: 'name_zh', code: 'too_many_channels', params: { max: String(CHANNELS_MAX) } },
        ]);
    }
    await tx.insert(Channel, { ...row, id, state: 'active', createdAt: this.clock.now() });
    await this.record(tx, actor, 'channel.created', id, { after: { code: row.code, nameZh: row.nameZh } });
    return id;
  }

  private record(
    tx: Tx,
    actor: PartnerActor,
    action: string,
    subjectId: string,
    states: { before?: Record<string, unknown>; after?: Record<string, unknown> },
  ): Promise<void> {
    return this.trail.record(tx, actor, { action, subjectType: 'channel', subjectId, ...states });
  }
}

async function own(tx: Tx, partnerId: string, id: string): Promise<Channel> {
  const channel = await tx.findOneBy(Channel, { id, partnerId });
  if (!channel) throw partnerNotFound();
  return channel;
}

function readNames(given: Pick<NewChannel, 'nameZh' | 'nameEn'>): { nameZh: string; nameEn: string } {
  const form = new FormReading();
  const names = {
    nameZh: form.line('name_zh', given.nameZh, 120),
    nameEn: form.line('name_en', given.nameEn, 160),
  };
  const problems: readonly FieldProblem[] = form.problems;
  if (problems.length > 0) throw partnerInvalid(problems);
  return names;
}

function drawnCode(): string {
  return Array.from({ length: CODE_LENGTH }, () => CODE_ALPHABET[randomInt(CODE_ALPHABET.length)]).join('');
}
