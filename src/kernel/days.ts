const DAY_MS = 86_400_000;

/** Whether a text is a real calendar day "YYYY-MM-DD" of this century. */
export function isDay(text: string): boolean {
  if (!/^20\d\d-\d\d-\d\d$/.test(text)) return false;
  const at = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(text);
}

/** The calendar day `days` after another (before it, when negative). */
export function dayAfter(day: string, days = 1): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);
}

/** The days after `first` and before `last`. */
export function daysBetween(first: string, last: string): string[] {
  const days: string[] = [];
  for (let day = dayAfter(first); day < last; day = dayAfter(day)) days.push(day);
  return days;
}
