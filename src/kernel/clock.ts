/** Where the time comes from; tests and the demo seed set their own. All times are UTC instants. */
export abstract class Clock {
  abstract now(): Date;
}

/** The machine's clock. */
export class SystemClock extends Clock {
  override now(): Date {
    return new Date();
  }
}

/** A clock that stands where it is put: for tests of rules that depend on time, and for the demo's past. */
export class SetClock extends Clock {
  constructor(private current: Date) {
    super();
  }

  override now(): Date {
    return new Date(this.current);
  }

  set(instant: Date): void {
    this.current = new Date(instant);
  }

  advance(milliseconds: number): void {
    this.current = new Date(this.current.getTime() + milliseconds);
  }
}

/** How a zone's days are written, and the day of the second that was asked for last. */
interface ZoneDays {
  readonly formatter: Intl.DateTimeFormat;
  second: number;
  day: string;
}

const zones = new Map<string, ZoneDays>();

/**
 * The calendar day "YYYY-MM-DD" of an instant in an IANA time zone: the accounting day of a payment. Zones differ
 * from UTC by whole seconds, so all instants of a second have one day; under load most ask for the same second.
 */
export function dayIn(instant: Date, timeZone: string): string {
  let zone = zones.get(timeZone);
  if (!zone) {
    const formatter = new Intl.DateTimeFormat('en-CA', {
      timeZone,
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
    });
    zone = { formatter, second: Number.NaN, day: '' };
    zones.set(timeZone, zone);
  }
  const second = Math.floor(instant.getTime() / 1000);
  if (second !== zone.second) {
    zone.day = zone.formatter.format(instant);
    zone.second = second;
  }
  return zone.day;
}

const HOUR_MS = 3_600_000;
/** Zones reach from UTC−12 to UTC+14. */
const EAST_MS = 15 * HOUR_MS;
const WEST_MS = 13 * HOUR_MS;

/** The instant at which a calendar day begins in a zone, to the second; by search, since zones change their clocks. */
export function startOfDay(day: string, timeZone: string): Date {
  const utc = Date.parse(`${day}T00:00:00Z`);
  let [before, from] = [utc - EAST_MS, utc + WEST_MS];
  while (from - before > 1000) {
    const middle = Math.floor((before + from) / 2000) * 1000;
    if (dayIn(new Date(middle), timeZone) < day) before = middle;
    else from = middle;
  }
  return new Date(from);
}
