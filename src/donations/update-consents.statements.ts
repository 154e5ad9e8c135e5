/**
 * Whoever agreed, with a gift to the project whose money has not all gone back, to be mailed what it tells, and has not
 * taken that back since. One parameter: the project.
 */
export const AGREED = `update_consent c
  JOIN donation d ON d.id = c.donation_id AND d.status = 'succeeded'
  LEFT JOIN update_stop s ON s.donor_id = c.donor_id AND s.project_id = c.project_id
 WHERE c.project_id = ? AND (s.stopped_at IS NULL OR c.agreed_at > s.stopped_at)`;

/** Whoever gave to the project, left an address, and has not had all of the money back. One parameter: the project. */
export const GIVERS = `donation c
 WHERE c.project_id = ? AND c.donor_id IS NOT NULL AND c.status = 'succeeded'`;
