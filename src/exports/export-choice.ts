/** What can be exported: kind, the shapes it has, and the version of its columns, which stands in each file. */
export const EXPORTS = {
  donations: { profiles: ['xlsx', 'csv'], version: 'boai-donations-1' },
  entries: { profiles: ['xlsx', 'csv'], version: 'boai-entries-1' },
  'trial-balance': { profiles: ['xlsx', 'csv'], version: 'boai-trial-balance-1' },
  'fund-flows': { profiles: ['xlsx', 'csv'], version: 'boai-fund-flows-1' },
  cases: { profiles: ['xlsx', 'csv'], version: 'boai-cases-1' },
  receipts: { profiles: ['xlsx', 'csv'], version: 'boai-receipts-period-1' },
  vouchers: { profiles: ['u8', 'kingdee', 'csv'], version: 'boai-vouchers-1' },
} as const satisfies Readonly<Record<string, { profiles: readonly ExportProfile[]; version: string }>>;

export type ExportKind = keyof typeof EXPORTS;
export type ExportProfile = 'xlsx' | 'csv' | 'u8' | 'kingdee';

/** A thing to export and the shape of its file. */
export interface ExportChoice {
  readonly kind: ExportKind;
  readonly profile: ExportProfile;
}

/** Every kind in every shape it has. */
export const EXPORT_CHOICES: readonly ExportChoice[] = (Object.keys(EXPORTS) as ExportKind[]).flatMap(
  (kind) => EXPORTS[kind].profiles.map((profile) => ({ kind, profile })),
);

/** The choice that a form names ("vouchers:u8"), or null. */
export function exportChoice(text: string): ExportChoice | null {
  return EXPORT_CHOICES.find(({ kind, profile }) => `${kind}:${profile}` === text) ?? null;
}

const FILES: Readonly<Record<ExportProfile, { ending: string; contentType: string }>> = {
  xlsx: {
    ending: 'xlsx',
    contentType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  },
  kingdee: {
    ending: 'xlsx',
    contentType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  },
  csv: { ending: 'csv', contentType: 'text/csv; charset=utf-8' },
  u8: { ending: 'txt', contentType: 'text/plain; charset=gbk' },
};

/** Ending and content type of a file. */
export function fileOf(profile: ExportProfile): { readonly ending: string; readonly contentType: string } {
  return FILES[profile];
}
