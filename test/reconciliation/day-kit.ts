import { Cases } from '../../src/cases/cases.service.js';
import { Recovery } from '../../src/intake/recovery.service.js';
import { dayIn } from '../../src/kernel/clock.js';
import { Numberer } from '../../src/ledger/numberer.service.js';
import { ApprovalsQueries } from '../../src/platform/approvals/approvals.queries.js';
import { Projector } from '../../src/progress/projector.service.js';
import { ProviderAccounts } from '../../src/providers/provider-accounts.service.js';
import { DayClosing } from '../../src/reconciliation/day-closing.service.js';
import { DayControls } from '../../src/reconciliation/day-controls.service.js';
import { Settlements } from '../../src/settlements/settlements.service.js';
import { openGiftKit } from '../donations/gift-kit.js';
import { buildPerson } from '../support/two-people.js';

const DAY_MS = 86_400_000;

/** A society whose gifts come through the sandbox, and the people who close its days. */
export async function openDayKit() {
  const kit = await openGiftKit();
  const { app, organizationId, sandbox, clock } = kit;
  const account = (await app.get(ProviderAccounts).ensureMain())?.id ?? '';
  const into = await kit.project();
  const clerk = await buildPerson(app, organizationId, 'clerk');
  const approver = await buildPerson(app, organizationId, 'approver');
  const day = dayIn(clock.now(), 'Asia/Shanghai');
  const agree = async (approvalId: string, staffId = approver) => {
    const asked = await app.get(ApprovalsQueries).byId(organizationId, approvalId);
    return app.get(DayClosing).approve({ staffId, organizationId }, approvalId, asked?.payloadSha256 ?? '');
  };
  const ask = (of = day) => app.get(DayClosing).request({ staffId: clerk, organizationId }, of);
  return {
    ...kit,
    account,
    /** Where `pay` gives to. */
    into,
    clerk,
    approver,
    day,
    control: <T>(path: string, body: object) => sandbox.control('POST', path, body) as Promise<T>,
    /** A gift of 100.00 yuan, or what is asked for, that was paid at the sandbox. */
    async pay(amountText = '100'): Promise<{ donationId: string; sessionId: string }> {
      const gift = await kit.give(into, { amountText });
      await sandbox.control('POST', '/pay', { session: gift.sessionId });
      return gift;
    },
    /** Takes in everything that happened at the provider, numbers it and brings the public totals up to it. */
    async hear(): Promise<void> {
      await app.get(Recovery).compareLastDays();
      await kit.intake();
      while ((await app.get(Numberer).numberOnce()) > 0);
      while ((await app.get(Projector).projectOnce()) > 0);
    },
    /** The statement's lines up to this moment. */
    importLines: () => app.get(Settlements).importRecent(account),
    tomorrow: () => clock.advance(DAY_MS),
    controls: async (of = day) => (await app.get(DayControls).ofDay(organizationId, of)).controls,
    /** Codes of the obstacles, with what they name. */
    obstacles: async (of = day) =>
      (await app.get(DayClosing).obstaclesOf({ organizationId }, of)).map(({ code, names }) =>
        [code, ...names].join(' '),
      ),
    /** Says of every open case of the kind that nothing is wrong, as a clerk does who has looked into it. */
    async explain(kind: string): Promise<number> {
      const cases = await app.database.rows<{ id: string }>(
        "SELECT id FROM work_case WHERE organization_id = ? AND kind = ? AND state = 'open'",
        [organizationId, kind],
      );
      for (const { id } of cases)
        await app.database.inTransaction((tx) =>
          app.get(Cases).close(tx, {
            ...{ organizationId, caseId: id, outcome: 'FALSE_POSITIVE' },
            ...{ reason: '已与支付机构核实', staffId: clerk },
          }),
        );
      return cases.length;
    },
    ask,
    agree,
    close: async (of = day) => agree(await ask(of)),
    end: () => kit.close(),
  };
}

export type DayKit = Awaited<ReturnType<typeof openDayKit>>;
