import { Injectable } from '@nestjs/common';
import { Clock } from '../kernel/clock.js';
import { Refusal } from '../kernel/errors.js';
import { Config } from '../platform/config/config.js';
import { Database, type Tx } from '../platform/database/database.js';
import { fingerprintOf, type PublicSealKey, type SigningKey, signingKey, vouchText } from './seal-keys.js';

interface KeyRow {
  no: number;
  key_id: string;
  public_key: string;
  valid_from: Date;
  vouched_by: string | null;
  vouch: string | null;
}

/** The keys that sign closed days: private halves from the settings only, public ones in the database for everybody. */
@Injectable()
export class SealKeys {
  /** As configured, newest first. */
  private readonly own: readonly SigningKey[];

  constructor(
    config: Config,
    private readonly database: Database,
    private readonly clock: Clock,
  ) {
    this.own = (config.SEAL_KEY ?? []).map(signingKey);
  }

  /** Whether this process could sign. */
  get ready(): boolean {
    return this.own.length > 0;
  }

  /**
   * The key that signs now. The first time it is used its public half is written down, with the vouch of the key
   * before it if the settings still hold that one.
   * @throws Refusal unavailable seal_key_missing · conflict seal_key_retired when a later key has been in use already.
   */
  async current(tx: Tx): Promise<SigningKey> {
    const [key, ...older] = this.own;
    if (!key) throw new Refusal('unavailable', 'seal_key_missing');
    const known = await this.rows(tx);
    const last = known.at(-1);
    if (last?.key_id === key.keyId) return key;
    if (known.some(({ key_id }) => key_id === key.keyId)) throw new Refusal('conflict', 'seal_key_retired');
    const validFrom = this.clock.now();
    const voucher = older.find(({ keyId }) => keyId === last?.key_id);
    const vouch = voucher?.sign(
      vouchText({ key_id: key.keyId, public_key: key.publicKey, valid_from: validFrom.toISOString() }),
    );
    // Two organizations may close their first day at the same moment: one of them writes the key down.
    await tx.query(
      `INSERT IGNORE INTO seal_key (no, key_id, public_key, valid_from, vouched_by, vouch) VALUES (?, ?, ?, ?, ?, ?)`,
      [(last?.no ?? 0) + 1, key.keyId, key.publicKey, validFrom, voucher?.keyId ?? null, vouch ?? null],
    );
    return key;
  }

  /** All public keys in the order of their use. */
  async known(tx: Tx = this.database.read): Promise<PublicSealKey[]> {
    return (await this.rows(tx)).map((row) => ({
      key_id: row.key_id,
      public_key: row.public_key,
      valid_from: row.valid_from.toISOString(),
      vouched_by: row.vouched_by,
      vouch: row.vouch,
    }));
  }

  /** The public half of a configured key, whatever the database says; undefined when it is not configured here. */
  ownPublicKey(keyId: string): string | undefined {
    return this.own.find((key) => key.keyId === keyId)?.publicKey;
  }

  /** What people compare a public key by: SHA-256 of its bytes in hex. */
  fingerprint(publicKey: string): string {
    return fingerprintOf(publicKey);
  }

  private rows(tx: Tx): Promise<KeyRow[]> {
    return tx.query('SELECT no, key_id, public_key, valid_from, vouched_by, vouch FROM seal_key ORDER BY no');
  }
}
