-- Floor 6: reconciliation runs, what was matched with what, and the differences that are left.

-- One run of one account's day: a provider's, or the bank's. A repeated run is a new revision. pass and chunk say how
-- far it has come, so that a killed one goes on there; whoever works on it holds the lease.
CREATE TABLE reconciliation_run (
  id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
  organization_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  provider_account_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NULL,
  bank_account_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NULL,
  day DATE NOT NULL,
  revision INT UNSIGNED NOT NULL,
  state ENUM('running','interrupted','done') NOT NULL DEFAULT 'running',
  pass TINYINT UNSIGNED NOT NULL DEFAULT 0,
  chunk SMALLINT UNSIGNED NOT NULL DEFAULT 0,
  -- The newest line that it can have seen, and when the facts were read: later ones ask for another revision.
  line_high BIGINT UNSIGNED NOT NULL DEFAULT 0,
  line_count INT UNSIGNED NOT NULL DEFAULT 0,
  fact_count INT UNSIGNED NOT NULL DEFAULT 0,
  matched_count INT UNSIGNED NOT NULL DEFAULT 0,
  -- Unmatched and no difference yet: too young, not covered by a statement, or waiting for a person's yes.
  waiting_count INT UNSIGNED NOT NULL DEFAULT 0,
  found_count INT UNSIGNED NOT NULL DEFAULT 0,
  lease_token CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NULL,
  lease_until DATETIME(6) NULL,
  started_by CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NULL,
  started_at DATETIME(6) NOT NULL,
  ended_at DATETIME(6) NULL,
  problem VARCHAR(300) NULL,
  -- RTRIM as at receipt.live_donation_id.
  unfinished_account_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin GENERATED ALWAYS AS
    (CASE WHEN state <> 'done' THEN COALESCE(RTRIM(provider_account_id), RTRIM(bank_account_id)) ELSE NULL END) STORED,
  UNIQUE KEY reconciliation_run_unfinished (unfinished_account_id, day),
  UNIQUE KEY reconciliation_run_of_provider (provider_account_id, day, revision),
  UNIQUE KEY reconciliation_run_of_bank (bank_account_id, day, revision),
  KEY reconciliation_run_by_day (organization_id, day),
  CONSTRAINT reconciliation_run_provider FOREIGN KEY (provider_account_id, organization_id) REFERENCES provider_account (id, organization_id),
  CONSTRAINT reconciliation_run_bank FOREIGN KEY (bank_account_id, organization_id) REFERENCES bank_account (id, organization_id),
  CONSTRAINT reconciliation_run_starter FOREIGN KEY (started_by) REFERENCES staff_member (id),
  CONSTRAINT reconciliation_run_one_account CHECK ((provider_account_id IS NULL) <> (bank_account_id IS NULL))
) ENGINE=InnoDB;

-- A provider's line and the fact of ours that says the same: each stands in one pair. A day has up to millions, so a
-- row is as short as it can be, and run_id has no foreign key, which would cost an index.
CREATE TABLE line_match (
  statement_line_id BIGINT UNSIGNED NOT NULL PRIMARY KEY,
  fact_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  run_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  -- 1 the provider's id · 2 the merchant's number · 3 carried over from another day · 9 a person.
  pass TINYINT UNSIGNED NOT NULL,
  -- What is not equal, as bits: 1 amount · 2 currency · 4 fee · 8 status. 0 = nothing.
  differs TINYINT UNSIGNED NOT NULL,
  -- Until this day is closed the pair can be taken apart.
  day DATE NOT NULL,
  matched_by CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NULL,
  UNIQUE KEY line_match_fact (fact_id),
  CONSTRAINT line_match_line FOREIGN KEY (statement_line_id) REFERENCES statement_line (id),
  CONSTRAINT line_match_of_fact FOREIGN KEY (fact_id) REFERENCES fact (id)
) ENGINE=InnoDB;

