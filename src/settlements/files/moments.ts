const HOUR_MS = 3_600_000;
/** China has had one zone without summer time since 1991; providers' files are written in it. */
const BEIJING_MS = 8 * HOUR_MS;

/** A point in time as a file writes it. */
export interface Moment {
  readonly at: Date;
  /** The calendar day that the file writes, "YYYY-MM-DD". */
  readonly day: string;
}

const WRITTEN_DAY = /^\d{4}-\d\d-\d\d$/;
const WRITTEN_CLOCK = /^ ([01]\d|2[0-3]):([0-5]\d):([0-5]\d)$/;
/** The day that was read last: the lines of a bill have one or two. */
let known = { day: '', at: 0 };

/** Reads "YYYY-MM-DD hh:mm:ss" of Beijing; null when it is no such time. */
export function beijingMoment(text: string): Moment | null {
  const day = text.slice(0, 10);
  if (day !== known.day) {
    const at = WRITTEN_DAY.test(day) ? instant(day.split('-').map(Number)) : null;
    if (at === null) return null;
    known = { day, at };
  }
  const clock = WRITTEN_CLOCK.exec(text.slice(10));
  if (!clock) return null;
  const seconds = Number(clock[1]) * 3600 + Number(clock[2]) * 60 + Number(clock[3]);
  return { at: new Date(known.at - BEIJING_MS + seconds * 1000), day };
}

const LOOSE_DAY = /^(\d{4})(?:-|\/|\.|年)(\d{1,2})(?:-|\/|\.|月)(\d{1,2})日?$/;
const TIGHT_DAY = /^(\d{4})(\d\d)(\d\d)$/;
const LOOSE_CLOCK = /^(\d{1,2}):(\d\d)(?::(\d\d)(?:\.\d+)?)?$/;
const TIGHT_CLOCK = /^(\d\d)(\d\d)(\d\d)$/;

/**
 * Reads a day, with or without a time, in the ways in which banks write them ("2026/1/5 9:03", "20260105",
 * "2026年1月5日"), of the given zone; without a time it is noon, which is the same day wherever it is read.
 */
export function looseMoment(text: string, clock: string, timeZone: string): Moment | null {
  const plain = text.normalize('NFKC').replace('T', ' ').trim();
  const [dayText = '', ownClock = ''] = plain.split(/\s+/);
  const day = LOOSE_DAY.exec(dayText) ?? TIGHT_DAY.exec(dayText);
  if (!day) return null;
  const given = clock.normalize('NFKC').trim() || ownClock;
  const time = given === '' ? ['', '12', '0', '0'] : (LOOSE_CLOCK.exec(given) ?? TIGHT_CLOCK.exec(given));
  if (!time) return null;
  const parts = [...day.slice(1, 4), ...time.slice(1, 4)].map((part) => Number(part ?? 0));
  const at = instant(parts);
  if (at === null) return null;
  return { at: new Date(at - offsetAt(at, timeZone)), day: new Date(at).toISOString().slice(0, 10) };
}

/** Milliseconds of a wall clock read as UTC; null when there is no such day or time. */
function instant(parts: readonly number[]): number | null {
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts;
  if (year < 2000 || year > 2099 || hour > 23 || minute > 59 || second > 59) return null;
  const at = Date.UTC(year, month - 1, day, hour, minute, second);
  const check = new Date(at);
  return check.getUTCMonth() === month - 1 && check.getUTCDate() === day ? at : null;
}

/** How far the zone's wall clock is ahead of UTC at that wall clock time. */
function offsetAt(wall: number, timeZone: string): number {
  if (timeZone === 'Asia/Shanghai') return BEIJING_MS;
  let format = formats.get(timeZone);
  if (!format) {
    format = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'medium' });
    formats.set(timeZone, format);
  }
  const offset = (at: number) => Date.parse(`${format.format(at).replace(' ', 'T')}Z`) - at;
  return offset(wall - offset(wall));
}

const formats = new Map<string, Intl.DateTimeFormat>();
