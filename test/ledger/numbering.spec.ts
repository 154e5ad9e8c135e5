import { SetClock } from '../../src/kernel/clock.js';
import { type Books, giftEntry, makePurse, openBooks, type Purse } from '../support/books.js';

let books: Books;
const clock = new SetClock(new Date('2026-11-20T08:00:00Z'));

beforeAll(async () => {
  books = await openBooks({ clock });
});
afterAll(async () => {
  await books.close();
});

interface Numbered {
  seq: string;
  entry_id: string;
  numbered_at: Date;
}

const sequence = ({ organizationId }: Purse) =>
  books.database.rows<Numbered>(
    'SELECT seq, entry_id, numbered_at FROM ledger_sequence WHERE organization_id = ? ORDER BY seq',
    [organizationId],
  );

const post = (purse: Purse, amounts: readonly bigint[]) => {
  const entries = amounts.map((amount) => giftEntry(purse, amount));
  return books.database.inTransaction((tx) => books.ledger.post(tx, entries)).then(() => entries);
};

describe('numbering', () => {
  it('is gap-free and complete while 8 post, some of them in vain, and 2 number', async () => {
    const purses = await Promise.all([makePurse(books), makePurse(books)]);
    const posted: string[] = [];
    const posters = Array.from({ length: 8 }, async (_, poster) => {
      const purse = purses[poster % 2];
      if (!purse) return;
      for (let round = 0; round < 25; round++) {
        const entries = Array.from({ length: 1 + ((poster + round) % 7) }, () => giftEntry(purse, 100n));
        const fails = (poster + round) % 5 === 0;
        const outcome = await books.database
          .inTransaction(async (tx) => {
            await books.ledger.post(tx, entries);
            if (fails) throw new Error('not this time');
          })
          .catch((error: Error) => error.message);
        expect(outcome).toBe(fails ? 'not this time' : undefined);
        if (!fails) posted.push(...entries.map(({ id }) => id));
      }
    });
    let done = false;
    const rounds: number[] = [];
    const numberers = [1, 2].map(async () => {
      while (!done) rounds.push(await books.numberer.numberOnce());
    });
    await Promise.all(posters);
    done = true;
    await Promise.all(numberers);
    do rounds.push(await books.numberer.numberOnce());
    while (rounds.at(-1) !== 0);
    const sequences = await Promise.all(purses.map(sequence));
    for (const one of sequences)
      expect(one.map(({ seq }) => BigInt(seq))).toEqual(one.map((_, i) => BigInt(i + 1)));
    expect(
      sequences
        .flat()
        .map(({ entry_id }) => entry_id)
        .sort(),
    ).toEqual(posted.sort());
    expect(rounds.reduce((sum, n) => sum + n, 0)).toBe(posted.length);
    expect(await books.database.rows('SELECT entry_id FROM unnumbered_entry')).toEqual([]);
  });

  it('gives an entry that commits late a later number than one that it was made before', async () => {
    const purse = await makePurse(books);
    // The day's first entry makes its day and holds it until it commits; later ones only share it.
    await post(purse, [1n]);
    await books.numberer.numberOnce();
    const slow = giftEntry(purse, 100n);
    let quickId = '';
    await books.database.inTransaction(async (tx) => {
      await books.ledger.post(tx, [slow]);
      const [quick] = await post(purse, [200n]);
      quickId = quick?.id ?? '';
      expect(slow.id < quickId).toBe(true);
      expect(await books.numberer.numberOnce()).toBe(1);
    });
    expect(await books.numberer.numberOnce()).toBe(1);
    expect((await sequence(purse)).map(({ entry_id }) => entry_id)).toEqual([
      expect.any(String),
      quickId,
      slow.id,
    ]);
  });

  it('passes over an organization that another worker is numbering', async () => {
    const [busy, free] = [await makePurse(books), await makePurse(books)];
    await post(busy, [1n]);
    await books.numberer.numberOnce();
    await post(busy, [2n]);
    await post(free, [3n]);
    await books.database.inTransaction(async (tx) => {
      await tx.query('SELECT last_seq FROM ledger_numbering WHERE organization_id = ? FOR UPDATE', [
        busy.organizationId,
      ]);
      expect(await books.numberer.numberOnce()).toBe(1);
    });
    expect(await sequence(busy)).toHaveLength(1);
    expect(await books.numberer.numberOnce()).toBe(1);
    expect(await sequence(busy)).toHaveLength(2);
  });

  it('takes at most 1,000 entries at a time, oldest first', async () => {
    const purse = await makePurse(books);
    const entries = await post(
      purse,
      Array.from({ length: 1_200 }, () => 1n),
    );
    expect(await books.numberer.numberOnce()).toBe(1_000);
    expect(await books.numberer.numberOnce()).toBe(200);
    expect((await sequence(purse)).map(({ entry_id }) => entry_id)).toEqual(entries.map(({ id }) => id));
  });

  it('never dates a number before the one in front of it, whatever the clock says', async () => {
    const purse = await makePurse(books);
    await post(purse, [1n]);
    await books.numberer.numberOnce();
    clock.advance(-60_000);
    await post(purse, [2n]);
    await books.numberer.numberOnce();
    const [first, second] = await sequence(purse);
    expect(second?.numbered_at).toEqual(first?.numbered_at);
  });
});
