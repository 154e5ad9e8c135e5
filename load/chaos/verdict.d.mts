type Query = (sql: string) => Promise<Record<string, string>[]>;
/** What the comparison asks: the sandbox, the database and the commands of a house. */
export interface Asked {
  control(method: string, path: string): Promise<unknown>;
  list(path: string): Promise<unknown[]>;
  rows<T>(work: (query: Query) => Promise<T>): Promise<T>;
  command(name: string): Promise<unknown>;
}
/** Compares what the provider says with what stands in the books; every finding is one sentence. */
export function findings(house: Asked): Promise<{ found: string[]; events: number; payments: number }>;
/** Waits until the clearing account holds what the provider's balance comes to; else says so. */
export function balanceFindings(house: Asked, withinMs: number): Promise<string[]>;
