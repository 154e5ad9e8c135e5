import type { VNode } from 'preact';

/** One bar of a chart. `value` in minor units, `label` and `text` for the reader. */
export interface ChartBar {
  readonly label: string;
  readonly text: string;
  readonly value: bigint;
}

const HEIGHT = 160;
const WIDTH = 720;
const GAP = 0.3;
const BARS_MIN = 10;

/** A bar's height in the drawing's units, for a value of at most `most`: whole numbers, because money is no float. */
const heightOf = (value: bigint, most: bigint): number =>
  most === 0n ? 0 : Number((value * BigInt(HEIGHT)) / most);

/**
 * A bar chart as SVG, drawn by the server: no script, no inline style. It repeats what a table beside it says, so it is
 * one picture with one name to screen readers.
 */
export function Chart({ title, bars }: { title: string; bars: readonly ChartBar[] }): VNode | null {
  if (bars.length === 0) return null;
  const most = bars.reduce((highest, { value }) => (value > highest ? value : highest), 0n);
  const lowest = bars.reduce((least, { value }) => (value < least ? value : least), 0n);
  const range = most - lowest;
  const base = heightOf(most, range);
  // A single day is a bar, not a wall.
  const step = WIDTH / Math.max(bars.length, BARS_MIN);
  return (
    <svg
      class="chart"
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      role="img"
      aria-label={title}
      preserveAspectRatio="none"
    >
      {bars.map(({ label, text, value }, index) => {
        const height = heightOf(value < 0n ? -value : value, range);
        return (
          <rect
            key={label}
            class={value < 0n ? 'chart-below' : 'chart-bar'}
            x={(index + GAP / 2) * step}
            y={value < 0n ? base : base - height}
            width={step * (1 - GAP)}
            height={Math.max(height, 1)}
          >
            <title>{`${label}: ${text}`}</title>
          </rect>
        );
      })}
      <line class="chart-base" x1={0} x2={WIDTH} y1={base} y2={base} />
    </svg>
  );
}
