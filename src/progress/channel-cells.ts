/** The fewest gifts of which a breakdown by day or project tells; smaller groups are joined with others. */
export const GROUP_MIN = 5;

/** What a channel brought to one project of one society on one accounting day, in one currency. Minor units. */
export interface ChannelDay {
  readonly day: string;
  readonly projectId: string;
  readonly gross: bigint;
  readonly refunded: bigint;
  /** Gifts that began on this day, less those annulled on it. */
  readonly gifts: number;
}

/** What may be told of a channel: neighbouring days of one project, or of several small ones together. */
export interface ChannelCell {
  /** First and last accounting day, "YYYY-MM-DD"; one day alone where it had enough gifts. */
  readonly from: string;
  readonly to: string;
  /** null: projects that are too small to be told apart. */
  readonly projectId: string | null;
  readonly gross: bigint;
  readonly refunded: bigint;
  readonly gifts: number;
}

type Cells = Map<string | null, { gross: bigint; refunded: bigint; gifts: number }>;
interface Block {
  from: string;
  to: string;
  readonly cells: Cells;
}

/**
 * Cuts the days of one calendar month (one channel, one society, one currency; every day given, in any order) into
 * cells, each of at least `GROUP_MIN` gifts; a month with fewer gifts is one cell. Everything that is told (a day, a
 * project, a range, a total, in any combination) is a sum of whole cells, so the difference of any two answers is one
 * as well, and never tells of a smaller group.
 */
export function cellsOfMonth(days: readonly ChannelDay[]): ChannelCell[] {
  const joined = joinedProjects(days);
  const blocks: Block[] = [];
  for (const [day, cells] of byDay(days, joined)) {
    const last = blocks[blocks.length - 1];
    if (last && !isLarge(last.cells)) absorb(last, { from: day, to: day, cells });
    else blocks.push({ from: day, to: day, cells });
  }
  // What is left at the end of the month goes with the days before it, as far back as it takes.
  while (blocks.length > 1) {
    const [before, last] = blocks.slice(-2);
    if (!before || !last || isLarge(last.cells)) break;
    absorb(before, last);
    blocks.pop();
  }
  return blocks.flatMap(({ from, to, cells }) =>
    [...cells].map(([projectId, figures]) => ({ from, to, projectId, ...figures })),
  );
}

const isLarge = (cells: Cells): boolean => [...cells.values()].every(({ gifts }) => gifts >= GROUP_MIN);

/** Projects that are told together: those with few gifts in the month, and one more where they hide nothing alone. */
function joinedProjects(days: readonly ChannelDay[]): ReadonlySet<string> {
  const gifts = new Map<string, number>();
  for (const day of days) gifts.set(day.projectId, (gifts.get(day.projectId) ?? 0) + day.gifts);
  const ascending = [...gifts].sort(([a, n], [b, m]) => n - m || (a < b ? -1 : 1));
  const joined = new Set<string>();
  let together = 0;
  for (const [projectId, n] of ascending) {
    if (n >= GROUP_MIN && (joined.size === 0 || together >= GROUP_MIN)) break;
    joined.add(projectId);
    together += n;
  }
  return joined;
}

function byDay(days: readonly ChannelDay[], joined: ReadonlySet<string>): [string, Cells][] {
  const found = new Map<string, Cells>();
  for (const each of days) {
    const cells: Cells = found.get(each.day) ?? new Map();
    add(cells, joined.has(each.projectId) ? null : each.projectId, each);
    found.set(each.day, cells);
  }
  return [...found].sort(([a], [b]) => (a < b ? -1 : 1));
}

function absorb(block: Block, next: Block): void {
  block.to = next.to;
  for (const [projectId, figures] of next.cells) add(block.cells, projectId, figures);
}

function add(
  cells: Cells,
  projectId: string | null,
  { gross, refunded, gifts }: { readonly gross: bigint; readonly refunded: bigint; readonly gifts: number },
): void {
  const before = cells.get(projectId) ?? { gross: 0n, refunded: 0n, gifts: 0 };
  cells.set(projectId, {
    gross: before.gross + gross,
    refunded: before.refunded + refunded,
    gifts: before.gifts + gifts,
  });
}
