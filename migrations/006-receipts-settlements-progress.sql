-- Floor 5: receipts, settlements (statement lines and fees), progress.

CREATE TABLE receipt_series (
  organization_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  year SMALLINT UNSIGNED NOT NULL,
  last_no INT UNSIGNED NOT NULL DEFAULT 0,
  PRIMARY KEY (organization_id, year),
  CONSTRAINT receipt_series_organization FOREIGN KEY (organization_id) REFERENCES organization (id)
) ENGINE=InnoDB;

-- RTRIM: without it MariaDB refuses a CHAR here, because its value depends on PAD_CHAR_TO_FULL_LENGTH.
CREATE TABLE receipt (
  id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
  organization_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  year SMALLINT UNSIGNED NOT NULL,
  no INT UNSIGNED NOT NULL,
  donation_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  state ENUM('issued','voided','replaced') NOT NULL DEFAULT 'issued',
  live_donation_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin
    GENERATED ALWAYS AS (CASE WHEN state = 'issued' THEN RTRIM(donation_id) ELSE NULL END) STORED,
  amount BIGINT NOT NULL,
  currency CHAR(3) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  snapshot JSON NOT NULL,
  name_encrypted VARBINARY(700) NULL,
  issued_at DATETIME(6) NOT NULL,
  pdf_file_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NULL,
  UNIQUE KEY receipt_number (organization_id, year, no),
  UNIQUE KEY receipt_live (live_donation_id),
  KEY receipt_by_donation (donation_id),
  CONSTRAINT receipt_donation FOREIGN KEY (donation_id, organization_id) REFERENCES donation (id, organization_id),
  CONSTRAINT receipt_pdf FOREIGN KEY (pdf_file_id) REFERENCES stored_file (id),
  CONSTRAINT receipt_amount_positive CHECK (amount > 0)
) ENGINE=InnoDB;

CREATE TABLE statement_line (
  id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
  organization_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  provider_account_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  line_key VARCHAR(120) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  type VARCHAR(60) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  amount BIGINT NOT NULL,
  fee BIGINT NOT NULL,
  net BIGINT NOT NULL,
  currency CHAR(3) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  provider_payment_id VARCHAR(120) CHARACTER SET ascii COLLATE ascii_bin NULL,
  source_key VARCHAR(120) CHARACTER SET ascii COLLATE ascii_bin NULL,
  occurred_at DATETIME(6) NOT NULL,
  available_on DATETIME(6) NULL,
  raw JSON NOT NULL,
  imported_at DATETIME(6) NOT NULL,
  UNIQUE KEY statement_line_once (provider_account_id, line_key),
  KEY statement_line_by_payment (provider_payment_id),
  KEY statement_line_by_time (provider_account_id, occurred_at),
  CONSTRAINT statement_line_account FOREIGN KEY (provider_account_id, organization_id) REFERENCES provider_account (id, organization_id)
) ENGINE=InnoDB;

CREATE TABLE statement_cursor (
  provider_account_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
  imported_until DATETIME(6) NOT NULL,
  CONSTRAINT statement_cursor_account FOREIGN KEY (provider_account_id) REFERENCES provider_account (id)
) ENGINE=InnoDB;

CREATE TABLE project_gift (
  project_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  donation_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  donor_key CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  net BIGINT NOT NULL,
  PRIMARY KEY (project_id, donation_id)
) ENGINE=InnoDB;

-- How many gifts with net > 0 a known donor has in a project. A guest is a donor with one gift and has no row.
CREATE TABLE project_donor (
  project_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  donor_key CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  gifts INT UNSIGNED NOT NULL,
  PRIMARY KEY (project_id, donor_key)
) ENGINE=InnoDB;

CREATE TABLE project_progress (
  project_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
  organization_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  raised BIGINT NOT NULL,
  refunded BIGINT NOT NULL,
  donations INT UNSIGNED NOT NULL,
  donors INT UNSIGNED NOT NULL,
  ledger_seq BIGINT UNSIGNED NOT NULL,
  as_of DATETIME(6) NOT NULL,
  updated_seq BIGINT UNSIGNED NOT NULL,
  KEY project_progress_updated (updated_seq),
  CONSTRAINT project_progress_project FOREIGN KEY (project_id, organization_id) REFERENCES project (id, organization_id)
) ENGINE=InnoDB;

CREATE TABLE progress_cursor (
  organization_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
  ledger_seq BIGINT UNSIGNED NOT NULL DEFAULT 0,
  CONSTRAINT progress_cursor_organization FOREIGN KEY (organization_id) REFERENCES organization (id)
) ENGINE=InnoDB;

CREATE TABLE progress_clock (
  id TINYINT UNSIGNED NOT NULL PRIMARY KEY,
  updated_seq BIGINT UNSIGNED NOT NULL
) ENGINE=InnoDB;

INSERT INTO progress_clock (id, updated_seq) VALUES (1, 0);
