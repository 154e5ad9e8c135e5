const LOCAL = /^(20\d\d-\d\d-\d\d)T([01]\d|2[0-3]):([0-5]\d)$/;

/** The instant at which clocks of a zone show "YYYY-MM-DDTHH:MM", as browsers send a date with a time; null for no such time. */
export function localInstant(text: string, timeZone: string): Date | null {
  if (!LOCAL.test(text)) return null;
  const wanted = Date.parse(`${text}:00Z`);
  if (Number.isNaN(wanted)) return null;
  // The zone's distance from UTC is known at an instant only: the second look is at the right one.
  let at = wanted;
  for (let look = 0; look < 2; look++) at += wanted - Date.parse(`${localText(new Date(at), timeZone)}:00Z`);
  const found = new Date(at);
  return localText(found, timeZone) === text ? found : null;
}

/** What clocks of a zone show at an instant, as "YYYY-MM-DDTHH:MM". */
export function localText(at: Date, timeZone: string): string {
  const part = new Map(
    new Intl.DateTimeFormat('en-CA', {
      timeZone,
      ...{ year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit' },
      hourCycle: 'h23',
    })
      .formatToParts(at)
      .map(({ type, value }) => [type, value]),
  );
  const of = (type: string) => part.get(type as Intl.DateTimeFormatPartTypes) ?? '';
  return `${of('year')}-${of('month')}-${of('day')}T${of('hour')}:${of('minute')}`;
}
