/** Where a reader stands in a list, and which rows stand there. */
export interface Paging {
  /** From 1; `pages` is at least 1, also when the list is empty. */
  readonly page: number;
  readonly pages: number;
  readonly window: { readonly skip: number; readonly limit: number };
}

/** The page that was asked for, as it came in the address: what is no page of the list leads to its nearest one. */
export function pagingOf(rows: number, size: number, asked: string | undefined): Paging {
  const pages = Math.max(1, Math.ceil(rows / size));
  const wanted = /^\d{1,7}$/.test(asked ?? '') ? Number(asked) : 1;
  const page = Math.min(Math.max(wanted, 1), pages);
  return { page, pages, window: { skip: (page - 1) * size, limit: size } };
}
