-- Floor 2: the double-entry ledger (insert-only) and cases.

CREATE TABLE account (
  id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
  organization_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  code VARCHAR(12) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  kind ENUM('asset','liability','net_asset','income','cost') NOT NULL,
  currency CHAR(3) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  provider_account_key VARCHAR(60) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '',
  created_at DATETIME(6) NOT NULL,
  UNIQUE KEY account_code (organization_id, code, currency, provider_account_key),
  UNIQUE KEY account_in_organization (id, organization_id, currency),
  CONSTRAINT account_organization FOREIGN KEY (organization_id) REFERENCES organization (id)
) ENGINE=InnoDB;

CREATE TABLE fund (
  id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
  organization_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  code VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  kind ENUM('restricted','unrestricted','suspense','treasury') NOT NULL,
  currency CHAR(3) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  name_zh VARCHAR(120) NOT NULL,
  name_en VARCHAR(160) NOT NULL,
  created_at DATETIME(6) NOT NULL,
  UNIQUE KEY fund_code (organization_id, code, currency),
  UNIQUE KEY fund_in_organization (id, organization_id, currency),
  CONSTRAINT fund_organization FOREIGN KEY (organization_id) REFERENCES organization (id)
) ENGINE=InnoDB;

CREATE TABLE entry (
  id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
  organization_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  kind VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  source_type VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  source_id VARCHAR(120) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  subject_type VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  subject_id VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  project_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NULL,
  channel_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NULL,
  occurred_at DATETIME(6) NOT NULL,
  booked_on DATE NOT NULL,
  posted_at DATETIME(6) NOT NULL,
  reverses_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NULL,
  approval_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NULL,
  memo VARCHAR(300) NULL,
  UNIQUE KEY entry_source (organization_id, source_type, source_id),
  UNIQUE KEY entry_reversed_once (reverses_id),
  UNIQUE KEY entry_in_organization (id, organization_id),
  KEY entry_by_day (organization_id, booked_on),
  KEY entry_by_subject (subject_id),
  CONSTRAINT entry_organization FOREIGN KEY (organization_id) REFERENCES organization (id),
  CONSTRAINT entry_reverses FOREIGN KEY (reverses_id, organization_id) REFERENCES entry (id, organization_id)
) ENGINE=InnoDB;

CREATE TABLE transfer (
  entry_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  leg SMALLINT UNSIGNED NOT NULL,
  organization_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  fund_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  debit_account_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  credit_account_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  amount BIGINT NOT NULL,
  currency CHAR(3) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  PRIMARY KEY (entry_id, leg),
  KEY transfer_by_fund (fund_id, organization_id, currency),
  KEY transfer_by_debit (debit_account_id, organization_id, currency),
  KEY transfer_by_credit (credit_account_id, organization_id, currency),
  CONSTRAINT transfer_entry FOREIGN KEY (entry_id, organization_id) REFERENCES entry (id, organization_id),
  CONSTRAINT transfer_fund FOREIGN KEY (fund_id, organization_id, currency) REFERENCES fund (id, organization_id, currency),
  CONSTRAINT transfer_debit FOREIGN KEY (debit_account_id, organization_id, currency) REFERENCES account (id, organization_id, currency),
  CONSTRAINT transfer_credit FOREIGN KEY (credit_account_id, organization_id, currency) REFERENCES account (id, organization_id, currency),
  CONSTRAINT transfer_amount_positive CHECK (amount > 0),
  CONSTRAINT transfer_two_accounts CHECK (debit_account_id <> credit_account_id)
) ENGINE=InnoDB;

CREATE TABLE unnumbered_entry (
  organization_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  entry_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  queued_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
  PRIMARY KEY (organization_id, entry_id)
) ENGINE=InnoDB;

CREATE TABLE ledger_numbering (
  organization_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
  last_seq BIGINT UNSIGNED NOT NULL DEFAULT 0,
  CONSTRAINT ledger_numbering_organization FOREIGN KEY (organization_id) REFERENCES organization (id)
) ENGINE=InnoDB;

CREATE TABLE ledger_sequence (
  organization_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  seq BIGINT UNSIGNED NOT NULL,
  entry_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  numbered_at DATETIME(6) NOT NULL,
  PRIMARY KEY (organization_id, seq),
  UNIQUE KEY ledger_sequence_entry (entry_id),
  CONSTRAINT ledger_sequence_of_entry FOREIGN KEY (entry_id, organization_id) REFERENCES entry (id, organization_id)
) ENGINE=InnoDB;

CREATE TABLE accounting_day (
  organization_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  day DATE NOT NULL,
  state ENUM('open','closed') NOT NULL DEFAULT 'open',
  PRIMARY KEY (organization_id, day),
  CONSTRAINT accounting_day_organization FOREIGN KEY (organization_id) REFERENCES organization (id)
) ENGINE=InnoDB;

CREATE TRIGGER entry_no_update BEFORE UPDATE ON entry FOR EACH ROW
  SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'entry is append-only: post a reversing entry';
CREATE TRIGGER entry_no_delete BEFORE DELETE ON entry FOR EACH ROW
  SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'entry is append-only: post a reversing entry';
CREATE TRIGGER transfer_no_update BEFORE UPDATE ON transfer FOR EACH ROW
  SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'transfer is append-only: post a reversing entry';
CREATE TRIGGER transfer_no_delete BEFORE DELETE ON transfer FOR EACH ROW
  SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'transfer is append-only: post a reversing entry';
CREATE TRIGGER ledger_sequence_no_update BEFORE UPDATE ON ledger_sequence FOR EACH ROW
  SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'ledger_sequence is append-only';
CREATE TRIGGER ledger_sequence_no_delete BEFORE DELETE ON ledger_sequence FOR EACH ROW
  SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'ledger_sequence is append-only';

CREATE TABLE work_case (
  id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
  organization_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  kind VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  dedupe_key VARCHAR(120) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  subject_type VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  subject_id VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  amount BIGINT NULL,
  currency CHAR(3) CHARACTER SET ascii COLLATE ascii_bin NULL,
  detail VARCHAR(500) NOT NULL DEFAULT '',
  state ENUM('open','closed') NOT NULL DEFAULT 'open',
  opened_at DATETIME(6) NOT NULL,
  closed_at DATETIME(6) NULL,
  UNIQUE KEY work_case_dedupe (organization_id, dedupe_key),
  KEY work_case_by_state (organization_id, state, opened_at),
  CONSTRAINT work_case_organization FOREIGN KEY (organization_id) REFERENCES organization (id)
) ENGINE=InnoDB;
