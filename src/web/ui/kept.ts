import type { VNode } from 'preact';
import { jsxTemplate } from 'preact/jsx-runtime';
import { render } from 'preact-render-to-string';

/** Gives a part of a page: drawn anew, or as it was drawn before from the very same facts. */
export type Keep = (part: string, draw: () => VNode | null) => VNode | null;

/** Every part anew: for pages that are asked for once. */
export const drawAnew: Keep = (_part, draw) => draw();

/**
 * Parts of pages that follow from one view alone, as HTML. A view is made anew when anything on it has changed, and
 * what was drawn from the old one goes with it: nothing here can be older than the view that it is asked for with.
 */
export class KeptParts {
  private readonly parts = new WeakMap<object, Keep>();

  /** The parts drawn from `view`, which nobody changes after it was made. */
  of(view: object): Keep {
    let keep = this.parts.get(view);
    if (!keep) {
      keep = keeping();
      this.parts.set(view, keep);
    }
    return keep;
  }
}

function keeping(): Keep {
  const drawn = new Map<string, string>();
  return (part, draw) => {
    let html = drawn.get(part);
    if (html === undefined) {
      const node = draw();
      html = node ? flat(render(node)) : '';
      drawn.set(part, html);
    }
    return html === '' ? null : jsxTemplate([html]);
  };
}

/** The same text in one piece: what was put together of a thousand would be gone through piece by piece each time. */
const flat = (text: string): string => Buffer.from(text).toString();
