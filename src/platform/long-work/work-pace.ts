/** What is needed to tell how fast a work goes. */
export interface WorkCounts {
  readonly done: number;
  readonly total: number | null;
  /** What this run's first report said, and when; null before it. */
  readonly baseCount: number | null;
  readonly baseAt: Date | null;
  readonly reportedAt: Date | null;
}

/** How fast a work goes and how long it will take; null where nobody can know yet. */
export interface WorkPace {
  readonly percent: number | null;
  /** Things a second since this run's first report. */
  readonly rate: number | null;
  readonly secondsLeft: number | null;
}

/** Below this the pace is a guess that jumps. */
const KNOWN_AFTER_MS = 500;

/** Pace of a work from its own reports; a work taken up again after a crash is measured from there. */
export function paceOf({ done, total, baseCount, baseAt, reportedAt }: WorkCounts): WorkPace {
  const percent = total === null || total === 0 ? null : Math.min(100, Math.floor((done * 100) / total));
  if (baseCount === null || !baseAt || !reportedAt) return { percent, rate: null, secondsLeft: null };
  const elapsed = reportedAt.getTime() - baseAt.getTime();
  const moved = done - baseCount;
  if (elapsed < KNOWN_AFTER_MS || moved <= 0) return { percent, rate: null, secondsLeft: null };
  const rate = (moved * 1000) / elapsed;
  return {
    percent,
    rate,
    secondsLeft: total === null ? null : Math.max(0, Math.ceil((total - done) / rate)),
  };
}
