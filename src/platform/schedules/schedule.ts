/** Work that is done again and again. Running it twice must do no harm: a killed worker's run is repeated. */
export interface Schedule {
  /** Unique, like 'settlements.import'. */
  readonly name: string;
  readonly everySeconds: number;
  run(): Promise<void>;
}

/** What is wrong with a list of schedules; an empty list when nothing is. */
export function scheduleProblems(schedules: readonly Schedule[]): string[] {
  const problems: string[] = [];
  const names = new Set<string>();
  for (const { name, everySeconds, run } of schedules) {
    if (!/^[a-z][a-z0-9.-]{2,59}$/.test(name)) problems.push(`schedule "${name}": use a-z, 0-9, "." and "-"`);
    if (names.has(name)) problems.push(`two schedules are called "${name}"`);
    names.add(name);
    if (!Number.isSafeInteger(everySeconds) || everySeconds < 1)
      problems.push(`schedule "${name}": everySeconds must be a whole number of at least 1`);
    if (typeof run !== 'function') problems.push(`schedule "${name}" has nothing to run`);
  }
  return problems;
}
