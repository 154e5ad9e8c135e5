import type { ColumnOptions, ValueTransformer } from 'typeorm';

const bigintText: ValueTransformer = {
  to: (value: bigint | null | undefined) => value?.toString() ?? value,
  from: (value: string | null) => (value === null ? null : BigInt(value)),
};

/** A CHAR(26) ascii_bin id column. */
export const idColumn = {
  type: 'char',
  length: 26,
  charset: 'ascii',
  collation: 'ascii_bin',
} as const satisfies ColumnOptions;

/** A BIGINT column that is a `bigint` in code: minor units or a sequence number. */
export const bigintColumn = { type: 'bigint', transformer: bigintText } as const satisfies ColumnOptions;

/** A DATETIME(6) column: a UTC instant. */
export const instantColumn = { type: 'datetime', precision: 6 } as const satisfies ColumnOptions;
