import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { canonicalJson } from '../src/kernel/canonical-json.js';
import { SetClock } from '../src/kernel/clock.js';
import { AccountingDaysQueries } from '../src/ledger/accounting-days.queries.js';
import { chained, dayFile, headOf } from '../src/ledger/day-file.js';
import { blockHash, genesisOf, rootOf } from '../src/ledger/seal.js';
import {
  fingerprintOf,
  type PublicSealKey,
  type SigningKey,
  signingKey,
  vouchText,
} from '../src/ledger/seal-keys.js';
import { Files } from '../src/platform/files/files.js';
import { openClosingDesk } from './reconciliation/closing-desk.js';
import { openTestApp } from './support/app.js';

/** The books of a small society, made by hand: three days of 1,500, 2 and 0 rows, and what can be done to them. */
const ORGANIZATION = '01jd0000000000000000000000';
const VALID_FROM = '2026-11-01T00:00:00.000Z';
const key = signingKey(Buffer.alloc(32, 1).toString('base64'));
const nextKey = signingKey(Buffer.alloc(32, 2).toString('base64'));

const publicOf = ({ keyId, publicKey }: SigningKey, voucher: SigningKey | null = null): PublicSealKey => {
  const key = { key_id: keyId, public_key: publicKey, valid_from: VALID_FROM };
  return { ...key, vouched_by: voucher?.keyId ?? null, vouch: voucher?.sign(vouchText(key)) ?? null };
};

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'boai-verify-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function row(date: string, seq: number) {
  return {
    amount: String(seq * 100),
    booked_on: date,
    credit: '410102',
    currency: 'CNY',
    debit: '100903/01jd',
    entry: `e${seq}`,
    fund: 'F-1',
    kind: 'gift',
    leg: 0,
    occurred_at: `${date}T04:00:00.000000Z`,
    reverses: null,
    seq,
    source_id: `f${seq}`,
    source_type: 'fact',
  };
}

interface Day {
  readonly date: string;
  readonly seqs: readonly number[];
  readonly number: number;
  readonly revision?: number;
  readonly previousRoot: string;
  readonly signer?: SigningKey;
  readonly keys?: readonly PublicSealKey[];
}

/** Writes one day's file; returns where it is and its root. */
function write(name: string, day: Day): { path: string; root: string } {
  const { date, seqs, signer = key, keys = [publicOf(key)] } = day;
  const texts = seqs.map((seq) => canonicalJson(row(date, seq)));
  const cut = [texts.slice(0, 1000), texts.slice(1000)].filter((rows) => rows.length > 0);
  const blocks = chained(
    day.previousRoot,
    cut.map((rows) => ({ fromSeq: 0n, toSeq: 0n, rows })),
  );
  const head = headOf(
    {
      organization: 'city-society',
      organization_id: ORGANIZATION,
      date,
      covers_from: date,
      revision: day.revision ?? 1,
      number: day.number,
      previous_root: day.previousRoot,
      key_id: signer.keyId,
      signed_at: `${date}T20:00:00.000Z`,
    },
    blocks,
  );
  const path = join(folder, name);
  writeFileSync(path, dayFile(head, signer.sign(canonicalJson(head)), keys, blocks));
  return { path, root: head.root };
}

const numbers = (from: number, n: number) => Array.from({ length: n }, (_, i) => from + i);

/** A fresh chain of three days. */
function chain(signer?: SigningKey, keys?: readonly PublicSealKey[]) {
  const by = signer ? { signer, keys: keys ?? [publicOf(signer)] } : {};
  const genesis = genesisOf(ORGANIZATION);
  const first = write('2026-11-16.json', {
    date: '2026-11-16',
    seqs: numbers(1, 1500),
    number: 1,
    previousRoot: genesis,
    ...by,
  });
  const second = write('2026-11-17.json', {
    date: '2026-11-17',
    seqs: [1501, 1502],
    number: 2,
    previousRoot: first.root,
    ...by,
  });
  const third = write('2026-11-18.json', {
    date: '2026-11-18',
    seqs: [],
    number: 3,
    previousRoot: second.root,
    ...by,
  });
  return { first, second, third, paths: [first, second, third].map(({ path }) => path) };
}

