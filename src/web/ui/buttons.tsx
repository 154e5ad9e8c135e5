import type { ComponentChildren, VNode } from 'preact';

interface ButtonLook {
  /** `second` = outlined; the filled red one is kept for the one main action of a page. */
  readonly second?: boolean;
  readonly size?: 'small' | 'large';
  readonly wide?: boolean;
}

function look({ second, size, wide }: ButtonLook): string {
  return ['button', second && 'button-second', size && `button-${size}`, wide && 'button-wide']
    .filter(Boolean)
    .join(' ');
}

/** A submit button; `name` and `value` go into the form when it has several. */
export function Button(
  props: ButtonLook & { name?: string; value?: string; id?: string; children: ComponentChildren },
): VNode {
  return (
    <button type="submit" class={look(props)} name={props.name} value={props.value} id={props.id}>
      {props.children}
    </button>
  );
}

/** A link that looks like a button: for going somewhere, never for changing something. */
export function ButtonLink(props: ButtonLook & { href: string; children: ComponentChildren }): VNode {
  return (
    <a class={look(props)} href={props.href}>
      {props.children}
    </a>
  );
}

/** Buttons beside each other. */
export function Actions({ children }: { children: ComponentChildren }): VNode {
  return <div class="actions">{children}</div>;
}
