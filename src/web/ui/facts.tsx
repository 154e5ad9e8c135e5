import type { ComponentChildren, VNode } from 'preact';

/** A term and what it is. */
export type Fact = readonly [term: ComponentChildren, value: ComponentChildren];

/** Facts about one thing, one under the other. Facts whose value is null are left out. */
export function Facts({ facts }: { facts: readonly Fact[] }): VNode {
  return (
    <dl class="facts">
      {facts
        .filter(([, value]) => value !== null && value !== undefined && value !== '')
        .map(([term, value], index) => (
          <div key={index}>
            <dt>{term}</dt>
            <dd>{value}</dd>
          </div>
        ))}
    </dl>
  );
}

/** A few large figures beside each other. */
export function Figures({ figures }: { figures: readonly Fact[] }): VNode {
  return (
    <dl class="figures">
      {figures.map(([term, value], index) => (
        <div key={index}>
          <dt>{term}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

/**
 * How full something is, as a native progress element (no inline style, so our content security policy holds).
 * `percent` may pass 100: the bar is then full and `text` says the true figure.
 */
export function Bar({ percent, text }: { percent: number; text: string }): VNode {
  const value = Math.max(0, Math.min(100, percent));
  return (
    <progress class="bar" value={value} max={100} aria-label={text}>
      {text}
    </progress>
  );
}