function savedKeys(...keys: PublicSealKey[]): string {
  const path = join(folder, 'saved-keys.json');
  writeFileSync(path, JSON.stringify({ format: 'boai-keys-1', keys }));
  return path;
}

interface DayJson {
  head: { count: number; last_hash: string; root: string; revision: number; previous_root: string };
  signature: string;
  blocks: { previous: string; hash: string; count: number; rows: { amount: string; seq: number }[] }[];
}

/** What an attacker does to a file. */
function tamper(path: string, change: (day: DayJson) => void): void {
  const day = JSON.parse(readFileSync(path, 'utf8')) as DayJson;
  change(day);
  writeFileSync(path, JSON.stringify(day));
}

/** Recomputes every hash of a file, as somebody can who does not have the key. */
function recompute(day: DayJson): void {
  let previous = day.head.previous_root;
  for (const block of day.blocks) {
    block.previous = previous;
    block.count = block.rows.length;
    block.hash = blockHash(
      previous,
      block.rows.map((each) => canonicalJson(each)),
    );
    previous = block.hash;
  }
  day.head.count = day.blocks.reduce((sum, { count }) => sum + count, 0);
  day.head.last_hash = previous;
  const { count, revision, previous_root: previousRoot } = day.head;
  day.head.root = rootOf({ lastHash: previous, count, revision, previousRoot });
}

const at = <T>(list: readonly T[], index: number): T => {
  const found = list[index];
  if (found === undefined) throw new Error(`nothing at ${index}`);
  return found;
};

function verify(...args: string[]): { exit: number | null; out: string } {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [join(import.meta.dirname, '../bin/verify-books.mjs'), ...args],
    {
      encoding: 'utf8',
      // Neither database nor network nor packages: nothing of the surroundings is handed over.
      env: {},
      cwd: folder,
    },
  );
  return { exit: status, out: stdout + stderr };
}

describe('books that nobody touched', () => {
  it('are proved, and what could not be compared is said', () => {
    const { paths, third } = chain();
    const { exit, out } = verify(...paths);
    expect(out).toContain('holds  city-society 2026-11-16: 1500 rows in 2 blocks');
    expect(out).toContain('whether the key is the right one');
    expect(out).toContain(
      `whether later days were cut off, since no --head was given. The newest root here is\n    ${third.root}`,
    );
    expect(out).toContain('验证通过');
    expect(exit).toBe(0);
  });

  it('are proved whole with saved keys and a saved root, in any order of files', () => {
    const { paths, second } = chain();
    const saved = savedKeys(publicOf(key));
    const { exit, out } = verify(...[...paths].reverse(), '--keys', saved, '--head', second.root);
    expect(out).not.toContain('not compared');
    expect(exit).toBe(0);
  });

  it('of one day in the middle: what came before is named as not compared', () => {
    const { second } = chain();
    const { exit, out } = verify(second.path);
    expect(out).toContain('not compared: city-society: the 1 files signed before 2026-11-17');
    expect(exit).toBe(0);
  });
});

