import { Injectable } from '@nestjs/common';
import { AccountingDaysQueries, type DaySeal } from '../ledger/accounting-days.queries.js';
import { SealKeys } from '../ledger/seal-keys.service.js';
import { Files, type StoredFile } from '../platform/files/files.js';

/** A signed file of a closed day as the public list names it. */
export interface PublishedDay {
  readonly date: string;
  readonly covers_from: string;
  readonly revision: number;
  readonly number: number;
  readonly count: number;
  readonly root: string;
  readonly previous_root: string;
  readonly key_id: string;
  readonly signed_at: string;
  /** File name below the organization's books: of the newest revision without, of older ones with its number. */
  readonly file: string;
  readonly newest: boolean;
  /** The newest revision of a day that is open again at present. */
  readonly reopened: boolean;
}

/** A public key as `/.well-known/boai-keys.json` shows it. */
export interface PublishedKey {
  readonly key_id: string;
  readonly algorithm: 'Ed25519';
  readonly public_key: string;
  readonly fingerprint: string;
  readonly valid_from: string;
  readonly valid_until: string | null;
  readonly vouched_by: string | null;
  readonly vouch: string | null;
}

/** The signed books as everybody may read them. */
@Injectable()
export class BooksQueries {
  constructor(
    private readonly days: AccountingDaysQueries,
    private readonly keys: SealKeys,
    private readonly files: Files,
  ) {}

  /** All signed files of an organization, the newest signature first. */
  async published(organizationId: string): Promise<PublishedDay[]> {
    const [seals, open] = await Promise.all([
      this.days.seals(organizationId),
      this.days.reopened(organizationId),
    ]);
    const newest = new Map<string, number>();
    for (const { day, revision } of seals) newest.set(day, Math.max(revision, newest.get(day) ?? 0));
    return seals.map((seal) => {
      const isNewest = newest.get(seal.day) === seal.revision;
      return {
        ...listed(seal),
        file: isNewest ? `${seal.day}.json` : `${seal.day}.r${seal.revision}.json`,
        newest: isNewest,
        reopened: isNewest && open.has(seal.day),
      };
    });
  }

  /** A day's signed file: a revision, or the newest when none is named; null when there is none such. */
  async file(organizationId: string, date: string, revision: number | null): Promise<StoredFile | null> {
    const seals = await this.days.sealsOf(organizationId, date);
    const seal = revision === null ? seals[0] : seals.find((each) => each.revision === revision);
    return seal ? this.files.read(seal.fileId) : null;
  }

  /** All public keys in the order of their use. */
  async publicKeys(): Promise<PublishedKey[]> {
    const keys = await this.keys.known();
    return keys.map((key, i) => ({
      ...key,
      algorithm: 'Ed25519',
      fingerprint: this.keys.fingerprint(key.public_key),
      valid_until: keys[i + 1]?.valid_from ?? null,
    }));
  }
}

function listed(seal: DaySeal): Omit<PublishedDay, 'file' | 'newest' | 'reopened'> {
  return {
    date: seal.day,
    covers_from: seal.coversFrom,
    revision: seal.revision,
    number: seal.no,
    count: seal.rows,
    root: seal.root,
    previous_root: seal.previousRoot,
    key_id: seal.keyId,
    signed_at: seal.signedAt.toISOString(),
  };
}
