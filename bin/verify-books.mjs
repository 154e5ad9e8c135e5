#!/usr/bin/env node
import { createHash, createPublicKey, verify } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';

// npm run verify-books -- FILE… [--keys SAVED.json] [--fingerprint HEX] [--head SAVED_ROOT]
//
// Proves the public files of closed days (docs/books-format.md). Needs neither database nor network nor any package:
// this one file and Node are enough. Exit 0: proved · 1: something fails · 2: it could not be read or asked.

const USAGE =
  'usage: verify-books FILE… [--keys SAVED.json] [--fingerprint HEX] [--head SAVED_ROOT]\n' +
  '  FILE           day files from /disclosure/books/…, in any order\n' +
  '  --keys         the keys you saved earlier from /.well-known/boai-keys.json\n' +
  '  --fingerprint  the fingerprint of the key as it is printed on a day sheet\n' +
  '  --head         a root that you wrote down earlier';
const BOOKS = 'boai-books-1';
const KEYS = 'boai-keys-1';
const ROWS_MAX = 1000;
const SPKI_ED25519 = Buffer.from('302a300506032b6570032100', 'hex');

class Unreadable extends Error {}
/** What is wrong with one day, or between days. */
class Broken extends Error {}

const sha256 = (data) => createHash('sha256').update(data).digest('hex');

/** RFC 8785 for what these files hold: strings, whole numbers, null, lists, objects. */
function canonical(value) {
  if (value === null || typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'number' && Number.isSafeInteger(value)) return String(value);
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object') throw new Broken(`a ${typeof value} stands where none can be`);
  const members = Object.keys(value)
    .sort()
    .map((name) => `${JSON.stringify(name)}:${canonical(value[name])}`);
  return `{${members.join(',')}}`;
}

function signed(publicKey, text, signature) {
  try {
    const der = Buffer.concat([SPKI_ED25519, Buffer.from(publicKey, 'base64')]);
    const key = createPublicKey({ key: der, format: 'der', type: 'spki' });
    return verify(null, Buffer.from(text), key, Buffer.from(signature, 'base64'));
  } catch {
    return false;
  }
}

const fingerprintOf = (publicKey) => sha256(Buffer.from(publicKey, 'base64'));
const grouped = (hex) => hex.replace(/.{4}(?=.)/g, '$& ');
const short = (hash) => `${hash.slice(0, 12)}…`;

function readJson(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new Unreadable(`${path}: ${error.message}`);
  }
}

function readDay(path) {
  const { head, signature, keys, blocks } = readJson(path) ?? {};
  if (head?.format !== BOOKS) throw new Unreadable(`${path} is no day file of the format ${BOOKS}`);
  if (typeof signature !== 'string' || !Array.isArray(keys) || !Array.isArray(blocks))
    throw new Unreadable(`${path} lacks its signature, keys or blocks`);
  return { path, head, signature, keys, blocks };
}

const nameOf = ({ head }) =>
  `${head.organization} ${head.date}${head.revision > 1 ? ` (revision ${head.revision})` : ''}`;

/** What a block's rows must be besides hashed: of this day, in order, at most 1,000. */
function orderProblem(rows, date, last) {
  if (rows.length > ROWS_MAX) return `it has more than ${ROWS_MAX} rows`;
  let [seq, leg] = last;
  for (const row of rows) {
    if (row?.booked_on !== date) return `a row is not booked on ${date}`;
    if (row.seq < seq || (row.seq === seq && row.leg <= leg))
      return 'its rows are not in the order of seq and leg';
    [seq, leg] = [row.seq, row.leg];
  }
  last[0] = seq;
  last[1] = leg;
  return undefined;
}

/** The first block whose rows do not have its hash, and what was done to it as far as the count tells. */
function checkBlocks({ head, blocks }) {
  let previous = head.previous_root;
  let count = 0;
  const last = [0, -1];
  for (const [index, block] of blocks.entries()) {
    const place = `block ${index + 1} of ${blocks.length}`;
    const rows = Array.isArray(block.rows) ? block.rows : [];
    if (block.previous !== previous) throw new Broken(`${place} does not follow the hash before it`);
    const hash = sha256([previous, ...rows.map(canonical)].join('\n'));
    if (hash !== block.hash) {
      const sealed = `it was sealed with ${block.count} rows and has ${rows.length}`;
      if (rows.length < block.count) throw new Broken(`${place} fails: a row was deleted (${sealed})`);
      if (rows.length > block.count) throw new Broken(`${place} fails: a row was added (${sealed})`);
      throw new Broken(`${place} fails: a row was edited or exchanged, or the hash was`);
    }
    const problem = orderProblem(rows, head.date, last);
    if (problem) throw new Broken(`${place}: ${problem}`);
    if (rows.length !== block.count)
      throw new Broken(`${place} says ${block.count} rows and has ${rows.length}`);
    count += rows.length;
    previous = hash;
  }
  return { lastHash: previous, count };
}