describe('the first block that fails', () => {
  it('a row edited', () => {
    const { first, paths } = chain();
    tamper(first.path, (day) => {
      at(at(day.blocks, 1).rows, 3).amount = '1';
    });
    const { exit, out } = verify(...paths);
    expect(out).toContain('FAILS  city-society 2026-11-16: block 2 of 2 fails: a row was edited');
    expect(out).toContain('holds  city-society 2026-11-17');
    expect(out).toContain('NOT proved');
    expect(exit).toBe(1);
  });

  it('a row deleted', () => {
    const { first } = chain();
    tamper(first.path, (day) => void at(day.blocks, 0).rows.splice(7, 1));
    const { exit, out } = verify(first.path);
    expect(out).toContain('block 1 of 2 fails: a row was deleted (it was sealed with 1000 rows and has 999)');
    expect(exit).toBe(1);
  });

  it('a row added', () => {
    const { second } = chain();
    tamper(second.path, (day) => void at(day.blocks, 0).rows.push({ ...row('2026-11-17', 1503) }));
    const { exit, out } = verify(second.path);
    expect(out).toContain('block 1 of 1 fails: a row was added (it was sealed with 2 rows and has 3)');
    expect(exit).toBe(1);
  });

  it('two rows exchanged, and a row of another day', () => {
    const { first, second } = chain();
    tamper(first.path, (day) => void at(day.blocks, 0).rows.reverse());
    tamper(second.path, (day) => {
      at(day.blocks, 0).rows[0] = row('2026-11-16', 1501);
      recompute(day);
    });
    expect(verify(first.path).out).toContain('block 1 of 2 fails: a row was edited or exchanged');
    expect(verify(second.path).out).toContain('a row is not booked on 2026-11-17');
  });
});

describe('hashes recomputed by an attacker', () => {
  const edit = (day: DayJson) => {
    at(at(day.blocks, 0).rows, 0).amount = '1';
  };

  it('throughout: the day whose signature alone fails', () => {
    const { second, paths } = chain();
    tamper(second.path, (day) => {
      edit(day);
      recompute(day);
    });
    const { exit, out } = verify(...paths);
    expect(out).toContain(
      'FAILS  city-society 2026-11-17: all its hashes agree and only the signature fails',
    );
    expect(exit).toBe(1);
  });

  it('of the blocks alone: they do not lead to the signed head', () => {
    const { second } = chain();
    tamper(second.path, (day) => {
      edit(day);
      const { head } = structuredClone(day);
      recompute(day);
      day.head = head;
    });
    const { exit, out } = verify(second.path);
    expect(out).toContain('its blocks agree with themselves and not with the signed head');
    expect(exit).toBe(1);
  });

  it('and the whole last block taken away', () => {
    const { first } = chain();
    tamper(first.path, (day) => void day.blocks.pop());
    expect(verify(first.path).out).toContain('not with the signed head');
  });

  it('of every later day too: every signature from there on fails', () => {
    const { second, third } = chain();
    tamper(second.path, (day) => {
      edit(day);
      recompute(day);
    });
    const { head } = JSON.parse(readFileSync(second.path, 'utf8')) as DayJson;
    tamper(third.path, (day) => {
      day.head.previous_root = head.root;
      recompute(day);
    });
    const { out } = verify(second.path, third.path);
    expect(out.match(/only the signature fails/g)).toHaveLength(2);
  });
});

describe('days missing', () => {
  it('in between, when the next file is given', () => {
    const { first, third } = chain();
    const { exit, out } = verify(first.path, third.path);
    expect(out).toContain(
      'between city-society 2026-11-16 and city-society 2026-11-18 a signed file is missing (number 2)',
    );
    expect(exit).toBe(1);
  });

  it('the tail cut, against a saved root', () => {
    const { first, second, third } = chain();
    const { exit, out } = verify(first.path, second.path, '--head', third.root);
    expect(out).toContain('is in none of these files: the newest is number 2');
    expect(out).toContain('The tail was cut off');
    expect(exit).toBe(1);
  });

  it('another history signed with the same key: it does not follow', () => {
    const { first, third } = chain();
    const other = write('other.json', {
      date: '2026-11-17',
      seqs: [1501],
      number: 2,
      previousRoot: first.root,
    });
    const { exit, out } = verify(first.path, other.path, third.path);
    expect(out).toContain('2026-11-18 does not follow city-society 2026-11-17');
    expect(exit).toBe(1);
  });
});

