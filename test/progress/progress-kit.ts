import type { SetClock } from '../../src/kernel/clock.js';
import { newId } from '../../src/kernel/ids.js';
import { ChartOfAccounts } from '../../src/ledger/chart-of-accounts.service.js';
import { type EntryKind, Ledger, type NewEntry } from '../../src/ledger/ledger.service.js';
import { Numberer } from '../../src/ledger/numberer.service.js';
import { Projector } from '../../src/progress/projector.service.js';
import type { TestApp } from '../support/app.js';
import type { BuiltProject } from '../support/builders.js';

export interface Given {
  kind?: EntryKind;
  subjectId?: string;
  /** Negative: money that leaves income again. */
  amount: bigint;
  projectId?: string | null;
  channelId?: string | null;
  occurredAt?: Date;
}

export interface ProgressKit {
  /** Entries that move income of a project's fund. */
  entries(project: BuiltProject, given: readonly Given[]): Promise<NewEntry[]>;
  /** Books, numbers and follows, as a worker would. */
  book(posted: readonly NewEntry[]): Promise<void>;
  /** Reverses an entry and follows. */
  reverse(entryId: string): Promise<void>;
  follow(): Promise<void>;
}

/** Books entries for tests of progress and channels. */
export function progressKit(app: () => TestApp, clock: SetClock): ProgressKit {
  const follow = async (): Promise<void> => {
    while ((await app().get(Numberer).numberOnce()) > 0);
    while ((await app().get(Projector).projectOnce()) > 0);
  };
  return {
    follow,
    async entries({ id: ownId, organizationId, fundId }, given) {
      const accounts = app().get(ChartOfAccounts);
      const clearing = await accounts.id(organizationId, '100903', 'CNY', 'provider-account');
      const income = await accounts.id(organizationId, '410102', 'CNY');
      return given.map((one) => {
        const { kind = 'platform_gift', subjectId = newId(), amount, projectId = ownId } = one;
        const id = newId();
        const [debit, credit] = amount > 0n ? [clearing, income] : [income, clearing];
        return {
          id,
          organizationId,
          kind,
          sourceType: 'test',
          sourceId: id,
          subjectType: 'donation',
          subjectId,
          projectId,
          channelId: one.channelId,
          occurredAt: one.occurredAt ?? clock.now(),
          transfers: [{ fundId, debit, credit, amount: amount > 0n ? amount : -amount, currency: 'CNY' }],
        };
      });
    },
    async book(posted) {
      await app().database.inTransaction((tx) => app().get(Ledger).post(tx, posted));
      clock.advance(1_000);
      await follow();
    },
    async reverse(entryId) {
      const again = { id: newId(), sourceType: 'test', sourceId: newId(), occurredAt: clock.now() };
      await app().database.inTransaction((tx) => app().get(Ledger).reverse(tx, entryId, again));
      await follow();
    },
  };
}
