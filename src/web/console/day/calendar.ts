export { dayAfter, isDay } from '../../../kernel/days.js';

const clocks = new Map<string, Intl.DateTimeFormat>();

/** The time of day "14:05:09" of an instant in a zone. */
export function clockTime(at: Date, zone: string): string {
  let clock = clocks.get(zone);
  if (!clock) {
    clock = new Intl.DateTimeFormat('en-GB', {
      timeZone: zone,
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
      hourCycle: 'h23',
    });
    clocks.set(zone, clock);
  }
  return clock.format(at);
}
