/** What is mailed to many givers of a project: an update, to those who agreed, or a notice, to all with an address. */
export interface GiverMailing {
  readonly id: string;
  readonly organizationId: string;
  readonly projectId: string;
  readonly audience: 'agreed' | 'givers';
  readonly sourceType: string;
  readonly sourceId: string;
  readonly revision: number;
  readonly subjectZh: string | null;
  readonly subjectEn: string | null;
  readonly textZh: string | null;
  readonly textEn: string | null;
  readonly state: 'writing' | 'written' | 'called_off';
  readonly afterDonorId: string;
  /** Mails asked for so far. */
  readonly written: number;
  /** Readers left out because their address is marked as refused. */
  readonly skipped: number;
  readonly workId: string | null;
  readonly askedAt: Date;
  readonly endedAt: Date | null;
  readonly finalCounts: unknown;
}

/** Columns of `giver_mailing` that make a `GiverMailing`. */
export const MAILING_COLUMNS = `id, organization_id AS organizationId, project_id AS projectId, audience,
  source_type AS sourceType, source_id AS sourceId, revision, subject_zh AS subjectZh, subject_en AS subjectEn,
  text_zh AS textZh, text_en AS textEn, state, after_donor_id AS afterDonorId, written, skipped, work_id AS workId,
  asked_at AS askedAt, ended_at AS endedAt, final_counts AS finalCounts`;

/** The kind of long work that writes a mailing's mails; its subject is the mailing. */
export const MAILING_WORK = 'givers.mail';

/** What an update's mailings are made from. */
export const UPDATE_SOURCE = 'project_update';

/** The key that all mails of a mailing carry. */
export function batchKey(mailingId: string): string {
  return `mailing:${mailingId}`;
}
