import type { JsonObject } from './json.js';
import { REFUND_WAYS, type RefundWay } from './refund-ways.js';

/** What goes wrong on purpose. Shares are 0..1 of all new events. */
export interface FaultSettings {
  /** Share of events that are delivered twice. */
  duplicates: number;
  /** Share of events held back up to three seconds, so that later ones overtake them. */
  disorder: number;
  /** Every delivery waits this long. */
  delay_ms: number;
  /** Share of events that are never delivered, as after Stripe's last retry. */
  loss: number;
  /** Share of events beside which a false one is sent, of a kind that must change nothing. */
  forgeries: number;
  /** How refunds asked for by the API fare. */
  refunds: RefundWay;
  /** The API answers 503 to everything. */
  api_down: boolean;
  /** The API waits this long before it acts. */
  api_delay_ms: number;
  /** So many next POST calls are carried out but never answered; `true` for all of them. */
  api_timeouts: number | boolean;
}

export const NO_FAULTS: FaultSettings = {
  duplicates: 0,
  disorder: 0,
  delay_ms: 0,
  loss: 0,
  forgeries: 0,
  refunds: 'as_usual',
  api_down: false,
  api_delay_ms: 0,
  api_timeouts: 0,
};

const HELD_BACK_MS_MAX = 3000;

/** Reads fault settings from JSON over the present ones; the second part lists what was wrong. */
export function readFaults(given: JsonObject, present: FaultSettings): [FaultSettings, string[]] {
  const next = { ...present };
  const wrong: string[] = [];
  const within = (value: unknown, max: number): value is number =>
    typeof value === 'number' && value >= 0 && value <= max;
  for (const [name, value] of Object.entries(given)) {
    const way = REFUND_WAYS.find((each) => each === value);
    if (isShare(name) && within(value, 1)) next[name] = value;
    else if (name === 'refunds' && way) next.refunds = way;
    else if ((name === 'delay_ms' || name === 'api_delay_ms') && within(value, 600_000)) next[name] = value;
    else if (name === 'api_down' && typeof value === 'boolean') next.api_down = value;
    else if (name === 'api_timeouts' && (typeof value === 'boolean' || within(value, 1e6)))
      next[name] = value;
    else wrong.push(name);
  }
  return [next, wrong];
}

function isShare(name: string): name is 'duplicates' | 'disorder' | 'loss' | 'forgeries' {
  return ['duplicates', 'disorder', 'loss', 'forgeries'].includes(name);
}

/** The fate of one event, drawn once when it is made. */
export interface Fate {
  lost: boolean;
  delay_ms: number;
  /** A second delivery after this time, or null. */
  again_ms: number | null;
  /** A false event goes along: the number (0..1) that chooses its kind, or null. */
  forgery: number | null;
}

/** Draws fates from a seed, so that a run can be repeated. */
export class Faults {
  settings: FaultSettings = NO_FAULTS;
  private state: number;

  constructor(readonly seed: number) {
    this.state = seed >>> 0;
  }

  draw(): Fate {
    const { loss, disorder, duplicates, forgeries, delay_ms } = this.settings;
    if (!loss && !disorder && !duplicates && !forgeries)
      return { lost: false, delay_ms, again_ms: null, forgery: null };
    const lost = this.next() < loss;
    const held = this.next() < disorder ? this.next() * HELD_BACK_MS_MAX : 0;
    const again = this.next() < duplicates ? this.next() * 1000 : null;
    // Drawn only when asked for: the seeds of runs without forgeries keep their meaning.
    const forgery = forgeries && this.next() < forgeries ? this.next() : null;
    return { lost, delay_ms: delay_ms + held, again_ms: again, forgery };
  }

  /** Mulberry32: small, and the same on every machine. */
  private next(): number {
    this.state = (this.state + 0x6d2b79f5) >>> 0;
    let mixed = this.state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  }
}
