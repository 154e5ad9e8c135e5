import type { Tables } from './platform/database/data-source.js';

/** Entity classes of all rooms; the literal list that every process opens its database with. */
export const TABLES: Tables = [];
