import { type Picture, PictureShelf } from '../../../../src/web/embed/pictures/shelf.js';
import { Turns } from '../../../../src/web/embed/pictures/turns.js';

const picture = (text: string): Picture => ({
  body: Buffer.from(text),
  type: 'image/png',
  etag: `"${text}"`,
});
const later = () => new Promise((done) => setTimeout(done, 5));

function openShelf(rules: Partial<{ bytesMax: number; restMs: number }> = {}) {
  const troubles: unknown[] = [];
  let made = 0;
  const shelf = new PictureShelf({
    ...{ bytesMax: 1_000, restMs: 0, ...rules },
    onTrouble: (error) => troubles.push(error),
  });
  const ask = (key: string, facts: string) =>
    shelf.get(key, facts, async () => {
      made += 1;
      await later();
      if (facts === 'broken') throw new Error('no ink');
      return picture(`${key} ${facts}`);
    });
  return { ask, troubles, made: () => made };
}

describe('the shelf of pictures', () => {
  test('500 who ask for one picture at once get the same one, made once', async () => {
    const { ask, made } = openShelf();
    const all = await Promise.all(Array.from({ length: 500 }, () => ask('card', '1')));
    expect(made()).toBe(1);
    expect(new Set(all).size).toBe(1);
    await ask('card', '1');
    expect(made()).toBe(1);
  });

  test('new facts make a new picture, but not while the last one is young', async () => {
    const quick = openShelf();
    await quick.ask('card', '1');
    expect((await quick.ask('card', '2')).etag).toBe('"card 2"');
    const resting = openShelf({ restMs: 60_000 });
    await resting.ask('card', '1');
    expect((await resting.ask('card', '2')).etag).toBe('"card 1"');
  });

  test('a picture that cannot be made is the last good one, and somebody is told', async () => {
    const { ask, troubles } = openShelf();
    await ask('card', '1');
    expect((await ask('card', 'broken')).etag).toBe('"card 1"');
    expect(troubles).toHaveLength(1);
    await expect(ask('other', 'broken')).rejects.toThrow('no ink');
    expect((await ask('other', '1')).etag).toBe('"other 1"');
  });

  test('keeps so many bytes, and drops what was asked for longest ago', async () => {
    const { ask, made } = openShelf({ bytesMax: 16 });
    for (const key of ['one', 'two', 'three']) await ask(key, '1');
    expect(made()).toBe(3);
    await ask('two', '1');
    await ask('three', '1');
    expect(made()).toBe(3);
    await ask('one', '1');
    expect(made()).toBe(4);
  });
});

describe('turns', () => {
  test('so many at a time, the others in order, too many are refused', async () => {
    const turns = new Turns(2, 3);
    let [running, most] = [0, 0];
    const order: number[] = [];
    const work = (n: number) =>
      turns.take(async () => {
        running += 1;
        most = Math.max(most, running);
        await later();
        order.push(n);
        running -= 1;
      });
    const all = await Promise.allSettled([1, 2, 3, 4, 5, 6].map(work));
    expect(all.map(({ status }) => status)).toEqual([...Array(5).fill('fulfilled'), 'rejected']);
    expect([most, order]).toEqual([2, [1, 2, 3, 4, 5]]);
    await work(7);
    expect(order.at(-1)).toBe(7);
  });

  test('work that fails makes room for the next', async () => {
    const turns = new Turns(1, 5);
    const [first, second] = await Promise.allSettled([
      turns.take(() => Promise.reject(new Error('no ink'))),
      turns.take(async () => 'drawn'),
    ]);
    expect([first?.status, second]).toEqual(['rejected', { status: 'fulfilled', value: 'drawn' }]);
  });
});
