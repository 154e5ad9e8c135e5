const DAY_MS = 86_400_000;

/** The calendar day after `day` ("YYYY-MM-DD"). */
export function dayAfter(day: string): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + DAY_MS).toISOString().slice(0, 10);
}

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
