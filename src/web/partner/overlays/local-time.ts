const LOCAL = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2})?$/;

/** The instant of a day and time as a form's field sends it ("2026-11-24T20:00") in a zone; null for anything else. */
export function instantIn(text: string, timeZone: string): Date | null {
  const asUtc = LOCAL.test(text) ? new Date(`${text}Z`) : null;
  if (!asUtc || Number.isNaN(asUtc.getTime())) return null;
  // Twice, because the zone's distance from UTC is that of the instant looked for, not of the first guess.
  const guess = new Date(asUtc.getTime() - distance(asUtc, timeZone));
  return new Date(asUtc.getTime() - distance(guess, timeZone));
}

/** By how many milliseconds a zone's clocks are ahead of UTC at an instant. */
function distance(at: Date, timeZone: string): number {
  const shown = new Intl.DateTimeFormat('sv-SE', {
    timeZone,
    dateStyle: 'short',
    timeStyle: 'medium',
  }).format(at);
  return new Date(`${shown.replace(' ', 'T')}Z`).getTime() - Math.floor(at.getTime() / 1000) * 1000;
}
