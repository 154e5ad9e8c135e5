-- Floor 0: long work (imports, runs, exports) that people watch. The row is the truth; BullMQ only executes.

-- open_subject: at most one work of a kind under way for a subject. runs: how often it was taken up; a process that
-- lost its lease finds another number and stops. base_*: the first report of this run, from which the pace is told.
CREATE TABLE long_work (
  id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
  organization_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  kind VARCHAR(60) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  subject_id VARCHAR(120) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  -- What it was asked to do: ids, days, choices; no personal data.
  params JSON NOT NULL,
  state ENUM('waiting','running','done','failed','cancelled') NOT NULL DEFAULT 'waiting',
  open_subject VARCHAR(120) CHARACTER SET ascii COLLATE ascii_bin
    GENERATED ALWAYS AS (CASE WHEN state IN ('waiting', 'running') THEN subject_id ELSE NULL END) STORED,
  done_count BIGINT UNSIGNED NOT NULL DEFAULT 0,
  total BIGINT UNSIGNED NULL,
  base_count BIGINT UNSIGNED NULL,
  base_at DATETIME(6) NULL,
  reported_at DATETIME(6) NULL,
  runs INT UNSIGNED NOT NULL DEFAULT 0,
  failures INT UNSIGNED NOT NULL DEFAULT 0,
  due_at DATETIME(6) NOT NULL,
  lease_until DATETIME(6) NULL,
  asked_at DATETIME(6) NOT NULL,
  started_by CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NULL,
  started_at DATETIME(6) NULL,
  ended_at DATETIME(6) NULL,
  cancel_asked_at DATETIME(6) NULL,
  cancel_asked_by CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NULL,
  result JSON NULL,
  -- Why it failed, or what its last attempt met: {"code","params"} or {"text"}.
  problem JSON NULL,
  UNIQUE KEY long_work_one_under_way (organization_id, kind, open_subject),
  KEY long_work_due (state, due_at),
  KEY long_work_recent (organization_id, asked_at),
  KEY long_work_of_subject (organization_id, kind, subject_id, asked_at),
  CONSTRAINT long_work_organization FOREIGN KEY (organization_id) REFERENCES organization (id),
  CONSTRAINT long_work_starter FOREIGN KEY (started_by) REFERENCES staff_member (id),
  CONSTRAINT long_work_canceller FOREIGN KEY (cancel_asked_by) REFERENCES staff_member (id),
  CONSTRAINT long_work_ends CHECK ((state IN ('waiting', 'running')) = (ended_at IS NULL)),
  CONSTRAINT long_work_leased CHECK ((state = 'running') = (lease_until IS NOT NULL)),
  CONSTRAINT long_work_result CHECK ((state = 'done') = (result IS NOT NULL))
) ENGINE=InnoDB;