describe('the key', () => {
  it('swapped: a whole history signed with another key fails against saved keys and the fingerprint', () => {
    const saved = savedKeys(publicOf(key));
    const { paths } = chain(nextKey);
    expect(verify(...paths).exit).toBe(0);
    for (const proof of [
      ['--keys', saved],
      ['--fingerprint', fingerprintOf(key.publicKey)],
    ]) {
      const { exit, out } = verify(...paths, ...proof);
      expect(out).toContain('the key was swapped');
      expect(exit).toBe(1);
    }
  });

  it('swapped inside the file: the id does not fit', () => {
    const { second } = chain(key, [{ ...publicOf(nextKey), key_id: key.keyId }]);
    expect(verify(second.path).out).toContain('is another one');
  });

  it('rotated: the old key vouches for the new one', () => {
    const saved = savedKeys(publicOf(key));
    const { paths } = chain(nextKey, [publicOf(key), publicOf(nextKey, key)]);
    expect(verify(...paths, '--keys', saved).exit).toBe(0);
    expect(verify(...paths, '--fingerprint', fingerprintOf(key.publicKey)).exit).toBe(0);
  });

  it('a forged vouch does not help', () => {
    const saved = savedKeys(publicOf(key));
    const forged = { ...publicOf(nextKey, nextKey), vouched_by: key.keyId };
    const { paths } = chain(nextKey, [publicOf(key), forged]);
    expect(verify(...paths, '--keys', saved).out).toContain('the key was swapped');
  });

  it('as on the day sheet, in groups of four', () => {
    const { paths } = chain();
    const printed = fingerprintOf(key.publicKey)
      .toUpperCase()
      .replace(/.{4}(?=.)/g, '$& ');
    expect(verify(...paths, '--fingerprint', printed).exit).toBe(0);
  });
});

describe('asked wrongly', () => {
  it.each([
    ['nothing', []],
    ['a file that is not there', ['nowhere.json']],
    ['an unknown option', ['--database', 'x']],
    ['a head that is none', ['2026-11-16.json', '--head', 'abc']],
  ])('%s: exit 2', (_, args) => {
    chain();
    expect(verify(...args).exit).toBe(2);
  });

  it('something that is no day file', () => {
    writeFileSync(join(folder, 'other.json'), '{"head":{"format":"something"}}');
    expect(verify('other.json')).toMatchObject({ exit: 2 });
  });
});

it('a day reopened: the files that the house itself signs are proved, old revision and new', async () => {
  const app = await openTestApp({ clock: new SetClock(new Date('2026-11-20T04:00:00Z')) });
  try {
    const desk = await openClosingDesk(app);
    await desk.book('2026-11-16', 100n);
    await desk.close('2026-11-16');
    await desk.book('2026-11-18', 200n);
    await desk.close('2026-11-18');
    await desk.reopen('2026-11-16');
    await desk.book('2026-11-16', 300n);
    await desk.close('2026-11-16');
    const seals = await app.get(AccountingDaysQueries).seals(desk.organizationId);
    const paths: string[] = [];
    for (const { fileId, day, revision } of seals) {
      const { bytes } = await app.get(Files).read(fileId);
      const path = join(folder, `real-${day}.r${revision}.json`);
      writeFileSync(path, bytes);
      paths.push(path);
      expect(bytes.toString()).not.toMatch(/donor|subject|memo/);
    }
    const own = signingKey(at(app.config.SEAL_KEY ?? [], 0));
    const { exit, out } = verify(
      ...paths,
      '--fingerprint',
      fingerprintOf(own.publicKey),
      '--head',
      at(seals, 0).root,
    );
    expect(out).toMatch(/holds {2}\S+ 2026-11-16: 1 rows in 1 blocks, number 1/);
    expect(out).toMatch(/holds {2}\S+ 2026-11-16 \(revision 2\): 2 rows in 1 blocks, number 3/);
    expect(out).not.toContain('not compared');
    expect(exit).toBe(0);
    // Without the newest revision the saved root is gone; without the day between, the chain has a hole.
    const [newest, between, oldest] = [at(paths, 0), at(paths, 1), at(paths, 2)];
    expect(verify(oldest, between, '--head', at(seals, 0).root).out).toContain('The tail was cut off');
    expect(verify(oldest, newest).out).toContain('a signed file is missing (number 2)');
  } finally {
    await app.close();
  }
});
