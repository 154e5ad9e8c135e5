-- Floor 7: files that leave the house: tables for spreadsheets, vouchers for accounting software.

-- One row per different file. The same question about the same books gives the same bytes, so the same row.
CREATE TABLE export_batch (
  id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
  organization_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  kind VARCHAR(30) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  profile VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  first_day DATE NOT NULL,
  last_day DATE NOT NULL,
  -- The books up to this number are in it, and when that number was given.
  ledger_seq BIGINT UNSIGNED NOT NULL,
  as_of DATETIME(6) NULL,
  format_version VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  row_count BIGINT UNSIGNED NOT NULL,
  -- Days of the period that were left out because they are not closed.
  open_days INT UNSIGNED NOT NULL DEFAULT 0,
  -- Of the rows alone, equal in every format; it stands in the file's last line.
  content_sha256 CHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  sha256 CHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  stored_file_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  made_by CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NULL,
  made_at DATETIME(6) NOT NULL,
  UNIQUE KEY export_batch_once (organization_id, kind, profile, first_day, last_day, sha256),
  KEY export_batch_recent (organization_id, made_at),
  CONSTRAINT export_batch_organization FOREIGN KEY (organization_id) REFERENCES organization (id),
  CONSTRAINT export_batch_file FOREIGN KEY (stored_file_id) REFERENCES stored_file (id),
  CONSTRAINT export_batch_maker FOREIGN KEY (made_by) REFERENCES staff_member (id),
  CONSTRAINT export_batch_days CHECK (last_day >= first_day)
) ENGINE=InnoDB;

CREATE TRIGGER export_batch_no_update BEFORE UPDATE ON export_batch FOR EACH ROW
  SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'export_batch is append-only';
CREATE TRIGGER export_batch_no_delete BEFORE DELETE ON export_batch FOR EACH ROW
  SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'export_batch is append-only';

-- Voucher numbers run by month; the row lock hands them out.
CREATE TABLE voucher_series (
  organization_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  month CHAR(7) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  last_no INT UNSIGNED NOT NULL DEFAULT 0,
  PRIMARY KEY (organization_id, month),
  CONSTRAINT voucher_series_organization FOREIGN KEY (organization_id) REFERENCES organization (id)
) ENGINE=InnoDB;

-- The number and maker of a day's summary voucher for one provider account (party; '' = past the providers): given
-- once, the same in every later export and every profile.
CREATE TABLE voucher_number (
  organization_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  day DATE NOT NULL,
  party VARCHAR(60) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  currency CHAR(3) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  month CHAR(7) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  no INT UNSIGNED NOT NULL,
  maker VARCHAR(80) NOT NULL,
  given_at DATETIME(6) NOT NULL,
  PRIMARY KEY (organization_id, day, party, currency),
  UNIQUE KEY voucher_number_once (organization_id, month, no),
  CONSTRAINT voucher_number_series FOREIGN KEY (organization_id, month) REFERENCES voucher_series (organization_id, month)
) ENGINE=InnoDB;

CREATE TRIGGER voucher_number_no_update BEFORE UPDATE ON voucher_number FOR EACH ROW
  SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'voucher_number is append-only';
CREATE TRIGGER voucher_number_no_delete BEFORE DELETE ON voucher_number FOR EACH ROW
  SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'voucher_number is append-only';
