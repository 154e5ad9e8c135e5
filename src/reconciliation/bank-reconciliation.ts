/** A line of the bank, or an entry on our bank account. Minor units, positive = money came in. */
export interface BankSideItem {
  readonly id: string;
  readonly day: string;
  readonly amount: bigint;
  readonly text: string;
  /** The match in which it stands with what the other side says; null = none. */
  readonly matchId: string | null;
}

/** The bank reconciliation statement (银行存款余额调节表) of one day. Minor units. */
export interface BankReconciliation {
  readonly booked: bigint;
  /** The balance on the bank's statement; null when no line of the bank is known. */
  readonly bank: bigint | null;
  /** What the bank has and our books have not: received, and paid. */
  readonly onlyBank: readonly BankSideItem[];
  /** What our books have and the bank has not. */
  readonly onlyBooks: readonly BankSideItem[];
  readonly bookedAdjusted: bigint;
  readonly bankAdjusted: bigint | null;
  /** bankAdjusted − bookedAdjusted: 0 when everything is explained. */
  readonly difference: bigint | null;
}

const sumOf = (items: readonly BankSideItem[]): bigint => items.reduce((sum, { amount }) => sum + amount, 0n);

/**
 * Compares both sides as they stood on a day: give only what either had by then. What is matched and equal on both
 * sides explains itself; of a match that only one side, or a part of a side, had by then, all is an open item.
 */
export function reconcileBank(
  { booked, bank }: { readonly booked: bigint; readonly bank: bigint | null },
  lines: readonly BankSideItem[],
  entries: readonly BankSideItem[],
): BankReconciliation {
  const settled = settledMatches(lines, entries);
  const open = (items: readonly BankSideItem[]) =>
    items.filter(({ matchId }) => matchId === null || !settled.has(matchId));
  const [onlyBank, onlyBooks] = [open(lines), open(entries)];
  const bookedAdjusted = booked + sumOf(onlyBank);
  const bankAdjusted = bank === null ? null : bank + sumOf(onlyBooks);
  const difference = bankAdjusted === null ? null : bankAdjusted - bookedAdjusted;
  return { booked, bank, onlyBank, onlyBooks, bookedAdjusted, bankAdjusted, difference };
}

function settledMatches(lines: readonly BankSideItem[], entries: readonly BankSideItem[]): Set<string> {
  const open = new Map<string, bigint>();
  const add = ({ matchId, amount }: BankSideItem, sign: bigint) => {
    if (matchId !== null) open.set(matchId, (open.get(matchId) ?? 0n) + sign * amount);
  };
  for (const line of lines) add(line, 1n);
  for (const entry of entries) add(entry, -1n);
  return new Set([...open].filter(([, left]) => left === 0n).map(([id]) => id));
}
