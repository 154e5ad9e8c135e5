/** A literal table of the states of a thing and the states each may move to. */
export type TransitionTable<State extends string> = Readonly<Record<State, readonly State[]>>;

/** Whether a thing may move from one state to another. */
export function mayMove<State extends string>(
  table: TransitionTable<State>,
  from: State,
  to: State,
): boolean {
  return table[from].includes(to);
}

/**
 * States that can never be reached from `initial`: a table with any is a mistake, found when the module loads.
 */
export function unreachableStates<State extends string>(
  table: TransitionTable<State>,
  initial: State,
): State[] {
  const reached = new Set<State>([initial]);
  const queue: State[] = [initial];
  for (let state = queue.pop(); state !== undefined; state = queue.pop()) {
    for (const next of table[state]) {
      if (!reached.has(next)) {
        reached.add(next);
        queue.push(next);
      }
    }
  }
  return (Object.keys(table) as State[]).filter((state) => !reached.has(state));
}

/** Declares a transition table and refuses one with unreachable states. */
export function transitions<State extends string>(
  initial: State,
  table: TransitionTable<State>,
): TransitionTable<State> {
  const lost = unreachableStates(table, initial);
  if (lost.length > 0) throw new Error(`states that nothing leads to: ${lost.join(', ')}`);
  return table;
}
