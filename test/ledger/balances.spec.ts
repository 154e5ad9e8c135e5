import fc from 'fast-check';
import { SetClock } from '../../src/kernel/clock.js';
import { newId } from '../../src/kernel/ids.js';
import type { NewEntry } from '../../src/ledger/entry.js';
import { ledgerChecks } from '../../src/ledger/ledger.checks.js';
import type { TrialBalanceLine } from '../../src/ledger/ledger.queries.js';
import { brokenRules } from '../../src/platform/database/check.js';
import { type Books, giftEntry, makePurse, makeSociety, openBooks, type Purse } from '../support/books.js';

let books: Books;
const clock = new SetClock(new Date('2026-11-20T08:00:00Z'));

beforeAll(async () => {
  books = await openBooks({ clock });
});
afterAll(async () => {
  await books.close();
});

/** One step of a random history: a gift, money that leaves the fund, or the undoing of an earlier step. */
type Step =
  | { readonly what: 'gift' | 'spend'; readonly fund: 0 | 1; readonly amount: bigint }
  | { readonly what: 'undo'; readonly step: number };

const amount = fc.bigInt({ min: 1n, max: 10n ** 12n });
const fund = fc.constantFrom<0 | 1>(0, 1);
const history = fc.array(
  fc.oneof(
    fc.record({ what: fc.constant('gift' as const), fund, amount }),
    fc.record({ what: fc.constant('spend' as const), fund, amount }),
    fc.record({ what: fc.constant('undo' as const), step: fc.nat(11) }),
  ),
  { minLength: 1, maxLength: 12 },
);

interface Played {
  readonly purses: readonly [Purse, Purse];
  /** How each ledger number changed each fund. */
  readonly changes: readonly { readonly fund: 0 | 1; readonly change: bigint }[];
}

/** Plays a history in an organization of its own, every step numbered before the next. */
async function play(steps: readonly Step[]): Promise<Played> {
  const organizationId = await makeSociety(books);
  // Unrestricted: a random history may overdraw its fund, and a restricted one then needs a case.
  const purse = () => makePurse(books, organizationId, 'unrestricted');
  const purses = [await purse(), await purse()] as const;
  const cost = await books.accounts.id(organizationId, '510101', 'CNY');
  const done: { id: string; fund: 0 | 1; change: bigint; reversible: boolean }[] = [];
  const post = async (entry: NewEntry): Promise<void> => {
    await books.database.inTransaction((tx) => books.ledger.post(tx, [entry]));
    await books.numberer.numberOnce();
  };
  for (const step of steps) {
    if (step.what === 'undo') {
      const target = done[step.step];
      if (!target?.reversible) continue;
      target.reversible = false;
      const id = newId();
      await books.database.inTransaction((tx) =>
        books.ledger.reverse(tx, target.id, {
          id,
          sourceType: 'test',
          sourceId: id,
          occurredAt: clock.now(),
        }),
      );
      await books.numberer.numberOnce();
      done.push({ id, fund: target.fund, change: -target.change, reversible: false });
      continue;
    }
    const purse = purses[step.fund];
    const gift = giftEntry(purse, step.amount);
    const transfers = [{ ...gift.transfers[0], fundId: purse.fundId, amount: step.amount, currency: 'CNY' }];
    const spend = transfers.map((transfer) => ({ ...transfer, debit: cost, credit: purse.clearing }));
    if (step.what === 'gift') await post(gift);
    else await post({ ...gift, kind: 'dispute_lost', transfers: spend });
    done.push({
      id: gift.id,
      fund: step.fund,
      change: step.what === 'gift' ? step.amount : -step.amount,
      reversible: true,
    });
  }
  return { purses, changes: done };
}

const total = (lines: readonly TrialBalanceLine[], side: 'debit' | 'credit'): bigint =>
  lines.reduce((sum, line) => sum + line[side], 0n);

describe('balances', () => {
  it('at every ledger number are the sum of what came before, and the trial balance is even', async () => {
    await fc.assert(
      fc.asyncProperty(history, async (steps) => {
        const { purses, changes } = await play(steps);
        for (let seq = 0; seq <= changes.length; seq++) {
          for (const which of [0, 1] as const) {
            const expected = changes
              .slice(0, seq)
              .reduce((sum, { fund, change }) => (fund === which ? sum + change : sum), 0n);
            expect(await books.queries.fundBalance(purses[which].fundId, BigInt(seq))).toBe(expected);
          }
          const lines = await books.queries.trialBalance(purses[0].organizationId, BigInt(seq));
          expect(total(lines, 'debit')).toBe(total(lines, 'credit'));
        }
        expect(await brokenRules(books.database, ledgerChecks)).toEqual([]);
      }),
      { numRuns: 15 },
    );
  }, 60_000);

  it('are as they were after everything is undone', async () => {
    const undoable = fc.array(
      fc.record({ what: fc.constantFrom('gift' as const, 'spend' as const), fund, amount }),
      {
        minLength: 1,
        maxLength: 6,
      },
    );
    await fc.assert(
      fc.asyncProperty(undoable, async (steps) => {
        const undoing = steps.map((_, step) => ({ what: 'undo' as const, step }));
        const { purses } = await play([...steps, ...undoing]);
        for (const { fundId } of purses) expect(await books.queries.fundBalance(fundId)).toBe(0n);
        const lines = await books.queries.trialBalance(purses[0].organizationId);
        for (const { debit, credit } of lines) expect(debit).toBe(credit);
      }),
      { numRuns: 10 },
    );
  }, 60_000);

  it('of another organization are not touched', async () => {
    const [mine, other] = [await makePurse(books), await makePurse(books)];
    await books.database.inTransaction((tx) => books.ledger.post(tx, [giftEntry(mine, 500n)]));
    await books.numberer.numberOnce();
    expect(await books.queries.fundBalance(mine.fundId)).toBe(500n);
    expect(await books.queries.trialBalance(other.organizationId)).toEqual([]);
    expect(await books.queries.lastSeq(other.organizationId)).toBe(0n);
  });
});
