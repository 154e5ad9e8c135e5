import { newId } from '../../src/kernel/ids.js';
import { ChartOfAccounts } from '../../src/ledger/chart-of-accounts.service.js';
import { Ledger } from '../../src/ledger/ledger.service.js';
import { Numberer } from '../../src/ledger/numberer.service.js';
import { Projector } from '../../src/progress/projector.service.js';
import type { TestApp } from './app.js';
import type { BuiltProject } from './builders.js';

/** Books a gift from another platform to a project, numbers it and moves the project's public numbers. */
export async function bookPlatformGift(app: TestApp, project: BuiltProject, amount: bigint): Promise<void> {
  const chart = app.get(ChartOfAccounts);
  const [debit, credit] = [
    await chart.id(project.organizationId, '100201', 'CNY'),
    await chart.id(project.organizationId, '410102', 'CNY'),
  ];
  await app.database.inTransaction((tx) =>
    app.get(Ledger).post(tx, [
      {
        id: newId(),
        organizationId: project.organizationId,
        kind: 'platform_gift',
        sourceType: 'test',
        sourceId: newId(),
        subjectType: 'donation',
        subjectId: newId(),
        projectId: project.id,
        occurredAt: app.clock.now(),
        transfers: [{ fundId: project.fundId, debit, credit, amount, currency: 'CNY' }],
      },
    ]),
  );
  await app.get(Numberer).numberOnce();
  await app.get(Projector).projectOnce();
}
