/** The form as it was typed: comes back like that when it is refused. */
export interface TypedDisbursement {
  readonly project?: string;
  readonly account_code?: string;
  readonly amount?: string;
  readonly payee?: string;
  readonly purpose?: string;
  readonly purpose_kind?: string;
  readonly public_zh?: string;
  readonly public_en?: string;
  readonly area_zh?: string;
  readonly area_en?: string;
  readonly households?: string;
  readonly persons?: string;
  readonly form_key?: string;
}
