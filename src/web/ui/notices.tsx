import type { ComponentChildren, VNode } from 'preact';

/** Kinds of notice and badge: plain, good, warn, bad. The words say it too; colour alone says nothing. */
export type Tone = 'plain' | 'good' | 'warn' | 'bad';

/** A message in the flow of a page. `live` announces it to screen readers when the page opens. */
export function Notice(props: {
  tone?: Tone;
  title?: string;
  live?: boolean;
  children?: ComponentChildren;
}): VNode {
  const tone = props.tone ?? 'plain';
  return (
    <div
      class={tone === 'plain' ? 'notice' : `notice notice-${tone}`}
      role={props.live ? (tone === 'bad' ? 'alert' : 'status') : undefined}
    >
      {props.title && <h2>{props.title}</h2>}
      {props.children}
    </div>
  );
}

/** A short word about a thing's state. `alert` is the filled red one: emergencies only. */
export function Badge({ tone, children }: { tone?: Tone | 'alert'; children: ComponentChildren }): VNode {
  return <span class={!tone || tone === 'plain' ? 'badge' : `badge badge-${tone}`}>{children}</span>;
}
