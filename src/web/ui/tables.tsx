import type { ComponentChildren, VNode } from 'preact';

/** A column: its heading, and whether it holds numbers (then to the right, with figures of one width). */
export interface Column {
  readonly head: ComponentChildren;
  readonly number?: boolean;
}

/**
 * A table that scrolls inside its own box on narrow screens; the box can be reached and scrolled by keyboard.
 * `empty` stands in place of rows when there are none.
 */
export function Table(props: {
  caption: string;
  columns: readonly Column[];
  rows: readonly (readonly ComponentChildren[])[];
  foot?: readonly ComponentChildren[];
  empty?: ComponentChildren;
  hideCaption?: boolean;
}): VNode {
  const { caption, columns, rows, foot } = props;
  const classOf = (index: number) => (columns[index]?.number ? 'number' : undefined);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard
    <section class="table-box" aria-label={caption} tabIndex={0}>
      <table>
        <caption class={props.hideCaption ? 'visually-hidden' : undefined}>{caption}</caption>
        <thead>
          <tr>
            {columns.map((column, index) => (
              <th scope="col" class={classOf(index)} key={index}>
                {column.head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, at) => (
            <tr key={at}>
              {row.map((cell, index) => (
                <td class={classOf(index)} key={index}>
                  {cell}
                </td>
              ))}
            </tr>
          ))}
          {rows.length === 0 && (
            <tr>
              <td colSpan={columns.length}>{props.empty}</td>
            </tr>
          )}
        </tbody>
        {foot && (
          <tfoot>
            <tr>
              {foot.map((cell, index) => (
                <td class={classOf(index)} key={index}>
                  {cell}
                </td>
              ))}
            </tr>
          </tfoot>
        )}
      </table>
    </section>
  );
}

/** Links to the pages before and after; either may be missing. */
export function Pager(props: {
  label: string;
  previous?: { href: string; text: string } | undefined;
  next?: { href: string; text: string } | undefined;
}): VNode | null {
  if (!props.previous && !props.next) return null;
  return (
    <nav class="pager" aria-label={props.label}>
      {props.previous ? (
        <a class="button button-second" rel="prev" href={props.previous.href}>
          {props.previous.text}
        </a>
      ) : (
        <span />
      )}
      {props.next && (
        <a class="button button-second" rel="next" href={props.next.href}>
          {props.next.text}
        </a>
      )}
    </nav>
  );
}