-- Pairs that a person has taken apart: no run makes them again.
CREATE TABLE line_parting (
  statement_line_id BIGINT UNSIGNED NOT NULL,
  fact_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  parted_by CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  parted_at DATETIME(6) NOT NULL,
  PRIMARY KEY (statement_line_id, fact_id),
  CONSTRAINT line_parting_line FOREIGN KEY (statement_line_id) REFERENCES statement_line (id),
  CONSTRAINT line_parting_fact FOREIGN KEY (fact_id) REFERENCES fact (id),
  CONSTRAINT line_parting_by FOREIGN KEY (parted_by) REFERENCES staff_member (id)
) ENGINE=InnoDB;

-- Bank lines and what they are of ours, many to many; the sums are equal. An undone one is kept and holds nothing.
CREATE TABLE bank_match (
  id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
  organization_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  bank_account_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  day DATE NOT NULL,
  -- 'reference' the machine, by the same reference and amount · 'person' somebody said so.
  way ENUM('reference','person') NOT NULL,
  amount BIGINT NOT NULL,
  currency CHAR(3) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  note VARCHAR(500) NOT NULL DEFAULT '',
  -- What was booked by it: the arrival of payouts that were in transit.
  entry_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NULL,
  matched_by CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NULL,
  matched_at DATETIME(6) NOT NULL,
  undone_by CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NULL,
  undone_at DATETIME(6) NULL,
  UNIQUE KEY bank_match_in_organization (id, organization_id),
  UNIQUE KEY bank_match_entry (entry_id, organization_id),
  KEY bank_match_by_day (organization_id, day),
  CONSTRAINT bank_match_account FOREIGN KEY (bank_account_id, organization_id) REFERENCES bank_account (id, organization_id),
  CONSTRAINT bank_match_booked FOREIGN KEY (entry_id, organization_id) REFERENCES entry (id, organization_id),
  CONSTRAINT bank_match_by FOREIGN KEY (matched_by) REFERENCES staff_member (id),
  CONSTRAINT bank_match_undone_by FOREIGN KEY (undone_by) REFERENCES staff_member (id),
  CONSTRAINT bank_match_undone CHECK ((undone_by IS NULL) = (undone_at IS NULL)),
  CONSTRAINT bank_match_person CHECK ((way = 'person') = (matched_by IS NOT NULL))
) ENGINE=InnoDB;

CREATE TABLE bank_match_line (
  match_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  bank_line_id BIGINT UNSIGNED NOT NULL,
  organization_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  live BOOLEAN NOT NULL DEFAULT TRUE,
  live_bank_line_id BIGINT UNSIGNED GENERATED ALWAYS AS (CASE WHEN live THEN bank_line_id ELSE NULL END) STORED,
  PRIMARY KEY (match_id, bank_line_id),
  UNIQUE KEY bank_match_line_once (live_bank_line_id),
  CONSTRAINT bank_match_line_match FOREIGN KEY (match_id, organization_id) REFERENCES bank_match (id, organization_id),
  CONSTRAINT bank_match_line_of_bank FOREIGN KEY (bank_line_id, organization_id) REFERENCES bank_line (id, organization_id)
) ENGINE=InnoDB;

-- subject_id: settlement.id, disbursement.id, offline_gift.id, cash_deposit.id or work_case.id, as kind says. amount is
-- signed as the bank's: what came in is positive.
CREATE TABLE bank_match_part (
  match_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  kind ENUM('settlement','disbursement','disbursement_return','offline_gift','cash_deposit','case') NOT NULL,
  subject_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  organization_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  amount BIGINT NOT NULL,
  live BOOLEAN NOT NULL DEFAULT TRUE,
  live_subject VARCHAR(60) CHARACTER SET ascii COLLATE ascii_bin
    GENERATED ALWAYS AS (CASE WHEN live THEN CONCAT(kind, ':', RTRIM(subject_id)) ELSE NULL END) STORED,
  PRIMARY KEY (match_id, kind, subject_id),
  UNIQUE KEY bank_match_part_once (live_subject),
  CONSTRAINT bank_match_part_match FOREIGN KEY (match_id, organization_id) REFERENCES bank_match (id, organization_id)
) ENGINE=InnoDB;