/** Proves one day in itself: blocks, root, signature. Returns the public key that signed it. */
function checkDay(day) {
  const { head, signature, keys } = day;
  const { lastHash, count } = checkBlocks(day);
  const key = keys.find(({ key_id }) => key_id === head.key_id);
  if (!key) throw new Broken(`it names the key ${head.key_id} and does not carry it`);
  if (fingerprintOf(key.public_key).slice(0, 16) !== key.key_id)
    throw new Broken(`the key it carries as ${key.key_id} is another one`);
  const holds = signed(key.public_key, canonical(head), signature);
  const root = sha256([lastHash, count, head.revision, head.previous_root].join('\n'));
  const agrees = lastHash === head.last_hash && count === head.count && root === head.root;
  if (agrees && holds) return key.public_key;
  if (agrees)
    throw new Broken(
      'all its hashes agree and only the signature fails: the day was changed and its hashes recomputed by ' +
        'somebody who does not have the signing key',
    );
  throw new Broken(
    holds
      ? 'its blocks agree with themselves and not with the signed head: they were recomputed, or whole blocks ' +
          'were added or taken away'
      : 'its blocks do not lead to its root, and the head was changed after it was signed',
  );
}

/** The keys that can be believed: those saved, and whatever they vouch for, step by step. */
function believed(saved, offered) {
  const trusted = new Map(saved.map(({ key_id, public_key }) => [key_id, public_key]));
  for (let grew = true; grew; ) {
    grew = false;
    for (const { key_id, public_key, valid_from, vouched_by, vouch } of offered) {
      const voucher = trusted.get(vouched_by ?? '');
      if (trusted.has(key_id) || !voucher || typeof vouch !== 'string') continue;
      if (!signed(voucher, canonical({ format: KEYS, key_id, public_key, valid_from }), vouch)) continue;
      trusted.set(key_id, public_key);
      grew = true;
    }
  }
  return trusted;
}

/** Whether the signing keys are the saved ones. Returns what could not be compared. */
function checkKeys(days, { saved, fingerprint }) {
  if (!saved && !fingerprint) {
    const prints = [...new Set(days.map(({ publicKey }) => fingerprintOf(publicKey)))];
    return [
      'whether the key is the right one: give --keys with a saved copy of /.well-known/boai-keys.json, or ' +
        `--fingerprint from a printed day sheet. The key of these files is\n    ${prints.map(grouped).join('\n    ')}`,
    ];
  }
  const offered = days.flatMap(({ keys }) => keys);
  const anchors = [
    ...(saved ?? []),
    ...(fingerprint ? offered.filter(({ public_key }) => fingerprintOf(public_key) === fingerprint) : []),
  ];
  const trusted = believed(anchors, offered);
  for (const day of days)
    if (trusted.get(day.head.key_id) !== day.publicKey)
      throw new Broken(
        `${nameOf(day)}: the key was swapped: ${day.head.key_id} is ${saved ? 'not among the saved keys' : 'not the one with this fingerprint'}` +
          ', and none of those vouches for it',
      );
  return [];
}

/** The days of one organization as a chain. Returns what could not be compared. */
function checkChain(days) {
  const [first] = days;
  const notes = [];
  if (first.head.number > 1)
    notes.push(
      `${first.head.organization}: the ${first.head.number - 1} files signed before ${first.head.date}, which were not given`,
    );
  else if (first.head.previous_root !== sha256(`${BOOKS}\n${first.head.organization_id}`))
    throw new Broken(`${nameOf(first)}: the first file of a chain does not begin where chains begin`);
  for (const [index, day] of days.slice(1).entries()) {
    const before = days[index];
    const gap = day.head.number - before.head.number - 1;
    if (gap < 0)
      throw new Broken(`${nameOf(before)} and ${nameOf(day)} both say they are number ${day.head.number}`);
    if (gap > 0)
      throw new Broken(
        `between ${nameOf(before)} and ${nameOf(day)} ${gap === 1 ? 'a signed file is' : `${gap} signed files are`} missing (number ${before.head.number + 1}${gap > 1 ? ` to ${day.head.number - 1}` : ''})`,
      );
    if (day.head.previous_root !== before.head.root)
      throw new Broken(
        `${nameOf(day)} does not follow ${nameOf(before)}: it was signed after another root, ${short(day.head.previous_root)}`,
      );
  }
  return notes;
}

