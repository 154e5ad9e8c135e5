-- Seals: what shows later that nobody changed the books, not even with the owner's password. All insert-only.

-- The chain over every transfer of an organization, in blocks of whole entries and at most 1,000 transfers.
CREATE TABLE ledger_seal (
  organization_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  block_no BIGINT UNSIGNED NOT NULL,
  from_seq BIGINT UNSIGNED NOT NULL,
  to_seq BIGINT UNSIGNED NOT NULL,
  row_count INT UNSIGNED NOT NULL,
  previous_hash CHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  hash CHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  sealed_at DATETIME(6) NOT NULL,
  PRIMARY KEY (organization_id, block_no),
  UNIQUE KEY ledger_seal_from (organization_id, from_seq),
  CONSTRAINT ledger_seal_organization FOREIGN KEY (organization_id) REFERENCES organization (id),
  CONSTRAINT ledger_seal_forward CHECK (to_seq >= from_seq AND row_count > 0 AND row_count <= 1000)
) ENGINE=InnoDB;

-- Public halves of the signing keys, in the order of their use. The private halves are never in the database.
-- vouch: the previous key's signature over this one; NULL for the first key and for one that nobody vouched for.
CREATE TABLE seal_key (
  no INT UNSIGNED NOT NULL PRIMARY KEY,
  key_id CHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  public_key CHAR(44) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  valid_from DATETIME(6) NOT NULL,
  vouched_by CHAR(16) CHARACTER SET ascii COLLATE ascii_bin NULL,
  vouch CHAR(88) CHARACTER SET ascii COLLATE ascii_bin NULL,
  UNIQUE KEY seal_key_id (key_id),
  CONSTRAINT seal_key_voucher FOREIGN KEY (vouched_by) REFERENCES seal_key (key_id),
  CONSTRAINT seal_key_vouched CHECK ((vouched_by IS NULL) = (vouch IS NULL))
) ENGINE=InnoDB;

-- One row per closing of a day, numbered per organization in the order of signing. covers_from: the first of the days
-- without any business that were closed together with this one (the day itself when there are none).
CREATE TABLE day_seal (
  organization_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  no INT UNSIGNED NOT NULL,
  day DATE NOT NULL,
  revision INT UNSIGNED NOT NULL,
  covers_from DATE NOT NULL,
  row_count BIGINT UNSIGNED NOT NULL,
  previous_root CHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  last_hash CHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  root CHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  key_id CHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  signature CHAR(88) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  signed_at DATETIME(6) NOT NULL,
  file_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  approval_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  PRIMARY KEY (organization_id, no),
  UNIQUE KEY day_seal_revision (organization_id, day, revision),
  UNIQUE KEY day_seal_chain (organization_id, previous_root),
  UNIQUE KEY day_seal_approval (approval_id),
  CONSTRAINT day_seal_of_day FOREIGN KEY (organization_id, day) REFERENCES accounting_day (organization_id, day),
  CONSTRAINT day_seal_key FOREIGN KEY (key_id) REFERENCES seal_key (key_id),
  CONSTRAINT day_seal_file FOREIGN KEY (file_id) REFERENCES stored_file (id),
  CONSTRAINT day_seal_by_approval FOREIGN KEY (approval_id) REFERENCES approval (id),
  CONSTRAINT day_seal_forward CHECK (covers_from <= day AND no > 0 AND revision > 0)
) ENGINE=InnoDB;

CREATE TABLE day_seal_block (
  organization_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  seal_no INT UNSIGNED NOT NULL,
  block_no INT UNSIGNED NOT NULL,
  from_seq BIGINT UNSIGNED NOT NULL,
  to_seq BIGINT UNSIGNED NOT NULL,
  row_count INT UNSIGNED NOT NULL,
  previous_hash CHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  hash CHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  PRIMARY KEY (organization_id, seal_no, block_no),
  CONSTRAINT day_seal_block_of FOREIGN KEY (organization_id, seal_no) REFERENCES day_seal (organization_id, no),
  CONSTRAINT day_seal_block_forward CHECK (to_seq >= from_seq AND row_count > 0 AND row_count <= 1000)
) ENGINE=InnoDB;