-- A difference between our books, the provider and the bank. It stands while the newest run finds it; each has one case,
-- and one whose case a person has closed is explained. A difference that comes back gets a new case (times).
CREATE TABLE discrepancy (
  id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
  organization_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  provider_account_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NULL,
  bank_account_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NULL,
  code CHAR(3) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  dedupe_key VARCHAR(120) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  day DATE NOT NULL,
  statement_line_id BIGINT UNSIGNED NULL,
  fact_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NULL,
  settlement_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NULL,
  bank_line_id BIGINT UNSIGNED NULL,
  -- What our books say and what the other side says, minor units, signed as the provider signs; null = nothing.
  ours BIGINT NULL,
  theirs BIGINT NULL,
  currency CHAR(3) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  -- Ids and words for the person who looks into it; never personal data.
  detail VARCHAR(300) NOT NULL DEFAULT '',
  state ENUM('standing','gone') NOT NULL DEFAULT 'standing',
  times INT UNSIGNED NOT NULL DEFAULT 1,
  opened_run CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  last_run CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  case_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NULL,
  opened_at DATETIME(6) NOT NULL,
  gone_at DATETIME(6) NULL,
  gone_note VARCHAR(300) NULL,
  UNIQUE KEY discrepancy_once (organization_id, dedupe_key),
  UNIQUE KEY discrepancy_in_organization (id, organization_id),
  KEY discrepancy_by_provider (provider_account_id, day, state),
  KEY discrepancy_by_bank (bank_account_id, day, state),
  KEY discrepancy_by_state (organization_id, state, day),
  KEY discrepancy_of_line (statement_line_id),
  KEY discrepancy_of_fact (fact_id),
  KEY discrepancy_of_case (case_id),
  CONSTRAINT discrepancy_provider FOREIGN KEY (provider_account_id, organization_id) REFERENCES provider_account (id, organization_id),
  CONSTRAINT discrepancy_bank FOREIGN KEY (bank_account_id, organization_id) REFERENCES bank_account (id, organization_id),
  CONSTRAINT discrepancy_line FOREIGN KEY (statement_line_id) REFERENCES statement_line (id),
  CONSTRAINT discrepancy_fact FOREIGN KEY (fact_id) REFERENCES fact (id),
  CONSTRAINT discrepancy_settlement FOREIGN KEY (settlement_id) REFERENCES settlement (id),
  CONSTRAINT discrepancy_bank_line FOREIGN KEY (bank_line_id, organization_id) REFERENCES bank_line (id, organization_id),
  CONSTRAINT discrepancy_opened_by FOREIGN KEY (opened_run) REFERENCES reconciliation_run (id),
  CONSTRAINT discrepancy_last_found_by FOREIGN KEY (last_run) REFERENCES reconciliation_run (id),
  CONSTRAINT discrepancy_case FOREIGN KEY (case_id, organization_id) REFERENCES work_case (id, organization_id),
  CONSTRAINT discrepancy_one_account CHECK ((provider_account_id IS NULL) <> (bank_account_id IS NULL)),
  CONSTRAINT discrepancy_gone CHECK ((state = 'gone') = (gone_at IS NOT NULL))
) ENGINE=InnoDB;

-- Facts of a day that no line states are found by their time.
ALTER TABLE fact ADD KEY fact_by_time (provider_account_id, occurred_at, kind);

-- Up to which statement line an account's days have been run again after lines had come.
CREATE TABLE reconciliation_cursor (
  provider_account_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
  line_high BIGINT UNSIGNED NOT NULL,
  CONSTRAINT reconciliation_cursor_account FOREIGN KEY (provider_account_id) REFERENCES provider_account (id)
) ENGINE=InnoDB;