/** Whether the saved root is still in the chain. Returns what could not be compared. */
function checkHead(days, savedRoot) {
  const last = days.at(-1);
  if (!savedRoot)
    return [
      `${last.head.organization}: whether later days were cut off, since no --head was given. The newest root here is\n    ${last.head.root}`,
    ];
  if (days[0].head.previous_root === savedRoot || days.some(({ head }) => head.root === savedRoot)) return [];
  throw new Broken(
    `the saved root ${short(savedRoot)} is in none of these files: the newest is number ${last.head.number}, ${nameOf(last)}. ` +
      'The tail was cut off, or another history was signed instead',
  );
}

function byOrganization(days) {
  const groups = new Map();
  for (const day of days) {
    const id = day.head.organization_id;
    groups.set(id, [...(groups.get(id) ?? []), day]);
  }
  return [...groups.values()].map((group) => group.sort((a, b) => a.head.number - b.head.number));
}

function optionsOf(args) {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { keys: { type: 'string' }, fingerprint: { type: 'string' }, head: { type: 'string' } },
  });
  if (positionals.length === 0) throw new Unreadable(USAGE);
  const hex = (name) => {
    const text = values[name]?.replace(/\s/g, '').toLowerCase();
    if (text !== undefined && !/^[0-9a-f]{64}$/.test(text))
      throw new Unreadable(`--${name} takes 64 hexadecimal digits`);
    return text;
  };
  const saved = values.keys === undefined ? undefined : readJson(values.keys)?.keys;
  if (values.keys !== undefined && !Array.isArray(saved))
    throw new Unreadable(`${values.keys} holds no keys`);
  return { paths: positionals, saved, fingerprint: hex('fingerprint'), head: hex('head') };
}

function run(args, say) {
  const options = optionsOf(args);
  const days = options.paths.map(readDay);
  let failures = 0;
  const attempt = (what, work) => {
    try {
      return work();
    } catch (error) {
      if (!(error instanceof Broken)) throw error;
      failures += 1;
      say(`FAILS  ${what}${error.message}`);
      return undefined;
    }
  };
  const proved = [];
  for (const day of days)
    attempt(`${nameOf(day)}: `, () => {
      proved.push({ ...day, publicKey: checkDay(day) });
      const { count, number, root, key_id, signed_at } = day.head;
      say(
        `holds  ${nameOf(day)}: ${count} rows in ${day.blocks.length} blocks, number ${number}, root ${short(root)}, signed with ${key_id} at ${signed_at}`,
      );
    });
  const notes = [];
  if (proved.length > 0) notes.push(...(attempt('', () => checkKeys(proved, options)) ?? []));
  const groups = byOrganization(days);
  for (const group of groups) {
    notes.push(...(attempt('', () => checkChain(group)) ?? []));
    if (groups.length === 1 || !options.head)
      notes.push(...(attempt('', () => checkHead(group, options.head)) ?? []));
  }
  if (groups.length > 1 && options.head && !days.some(({ head }) => head.root === options.head)) {
    failures += 1;
    say(`FAILS  the saved root ${short(options.head)} is in none of these files`);
  }
  for (const note of notes) say(`not compared: ${note}`);
  say(failures === 0 ? 'The books are proved, as far as they were compared.' : 'The books are NOT proved.');
  say(failures === 0 ? '验证通过：以上文件自签名以来未被改动。' : '验证失败：以上文件与签名不符，请勿采信。');
  return failures === 0 ? 0 : 1;
}

try {
  process.exitCode = run(process.argv.slice(2), (line) => process.stdout.write(`${line}\n`));
} catch (error) {
  process.stderr.write(
    `${error instanceof Unreadable || error.code?.startsWith('ERR_PARSE_ARGS') ? error.message : error.stack}\n`,
  );
  process.exitCode = 2;
}
