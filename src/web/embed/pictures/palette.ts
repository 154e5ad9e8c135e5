/** Colours of pictures: those of the site in its light dress. */
export const INK = '#26211d';
export const SOFT = '#61584f';
export const PAPER = '#faf6f0';
export const LINE = '#e9dfd2';
export const RED = '#b3262b';
export const DEEP = '#8f1b20';
export const GOLD = '#d98a3d';
export const ON_RED = '#ffffff';
/** Quieter text on red, still of contrast 7:1. */
export const ON_RED_SOFT = '#fbe4dd';
