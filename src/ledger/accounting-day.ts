import { dayAfter } from '../kernel/days.js';

/**
 * The day on which something of `day` is booked: the day itself while it is open, else the next open one.
 * A day that was never closed is open. So a closed day never changes, however late a fact arrives.
 * @param closed the closed days from `day` on.
 */
export function openDayFrom(day: string, closed: ReadonlySet<string>): string {
  let open = day;
  while (closed.has(open)) open = dayAfter(open);
  return open;
}
