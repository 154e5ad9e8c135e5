import { createPublicKey, verify } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { canonicalJson } from '../kernel/canonical-json.js';
import { Database } from '../platform/database/database.js';
import type { DayHead } from './day-file.js';
import { BOOKS_FORMAT } from './seal.js';
import { SealKeys } from './seal-keys.service.js';

/** A closing whose row is not what was signed. */
export interface ForgedSeal {
  readonly organizationId: string;
  readonly day: string;
  readonly revision: number;
}

interface SealRow extends Omit<DayHead, 'format' | 'count' | 'signed_at'> {
  readonly count: string;
  readonly signed_at: Date;
  readonly signature: string;
}

const SPKI_ED25519 = Buffer.from('302a300506032b6570032100', 'hex');

/**
 * Proves the signatures of closed days from their rows. I9 shows that rows, blocks and roots agree; whoever owns the
 * database can make them agree again, but cannot sign.
 */
@Injectable()
export class DaySealProof {
  constructor(
    private readonly database: Database,
    private readonly keys: SealKeys,
  ) {}

  /** Closings whose signature fails; the public key is the configured one where it is, else as it was written down. */
  async forged(): Promise<ForgedSeal[]> {
    const known = await this.keys.known();
    const keys = new Map(
      known.map((key) => [key.key_id, this.keys.ownPublicKey(key.key_id) ?? key.public_key]),
    );
    const rows = await this.database.rows<SealRow>(
      `SELECT o.slug AS organization, g.organization_id, g.day AS date, g.covers_from, g.revision, g.no AS number,
              g.row_count AS count, g.previous_root, g.last_hash, g.root, g.key_id, g.signed_at, g.signature
         FROM day_seal g JOIN organization o ON o.id = g.organization_id ORDER BY g.organization_id, g.no`,
    );
    return rows
      .filter(({ signature, ...row }) => !holds(keys.get(row.key_id), headOfRow(row), signature))
      .map(({ organization_id, date, revision }) => ({
        organizationId: organization_id,
        day: date,
        revision,
      }));
  }
}

function headOfRow(row: Omit<SealRow, 'signature'>): DayHead {
  return {
    ...row,
    format: BOOKS_FORMAT,
    count: Number(row.count),
    revision: Number(row.revision),
    number: Number(row.number),
    signed_at: row.signed_at.toISOString(),
  };
}

function holds(publicKey: string | undefined, head: DayHead, signature: string): boolean {
  if (publicKey === undefined) return false;
  const der = Buffer.concat([SPKI_ED25519, Buffer.from(publicKey, 'base64')]);
  try {
    const key = createPublicKey({ key: der, format: 'der', type: 'spki' });
    return verify(null, Buffer.from(canonicalJson(head)), key, Buffer.from(signature, 'base64'));
  } catch {
    // Bytes that are no key at all.
    return false;
  }
}
