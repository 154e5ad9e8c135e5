import { Inbox } from '../../src/providers/inbox.service.js';
import { InboxFront, WHOLE_LOOK_EVERY_MS } from '../../src/providers/inbox-front.js';
import { eventsOf, type GiftKit, openGiftKit } from '../donations/gift-kit.js';

const place = (ms: number, id: string) => ({ nextAt: new Date(ms), id });

describe('where fresh rows of the inbox begin', () => {
  it('begins behind the last row that was found, and once a second at the beginning', () => {
    const front = new InboxFront();
    expect(front.from(0)).toBeNull();
    front.found(null, place(5, '9'));
    expect(front.from(1)).toEqual(place(5, '9'));
    front.found(place(5, '9'), place(5, '10'));
    expect(front.from(WHOLE_LOOK_EVERY_MS - 1)).toEqual(place(5, '10'));
    expect(front.from(WHOLE_LOOK_EVERY_MS)).toBeNull();
    expect(front.from(WHOLE_LOOK_EVERY_MS + 1)).toEqual(place(5, '10'));
  });

  it('is not moved back by the later answer to an earlier look, but by what a look at the whole found', () => {
    const front = new InboxFront();
    front.from(0);
    front.found(null, place(5, '9'));
    front.found(place(5, '9'), place(7, '3'));
    front.found(place(5, '9'), place(6, '8'));
    expect(front.from(1)).toEqual(place(7, '3'));
    front.found(null, place(4, '2'));
    expect(front.from(2)).toEqual(place(4, '2'));
  });

  it('is at the beginning when nothing was found', () => {
    const front = new InboxFront();
    front.from(0);
    front.found(null, place(5, '9'));
    front.found(place(5, '9'), null);
    expect(front.from(1)).toBeNull();
  });
});

describe('claiming rows of the inbox', () => {
  let kit: GiftKit;
  beforeAll(async () => {
    kit = await openGiftKit();
  });
  afterAll(() => kit.close());

  it('a row that a worker gave back, before the place where others go on, is found as soon as nothing is behind', async () => {
    const inbox = kit.app.get(Inbox);
    const project = await kit.project();
    const now = kit.clock.now();
    for (let n = 0; n < 3; n++)
      await kit.deliver(eventsOf(await kit.give(project), now.getTime() / 1000).succeeded());
    /** Another worker that takes one row and keeps it until it gives it back. */
    const worker = async () => {
      const givenBack = new Error('given back');
      let letGo: () => void = () => undefined;
      const held = new Promise<void>((resolve) => {
        letGo = resolve;
      });
      let ended: Promise<unknown> = Promise.resolve();
      const id = await new Promise<string | undefined>((resolve) => {
        ended = kit.app.database
          .inTransaction(async (tx) => {
            resolve((await inbox.claim(tx, 1, kit.clock.now()))[0]?.id);
            await held;
            throw givenBack;
          })
          .catch((error) => expect(error).toBe(givenBack));
      });
      return {
        id,
        giveBack: () => {
          letGo();
          return ended;
        },
      };
    };
    const [one, two] = [await worker(), await worker()];
    await one.giveBack();
    const three = await worker();
    const four = await worker();
    expect(new Set([one.id, two.id, three.id]).size).toBe(3);
    expect(four.id).toBe(one.id);
    for (const each of [two, three, four]) await each.giveBack();
    await kit.intake();
    expect(Object.values(await kit.states())).toEqual(['DONE', 'DONE', 'DONE']);
  });
});
