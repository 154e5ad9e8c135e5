import fc from 'fast-check';
import { openReceiptsRoom, type ReceiptsRoom } from './receipts-room.js';

describe('receipts follow the books', () => {
  let room: ReceiptsRoom;
  beforeAll(async () => {
    room = await openReceiptsRoom();
  });
  afterAll(() => room.close());

  const states = async (donation: string) =>
    (await room.queries.historyOf(donation)).map(({ number, state, amount, endCause }) => [
      Number(number.slice(5)),
      state,
      amount,
      endCause,
    ]);

  it('A32 partial refund after receipt: the receipt is replaced by one for the rest, with the next number', async () => {
    const place = await room.gifts.place();
    const donation = await room.gifts.give(place, { name: '张三', mail: 'zhang@example.org' });
    await room.drain();
    const first = await room.queries.byDonation(donation);
    const page = await room.receipts.pdf(first?.id ?? '');
    await room.gifts.takeBack(place, donation, 3_000n);
    expect(await room.brokenRules()).toEqual([]);
    await room.drain();
    expect(await states(donation)).toEqual([
      [2, 'issued', 7_000n, null],
      [1, 'replaced', 10_000n, 'changed'],
    ]);
    const second = await room.queries.byDonation(donation);
    expect((await room.queries.historyOf(donation))[1]?.replacedById).toBe(second?.id);
    expect((await room.receipts.pdf(first?.id ?? '')).equals(page)).toBe(true);
    expect(await room.queries.byVerificationCode(first?.code ?? '')).toMatchObject({
      state: 'replaced',
      replacement: { number: '2026-00000002', code: second?.code },
    });
    expect(await room.queries.byVerificationCode(second?.code ?? '')).toMatchObject({
      state: 'issued',
      replacement: null,
    });
  });

  it('A32 full refund after receipt: void with nothing in its place; undone: issued again, named by the void one', async () => {
    const place = await room.gifts.place();
    const donation = await room.gifts.give(place);
    await room.drain();
    await room.gifts.takeBack(place, donation, 10_000n);
    await room.drain();
    expect(await states(donation)).toEqual([[1, 'voided', 10_000n, 'returned']]);
    expect(await room.queries.byDonation(donation)).toBeNull();
    const [old] = await room.queries.historyOf(donation);
    expect(await room.queries.byVerificationCode(old?.code ?? '')).toMatchObject({
      state: 'voided',
      replacement: null,
    });
    await room.gifts.bringBack(place, donation, 10_000n);
    await room.drain();
    expect(await states(donation)).toEqual([
      [2, 'issued', 10_000n, null],
      [1, 'voided', 10_000n, 'returned'],
    ]);
    expect((await room.queries.byVerificationCode(old?.code ?? ''))?.replacement?.number).toBe(
      '2026-00000002',
    );
    expect(await room.brokenRules()).toEqual([]);
  });

  it('does the same for announcements that come late, twice and in the wrong order', async () => {
    const place = await room.gifts.place();
    const donation = await room.gifts.give(place);
    await room.gifts.takeBack(place, donation, 4_000n);
    await room.gifts.takeBack(place, donation, 1_000n);
    await room.drain((events) => [...events].reverse());
    expect(await states(donation)).toEqual([[1, 'issued', 5_000n, null]]);
    const again = () =>
      room.database.inTransaction((tx) => room.issuing.follow(tx, place.organizationId, [donation]));
    expect(await again()).toBe(0);
    expect(await states(donation)).toHaveLength(1);
  });

  it('mails the donor the one in its place, with why, once; and that one is void when nothing is left', async () => {
    const place = await room.gifts.place();
    const donation = await room.gifts.give(place, { name: '张三', mail: 'zhang3@example.org' });
    await room.drain();
    const first = (await room.queries.byDonation(donation))?.id ?? '';
    const send = async (name: 'receipts.mail' | 'receipts.mail-void', ref: string) => {
      const subscriber = room.jobs.subscribers.find((each) => each.name === name);
      if (!subscriber || subscriber.mode === 'each')
        throw new Error('mails are prepared outside or in batches');
      const task = { id: '1', eventId: '1', kind: '', organizationId: '', ref, dedupeKey: ref, attempts: 0 };
      await room.database.inTransaction(
        subscriber.mode === 'batch' ? (tx) => subscriber.handle(tx, [task]) : await subscriber.perform(task),
      );
    };
    const mails = () =>
      room.database.rows<{ subject: string; text: string }>(
        'SELECT subject, text_body AS text FROM mail_message WHERE organization_id = ? ORDER BY created_at, id',
        [place.organizationId],
      );
    await room.gifts.takeBack(place, donation, 3_000n);
    await room.drain();
    const second = (await room.queries.byDonation(donation))?.id ?? '';
    // The first one’s mail comes late: it has ended, and the second one says so.
    for (const ref of [first, second, second]) await send('receipts.mail', ref);
    expect(await mails()).toHaveLength(1);
    expect((await mails())[0]).toMatchObject({
      subject: '捐赠确认书 2026-00000002（换发） · 石家庄市红十字会',
      text: expect.stringContaining('由 ¥100.00 变为 ¥70.00'),
    });
    await room.gifts.takeBack(place, donation, 7_000n);
    await room.drain();
    for (const ref of [second, second]) await send('receipts.mail-void', ref);
    const [, voided, ...more] = await mails();
    expect(more).toEqual([]);
    expect(voided?.text).toContain('2026-00000002 因此作废');
    expect(voided?.text).not.toMatch(/\{\w+\}/);
  });

  it('takes ten workers at once for one change', async () => {
    const place = await room.gifts.place();
    const donations = await Promise.all(Array.from({ length: 10 }, () => room.gifts.give(place)));
    await room.drain();
    for (const donation of donations) await room.gifts.takeBack(place, donation, 1n);
    const issued = await Promise.all(
      Array.from({ length: 10 }, (_, worker) =>
        room.database.inTransaction((tx) =>
          room.issuing.follow(tx, place.organizationId, donations.slice(worker % 3)),
        ),
      ),
    );
    expect(issued.reduce((sum, each) => sum + each, 0)).toBe(10);
    for (const donation of donations) expect(await states(donation)).toHaveLength(2);
    expect(await room.brokenRules()).toEqual([]);
  });

  it('does nothing for another organization that asks about a gift', async () => {
    const [place, other] = [await room.gifts.place(), await room.gifts.place()];
    const donation = await room.gifts.give(place);
    const asked = room.database.inTransaction((tx) =>
      room.issuing.follow(tx, other.organizationId, [donation]),
    );
    expect(await asked).toBe(0);
    expect(await room.queries.byDonation(donation)).toBeNull();
    await room.drain();
    expect((await room.queries.byDonation(donation))?.number).toBe('2026-00000001');
  });

  it('keeps chain and numbers right through random histories', async () => {
    const step = fc.oneof(
      {
        weight: 3,
        arbitrary: fc.record({
          what: fc.constant('back' as const),
          gift: fc.nat(4),
          part: fc.integer({ min: 1, max: 100 }),
        }),
      },
      { weight: 2, arbitrary: fc.record({ what: fc.constant('again' as const), gift: fc.nat(4) }) },
      { weight: 2, arbitrary: fc.record({ what: fc.constant('drain' as const), reverse: fc.boolean() }) },
      {
        weight: 1,
        arbitrary: fc.record({ what: fc.constant('year' as const), year: fc.constantFrom(2026, 2027) }),
      },
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 14 }), async (steps) => {
        const place = await room.gifts.place();
        const donations: string[] = [];
        for (let each = 0; each < 5; each++) donations.push(await room.gifts.give(place, { amount: 100n }));
        const net = donations.map(() => 100n);
        for (const each of steps) {
          if (each.what === 'year') room.clock.set(new Date(`${each.year}-06-01T00:00:00Z`));
          else if (each.what === 'drain')
            await room.drain((events) => (each.reverse ? [...events].reverse() : events));
          else {
            const [donation = '', has = 0n] = [donations[each.gift], net[each.gift]];
            const amount =
              each.what === 'again' ? 100n - has : BigInt(each.part) < has ? BigInt(each.part) : has;
            if (amount === 0n) continue;
            net[each.gift] = each.what === 'again' ? 100n : has - amount;
            if (each.what === 'again') await room.gifts.bringBack(place, donation, amount);
            else await room.gifts.takeBack(place, donation, amount);
          }
        }
        await room.drain();
        for (const [index, donation] of donations.entries()) {
          const history = await room.queries.historyOf(donation);
          const standing = history.filter(({ state }) => state === 'issued');
          expect(standing.map(({ amount }) => amount)).toEqual(net[index] === 0n ? [] : [net[index]]);
          for (const { replacedById, state } of history)
            if (state === 'replaced') expect(history.some(({ id }) => id === replacedById)).toBe(true);
        }
        expect(await room.brokenRules()).toEqual([]);
      }),
      { numRuns: 10 },
    );
    room.clock.set(new Date('2026-01-15T04:00:00Z'));
  }, 60_000);
});
