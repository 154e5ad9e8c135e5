import { Injectable } from '@nestjs/common';
import { Clock, dayIn } from '../kernel/clock.js';
import { dayAfter } from '../kernel/days.js';
import { Database, type Tx } from '../platform/database/database.js';
import type { ProviderAccount } from '../providers/provider-account.entity.js';
import { countDay, coveredUntil, endedBy } from './day-run.statements.js';
import { Discrepancies } from './discrepancies.service.js';
import type { Found } from './discrepancy.js';
import { findingsOfFacts, findingsOfLines } from './found-lines.js';
import {
  brokenRoll,
  type DayScope,
  hasFlow,
  oddOtherLines,
  refundsByProvider,
  tradesUnlikeFlows,
  unequalSettlements,
} from './groups.statements.js';
import {
  type MatchScope,
  matchByMerchantNo,
  matchByProviderId,
  matchCarried,
  openFacts,
  openLines,
} from './match-lines.statements.js';
import { detailsOfFacts, detailsOfLines } from './open-lines.statements.js';
import { CARRIED_DAYS, chunksOf, type Pass, type ReconciliationRun, sliceOf, spanOf } from './run.js';
import type { HeldRun, Tally } from './run.statements.js';

/** Until a provider's event has had this long to arrive, its line is no difference. */
const EVENT_MS = 15 * 60_000;
/** Rows whose details are looked at together. */
const AT_ONCE = 500;

/** A provider account's day and the run that last looked at it. */
export interface RunDay {
  readonly run: ReconciliationRun;
  readonly account: ProviderAccount;
  readonly timeZone: string;
}

/** The same while its run is under way. */
export interface DayInHand extends RunDay {
  readonly held: HeldRun;
}

/** The work of a run over a provider account's day, one chunk of one pass at a time. */
@Injectable()
export class DayRun {
  constructor(
    private readonly database: Database,
    private readonly discrepancies: Discrepancies,
    private readonly clock: Clock,
  ) {}

  /** Does one chunk in the caller's database transaction. */
  async chunk(tx: Tx, inHand: DayInHand, pass: Pass, chunk: number): Promise<Tally> {
    const { held, run, account, timeZone } = inHand;
    const day = spanOf(run.day, timeZone);
    const scope: MatchScope = { run, accountId: account.id, day, again: run.revision > 1 || held.resumed };
    const slice = sliceOf(day, chunk, chunksOf(pass, run));
    switch (pass) {
      case 'provider_id':
        await matchByProviderId(tx, scope, slice);
        return {};
      case 'merchant_no':
        // Stripe hands no number of ours through but in metadata, which the fact has read.
        if (account.provider !== 'stripe')
          for (const some of inParts(await openLines(tx, account.id, slice)))
            await matchByMerchantNo(tx, scope, some);
        return {};
      case 'facts':
        return this.facts(tx, inHand, await openFacts(tx, account.id, slice));
      case 'lines':
        return this.lines(tx, inHand, await openLines(tx, account.id, slice));
      case 'groups':
        return this.groups(tx, inHand, {
          ...scope,
          organizationId: run.organizationId,
          day: run.day,
          span: day,
        });
    }
  }

  /** Finds what stands about these lines and facts now that a person has paired them or taken them apart. */
  async lookAgain(
    tx: Tx,
    day: RunDay,
    of: { readonly lineIds: readonly string[]; readonly factIds: readonly string[] },
  ): Promise<void> {
    await this.facts(tx, day, of.factIds);
    await this.lines(tx, day, of.lineIds);
  }

  private async facts(tx: Tx, { run, account, timeZone }: RunDay, ids: readonly string[]): Promise<Tally> {
    if (ids.length === 0) return {};
    const pool = {
      from: spanOf(dayAfter(run.day, -CARRIED_DAYS), timeZone).from,
      until: spanOf(dayAfter(run.day, CARRIED_DAYS), timeZone).until,
    };
    const carried = dayIn(this.clock.now(), timeZone) > dayAfter(run.day, CARRIED_DAYS);
    const until = await coveredUntil(tx, account, run.day, pool);
    let [waiting, found] = [0, 0];
    for (const some of inParts(ids)) {
      await matchCarried(tx, { run, accountId: account.id }, some, pool);
      const facts = await detailsOfFacts(tx, some);
      const findings = findingsOfFacts(account.id, facts, { coveredUntil: until, carried });
      await this.discrepancies.record(tx, run, findings.found);
      waiting += findings.waiting;
      found += findings.found.length;
    }
    return { waiting, found };
  }

  private async lines(tx: Tx, { run, account }: RunDay, ids: readonly string[]): Promise<Tally> {
    const terms = {
      dueBefore: new Date(this.clock.now().getTime() - EVENT_MS),
      bookedFromLines: account.intake === 'statement',
    };
    let [waiting, found, unmatched] = [0, 0, 0];
    for (const some of inParts(ids)) {
      const findings = findingsOfLines(account.id, await detailsOfLines(tx, some), terms);
      await this.discrepancies.record(tx, run, findings.found);
      waiting += findings.waiting;
      found += findings.found.filter(({ settled }) => !settled).length;
      unmatched += findings.unmatched;
    }
    return { waiting, found, unmatched };
  }

  private async groups(tx: Tx, { run, account }: DayInHand, scope: DayScope): Promise<Tally> {
    const found: Found[] = [
      ...(await unequalSettlements(tx, scope)),
      ...(await oddOtherLines(tx, scope)),
      ...(await refundsByProvider(tx, scope)),
    ];
    if (await hasFlow(tx, account.id))
      found.push(...(await tradesUnlikeFlows(tx, scope)), ...(await brokenRoll(tx, scope)));
    await this.discrepancies.record(tx, run, found);
    return { found: found.length };
  }

  /** Ends what this run no longer found, of its own day and of the days that carried something over to it. */
  async end(tx: Tx, { run, account }: DayInHand): Promise<void> {
    for (const [note, gone] of await endedBy(tx, run, account.id))
      await this.discrepancies.end(tx, gone, note);
  }

  /** Lines, facts and the newest line of the account as they are now. */
  async counts({ run, account, timeZone }: DayInHand) {
    const { from, until } = spanOf(run.day, timeZone);
    return countDay(this.database, account.id, { from, until });
  }
}

function* inParts(ids: readonly string[]): Iterable<readonly string[]> {
  for (let at = 0; at < ids.length; at += AT_ONCE) yield ids.slice(at, at + AT_ONCE);
}
