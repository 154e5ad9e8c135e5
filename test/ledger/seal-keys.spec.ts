import { createPublicKey, generateKeyPairSync, verify } from 'node:crypto';
import { fingerprintOf, signingKey, vouchText } from '../../src/ledger/seal-keys.js';
import { SealKeys } from '../../src/ledger/seal-keys.service.js';
import { ConfigProblem } from '../../src/platform/config/load-config.js';
import { testConfig } from '../support/app.js';
import { type Books, openBooks } from '../support/books.js';

const seed = (byte: number) => Buffer.alloc(32, byte).toString('base64');
const [oldest, older, newest] = [seed(1), seed(2), seed(3)];

let books: Books;
beforeEach(async () => {
  books = await openBooks();
});
afterEach(() => books.close());

/** The keys as a process with this setting has them. */
const keysOf = (...setting: string[]) => {
  const { appUrl, ownerUrl } = books.store;
  const settings = { DATABASE_URL: appUrl, DATABASE_OWNER_URL: ownerUrl, SEAL_KEY: setting.join(',') };
  return new SealKeys(testConfig(settings), books.database, books.clock);
};
const use = (keys: SealKeys) => books.database.inTransaction((tx) => keys.current(tx));

it('the first key is written down once, however many processes begin at once, and nobody vouches for it', async () => {
  const used = await Promise.all([use(keysOf(oldest)), use(keysOf(oldest)), use(keysOf(oldest))]);
  expect(new Set(used.map(({ keyId }) => keyId)).size).toBe(1);
  expect(await keysOf(oldest).known()).toMatchObject([
    { key_id: used[0]?.keyId, vouched_by: null, vouch: null },
  ]);
});

it('rotation: the old key vouches for the new one, and may then be taken out', async () => {
  await use(keysOf(oldest));
  await use(keysOf(older, oldest));
  const known = await keysOf(older).known();
  const [first, second] = known;
  if (!first || !second) throw new Error('two keys were used');
  expect(second.vouched_by).toBe(first.key_id);
  const der = Buffer.concat([
    Buffer.from('302a300506032b6570032100', 'hex'),
    Buffer.from(first.public_key, 'base64'),
  ]);
  const key = createPublicKey({ key: der, format: 'der', type: 'spki' });
  expect(verify(null, Buffer.from(vouchText(second)), key, Buffer.from(second.vouch ?? '', 'base64'))).toBe(
    true,
  );
  expect((await use(keysOf(older))).keyId).toBe(second.key_id);
  expect(await keysOf(older).known()).toEqual(known);
});

it('a key that came after the old one was lost has nobody to vouch for it', async () => {
  await use(keysOf(oldest));
  await use(keysOf(newest));
  expect(await keysOf(newest).known()).toMatchObject([{}, { vouched_by: null, vouch: null }]);
});

it('a key that was replaced does not sign again', async () => {
  await use(keysOf(oldest));
  await use(keysOf(older, oldest));
  await expect(use(keysOf(oldest))).rejects.toMatchObject({ kind: 'conflict', code: 'seal_key_retired' });
});

it('without a key nothing is signed', async () => {
  const keys = keysOf();
  expect(keys.ready).toBe(false);
  await expect(use(keys)).rejects.toMatchObject({ kind: 'unavailable', code: 'seal_key_missing' });
});

it('a PEM is as good as a seed, also with its line ends written out; anything else stops the start', () => {
  const { privateKey } = generateKeyPairSync('ed25519');
  const pem = privateKey.export({ format: 'pem', type: 'pkcs8' }).toString();
  const own = signingKey(pem);
  expect(signingKey(pem.trim().replaceAll('\n', '\\n')).keyId).toBe(own.keyId);
  expect(own.keyId).toBe(fingerprintOf(own.publicKey).slice(0, 16));
  expect(keysOf(pem.trim()).ready).toBe(true);
  for (const wrong of ['secret', 'AAAA=', 'x'.repeat(44)]) expect(() => keysOf(wrong)).toThrow(ConfigProblem);
  const { privateKey: rsa } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  expect(() => signingKey(rsa.export({ format: 'pem', type: 'pkcs8' }).toString())).toThrow('Ed25519');
});
