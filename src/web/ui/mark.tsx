import type { VNode } from 'preact';

/**
 * Our own sign: two open hands that make a heart. The red cross itself is a protected emblem and never decoration.
 * Decorative: the name always stands beside it.
 */
export function Mark(): VNode {
  return (
    <svg viewBox="0 0 48 48" width="32" height="32" aria-hidden="true" focusable="false">
      <path
        d="M24 41C13 33.500 5.500 26.500 5.500 17.500 5.500 11.500 10 7.500 15 7.500c4 0 7.200 2.300 9 6"
        fill="none"
        stroke="#b3262b"
        stroke-width="5"
        stroke-linecap="round"
        stroke-linejoin="round"
      />
      <path
        d="M24 30.500c6-4.200 10.200-8.500 10.200-12.800 0-2-1.300-3.200-2.900-3.200-2.700 0-5 3-7.300 6.500"
        fill="none"
        stroke="#d98a3d"
        stroke-width="5"
        stroke-linecap="round"
        stroke-linejoin="round"
      />
      <path
        d="M24 41c11-7.500 18.500-14.500 18.500-23.500 0-4.600-2.700-8-6.300-9.400"
        fill="none"
        stroke="#b3262b"
        stroke-width="5"
        stroke-linecap="round"
        stroke-linejoin="round"
      />
    </svg>
  );
}
