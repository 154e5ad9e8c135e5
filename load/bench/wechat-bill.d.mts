export interface BillOptions {
  readonly lines: number;
  readonly day: string;
  readonly merchantNo: string;
  readonly variant?: 'ALL' | 'SUCCESS' | 'REFUND' | 'OLD';
  /** For 'mixed', `lines` must not be a multiple of 7919. */
  readonly order?: 'time' | 'turned' | 'mixed';
  readonly seed?: number;
  readonly refundEvery?: number;
  readonly fees?: boolean;
  readonly footer?: boolean;
}
export interface BillLine {
  readonly n: number;
  readonly gift: number;
  readonly refund: boolean;
  readonly amount: bigint;
  readonly fee: bigint;
}
export function yuan(amount: bigint): string;
export function lineOf(n: number, options?: Partial<BillOptions>): BillLine;
export function wechatBill(options: BillOptions): Generator<string>;
