import { Injectable } from '@nestjs/common';
import { Clock, dayIn } from '../kernel/clock.js';
import { isDay } from '../kernel/days.js';
import { Refusal } from '../kernel/errors.js';
import { OrganizationsQueries } from '../organizations/organizations.queries.js';
import type { Tx } from '../platform/database/database.js';
import { AccountingDays } from './accounting-days.service.js';

/** The field of a form that names the day, and what the day must not lie before. */
export interface OwnDay {
  readonly field: string;
  readonly day: string;
  readonly notBefore?: string;
}

/** Days that a person writes into a form: of a payment, a cash count, a bank's return. */
@Injectable()
export class OwnDays {
  constructor(
    private readonly days: AccountingDays,
    private readonly organizations: OrganizationsQueries,
    private readonly clock: Clock,
  ) {}

  /**
   * Share-locks the day and gives a moment in it, for the entry's `occurredAt`: now, when it is today. Late facts of a
   * provider go to the next open day; what a person dates into a closed one is refused.
   * @throws Refusal invalid/day_invalid with the field (no day, in the future, too early) · conflict/day_closed.
   */
  async moment(tx: Tx, organizationId: string, { field, day, notBefore }: OwnDay): Promise<Date> {
    const zone = await this.organizations.timeZoneOf(organizationId, tx);
    const now = this.clock.now();
    const today = dayIn(now, zone);
    if (!isDay(day)) throw dayInvalid(field, 'invalid');
    if (day > today) throw dayInvalid(field, 'day_in_future');
    if (notBefore && day < notBefore) throw dayInvalid(field, 'day_too_early', { day: notBefore });
    await this.days.mustBeOpen(tx, { organizationId, day });
    return day === today ? now : momentIn(day, zone);
  }
}

function dayInvalid(field: string, code: string, params: Readonly<Record<string, string>> = {}): Refusal {
  return new Refusal('invalid', 'day_invalid', params, [{ field, code, params }]);
}

/** A moment of daylight in that day of that zone: zones lie between −12 and +14 hours of UTC. */
function momentIn(day: string, zone: string): Date {
  const noon = Date.parse(`${day}T12:00:00Z`);
  const hour = 3_600_000;
  const candidates = [-8, 0, 8, -14].map((shift) => new Date(noon + shift * hour));
  const found = candidates.find((at) => dayIn(at, zone) === day);
  if (!found) throw new RangeError(`no moment of ${day} in ${zone}`);
  return found;
}