-- Why a closed day was opened again, and which of its revisions that ended.
CREATE TABLE day_reopening (
  organization_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  day DATE NOT NULL,
  revision INT UNSIGNED NOT NULL,
  reason VARCHAR(500) NOT NULL,
  reopened_at DATETIME(6) NOT NULL,
  approval_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  PRIMARY KEY (organization_id, day, revision),
  UNIQUE KEY day_reopening_approval (approval_id),
  CONSTRAINT day_reopening_of_day FOREIGN KEY (organization_id, day) REFERENCES accounting_day (organization_id, day),
  CONSTRAINT day_reopening_by_approval FOREIGN KEY (approval_id) REFERENCES approval (id)
) ENGINE=InnoDB;

CREATE TRIGGER ledger_seal_no_update BEFORE UPDATE ON ledger_seal FOR EACH ROW
  SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'ledger_seal is append-only';
CREATE TRIGGER ledger_seal_no_delete BEFORE DELETE ON ledger_seal FOR EACH ROW
  SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'ledger_seal is append-only';
CREATE TRIGGER seal_key_no_update BEFORE UPDATE ON seal_key FOR EACH ROW
  SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'seal_key is append-only';
CREATE TRIGGER seal_key_no_delete BEFORE DELETE ON seal_key FOR EACH ROW
  SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'seal_key is append-only';
CREATE TRIGGER day_seal_no_update BEFORE UPDATE ON day_seal FOR EACH ROW
  SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'day_seal is append-only';
CREATE TRIGGER day_seal_no_delete BEFORE DELETE ON day_seal FOR EACH ROW
  SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'day_seal is append-only';
CREATE TRIGGER day_seal_block_no_update BEFORE UPDATE ON day_seal_block FOR EACH ROW
  SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'day_seal_block is append-only';
CREATE TRIGGER day_seal_block_no_delete BEFORE DELETE ON day_seal_block FOR EACH ROW
  SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'day_seal_block is append-only';
CREATE TRIGGER day_reopening_no_update BEFORE UPDATE ON day_reopening FOR EACH ROW
  SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'day_reopening is append-only';
CREATE TRIGGER day_reopening_no_delete BEFORE DELETE ON day_reopening FOR EACH ROW
  SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'day_reopening is append-only';
CREATE TRIGGER accounting_day_keeps_its_date BEFORE UPDATE ON accounting_day FOR EACH ROW
  IF NOT (NEW.organization_id <=> OLD.organization_id AND NEW.day <=> OLD.day)
    THEN SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'only the state of an accounting day changes'; END IF;
CREATE TRIGGER accounting_day_no_delete BEFORE DELETE ON accounting_day FOR EACH ROW
  SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'accounting days are kept';

-- Every run of all checks that somebody may want to look up: by the clock, by hand, before a closing.
CREATE TABLE check_run (
  id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
  cause ENUM('schedule','person','closing') NOT NULL,
  staff_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NULL,
  started_at DATETIME(6) NOT NULL,
  finished_at DATETIME(6) NOT NULL,
  rules INT UNSIGNED NOT NULL,
  broken INT UNSIGNED NOT NULL,
  KEY check_run_by_time (finished_at)
) ENGINE=InnoDB;

-- A broken rule of a run with the rows that break it (at most some tens, as JSON).
CREATE TABLE check_finding (
  run_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  name VARCHAR(120) NOT NULL,
  rule VARCHAR(500) NOT NULL,
  broken_rows MEDIUMTEXT NOT NULL,
  PRIMARY KEY (run_id, name),
  CONSTRAINT check_finding_of_run FOREIGN KEY (run_id) REFERENCES check_run (id)
) ENGINE=InnoDB;
