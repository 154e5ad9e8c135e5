/** One measured round of one side. */
export interface Round {
  readonly units: number;
  readonly seconds: number;
  /** Milliseconds of each unit, or of each batch where units travel in batches. */
  readonly latencies?: readonly number[];
  /** Processor time of the side's one process. */
  readonly cpuSeconds?: number | undefined;
  /** Processor time of the database server meanwhile. */
  readonly databaseSeconds?: number | undefined;
}

export interface Results {
  readonly ours: readonly Round[];
  readonly ceiling: readonly Round[];
}

export interface Terms {
  readonly floor: number;
  readonly goal: number;
  readonly ceilingEarlier?: number;
  readonly leastOurs?: number;
  readonly p99Most?: number;
  readonly agree: boolean;
}

export interface Verdict {
  readonly name: string;
  readonly ours: number;
  readonly ceiling: number;
  readonly ratio: number;
  readonly p50_ms: number;
  readonly p99_ms: number;
  readonly spread: { readonly ours: number; readonly ceiling: number };
  readonly rounds: number;
  readonly ratio_cpu?: number;
  readonly ceiling_earlier?: number;
  readonly weak_ceiling?: true;
  readonly agree: boolean;
  readonly pass: boolean;
  readonly misses?: readonly string[];
}

export interface CpuPerUnit {
  readonly process: number | null;
  readonly database: number | null;
}

export const ROUNDS: number;
export function median(numbers: readonly number[]): number;
export function percentile(numbers: readonly number[], percent: number): number;
export function alternate(given: {
  readonly rounds?: number;
  readonly ours: (round: number) => Promise<Round>;
  readonly ceiling: (round: number) => Promise<Round>;
  readonly say: (line: string) => void;
}): Promise<{ ours: Round[]; ceiling: Round[] }>;
export function verdict(name: string, results: Results, terms: Terms): Verdict;
export function cpuPerUnit(results: Results): { ours: CpuPerUnit; ceiling: CpuPerUnit };
