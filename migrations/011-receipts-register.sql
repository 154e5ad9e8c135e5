-- Floor 5: the register of receipts (voided, replaced, merged) and the official receipts of the finance bureau.

-- A receipt may cover several gifts of one donor. A donation never has two receipts that stand: the unique key over
-- the generated column holds it, whoever writes. RTRIM as at approval.open_subject_id.
ALTER TABLE receipt ADD UNIQUE KEY receipt_in_organization (id, organization_id);

CREATE TABLE receipt_item (
  receipt_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  donation_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  organization_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  amount BIGINT NOT NULL,
  paid_on DATE NOT NULL,
  live BOOLEAN NOT NULL DEFAULT TRUE,
  live_donation_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin
    GENERATED ALWAYS AS (CASE WHEN live THEN RTRIM(donation_id) ELSE NULL END) STORED,
  PRIMARY KEY (receipt_id, donation_id),
  UNIQUE KEY receipt_item_live (live_donation_id),
  KEY receipt_item_by_donation (donation_id, organization_id),
  CONSTRAINT receipt_item_receipt FOREIGN KEY (receipt_id, organization_id) REFERENCES receipt (id, organization_id),
  CONSTRAINT receipt_item_donation FOREIGN KEY (donation_id, organization_id) REFERENCES donation (id, organization_id),
  CONSTRAINT receipt_item_amount_positive CHECK (amount > 0)
) ENGINE=InnoDB;

INSERT INTO receipt_item (receipt_id, donation_id, organization_id, amount, paid_on, live)
  SELECT id, donation_id, organization_id, amount,
         CAST(JSON_UNQUOTE(JSON_EXTRACT(snapshot, '$.paid_on')) AS DATE), state = 'issued'
    FROM receipt;

ALTER TABLE receipt DROP FOREIGN KEY receipt_donation;
ALTER TABLE receipt DROP KEY receipt_live, DROP COLUMN live_donation_id;
ALTER TABLE receipt DROP KEY receipt_by_donation, DROP COLUMN donation_id;

-- How a receipt ended. `replaced_by_id` leads to the one that took its place; a voided one may get it later, when a
-- refund was undone.
ALTER TABLE receipt
  ADD COLUMN ended_at DATETIME(6) NULL,
  ADD COLUMN end_cause ENUM('changed','returned','person','merged') NULL,
  ADD COLUMN end_reason VARCHAR(500) NULL,
  ADD COLUMN approval_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NULL,
  ADD COLUMN replaced_by_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NULL;
ALTER TABLE receipt
  ADD KEY receipt_by_successor (replaced_by_id),
  ADD KEY receipt_by_state (organization_id, state, issued_at),
  ADD KEY receipt_by_issue (organization_id, issued_at),
  ADD CONSTRAINT receipt_successor FOREIGN KEY (replaced_by_id, organization_id) REFERENCES receipt (id, organization_id),
  ADD CONSTRAINT receipt_approval FOREIGN KEY (approval_id) REFERENCES approval (id),
  ADD CONSTRAINT receipt_end CHECK ((state = 'issued') = (ended_at IS NULL) AND (state = 'issued') = (end_cause IS NULL)),
  ADD CONSTRAINT receipt_replaced CHECK (state = 'voided' OR (state = 'replaced') = (replaced_by_id IS NOT NULL));

CREATE TRIGGER receipt_ends_once BEFORE UPDATE ON receipt FOR EACH ROW
  IF OLD.state <> 'issued' AND NOT (NEW.state <=> OLD.state AND NEW.end_cause <=> OLD.end_cause AND NEW.ended_at <=> OLD.ended_at
      AND (OLD.replaced_by_id IS NULL OR NEW.replaced_by_id <=> OLD.replaced_by_id))
    THEN SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'this receipt has ended'; END IF;
CREATE TRIGGER receipt_item_ends_once BEFORE UPDATE ON receipt_item FOR EACH ROW
  IF NEW.live AND NOT OLD.live
    THEN SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'this receipt has ended'; END IF;

-- A gift whose receipt a person voided without issuing another: nothing is issued by itself until a person lifts it.
CREATE TABLE receipt_hold (
  donation_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
  organization_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  receipt_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  held_at DATETIME(6) NOT NULL,
  CONSTRAINT receipt_hold_item FOREIGN KEY (receipt_id, donation_id) REFERENCES receipt_item (receipt_id, donation_id),
  CONSTRAINT receipt_hold_donation FOREIGN KEY (donation_id, organization_id) REFERENCES donation (id, organization_id)
) ENGINE=InnoDB;

-- What a person wants to become of a receipt; carried out with the approval it belongs to. The corrected name is
-- personal and stands here encrypted, the approval shows only its fingerprint.
CREATE TABLE receipt_void_request (
  approval_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
  organization_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  receipt_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  reason VARCHAR(500) NOT NULL,
  reissue BOOLEAN NOT NULL,
  name_encrypted VARBINARY(700) NULL,
  KEY receipt_void_request_by_receipt (receipt_id),
  CONSTRAINT receipt_void_request_approval FOREIGN KEY (approval_id) REFERENCES approval (id),
  CONSTRAINT receipt_void_request_receipt FOREIGN KEY (receipt_id, organization_id) REFERENCES receipt (id, organization_id)
) ENGINE=InnoDB;

-- Official receipts 公益事业捐赠票据. Their numbers come from the finance bureau and are only written down here.
CREATE TABLE official_receipt (
  id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
  organization_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  receipt_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  state ENUM('requested','waived','issued','delivered','failed','red_requested','red_issued') NOT NULL,
  wish ENUM('wanted','waived','anonymous') NOT NULL,
  asked_by ENUM('donor','staff') NOT NULL,
  donor_kind ENUM('person','organization') NOT NULL,
  name_encrypted VARBINARY(700) NULL,
  payer_no_encrypted VARBINARY(200) NULL,
  payer_no_index BINARY(32) NULL,
  amount BIGINT NOT NULL,
  currency CHAR(3) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  asked_at DATETIME(6) NOT NULL,
  changed_at DATETIME(6) NOT NULL,
  exported_at DATETIME(6) NULL,
  failure VARCHAR(300) NULL,
  delivery VARCHAR(200) NULL,
  replaces_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NULL,
  UNIQUE KEY official_receipt_in_organization (id, organization_id),
  UNIQUE KEY official_receipt_replaces (replaces_id),
  KEY official_receipt_by_state (organization_id, state, asked_at),
  KEY official_receipt_by_payer (organization_id, payer_no_index),
  CONSTRAINT official_receipt_receipt FOREIGN KEY (receipt_id, organization_id) REFERENCES receipt (id, organization_id),
  CONSTRAINT official_receipt_replaced FOREIGN KEY (replaces_id, organization_id) REFERENCES official_receipt (id, organization_id),
  CONSTRAINT official_receipt_amount_positive CHECK (amount > 0),
  CONSTRAINT official_receipt_wish CHECK ((state = 'waived') = (wish <> 'wanted')),
  CONSTRAINT official_receipt_payer CHECK (state = 'waived' OR name_encrypted IS NOT NULL)
) ENGINE=InnoDB;

-- A gift is in at most one official receipt that counts: one counts until it failed for good or its red one is issued.
CREATE TABLE official_receipt_item (
  official_receipt_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  donation_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  organization_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  amount BIGINT NOT NULL,
  live BOOLEAN NOT NULL DEFAULT TRUE,
  live_donation_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin
    GENERATED ALWAYS AS (CASE WHEN live THEN RTRIM(donation_id) ELSE NULL END) STORED,
  PRIMARY KEY (official_receipt_id, donation_id),
  UNIQUE KEY official_receipt_item_live (live_donation_id),
  KEY official_receipt_item_by_donation (donation_id, organization_id),
  CONSTRAINT official_receipt_item_receipt FOREIGN KEY (official_receipt_id, organization_id)
    REFERENCES official_receipt (id, organization_id),
  CONSTRAINT official_receipt_item_donation FOREIGN KEY (donation_id, organization_id) REFERENCES donation (id, organization_id),
  CONSTRAINT official_receipt_item_amount_positive CHECK (amount > 0)
) ENGINE=InnoDB;

-- A file of answers that was taken in; the hash tells when the same one comes again.
CREATE TABLE official_import (
  id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
  organization_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  file_name VARCHAR(200) NOT NULL,
  sha256 CHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  line_count INT UNSIGNED NOT NULL,
  applied INT UNSIGNED NOT NULL,
  imported_by CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  imported_at DATETIME(6) NOT NULL,
  UNIQUE KEY official_import_once (organization_id, sha256),
  CONSTRAINT official_import_organization FOREIGN KEY (organization_id) REFERENCES organization (id),
  CONSTRAINT official_import_staff FOREIGN KEY (imported_by) REFERENCES staff_member (id)
) ENGINE=InnoDB;

-- Every number that the bureau gave, originals and red ones alike: one number is never written down twice.
CREATE TABLE official_number (
  code CHAR(8) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  number CHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  kind ENUM('original','red') NOT NULL,
  official_receipt_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  organization_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  check_code VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  issued_on DATE NOT NULL,
  recorded_by CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  recorded_at DATETIME(6) NOT NULL,
  import_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NULL,
  PRIMARY KEY (code, number),
  UNIQUE KEY official_number_kind (official_receipt_id, kind),
  CONSTRAINT official_number_receipt FOREIGN KEY (official_receipt_id, organization_id)
    REFERENCES official_receipt (id, organization_id),
  CONSTRAINT official_number_staff FOREIGN KEY (recorded_by) REFERENCES staff_member (id),
  CONSTRAINT official_number_import FOREIGN KEY (import_id) REFERENCES official_import (id),
  CONSTRAINT official_number_digits CHECK (code REGEXP '^[0-9]{8}$' AND number REGEXP '^[0-9]{10}$')
) ENGINE=InnoDB;

CREATE TRIGGER official_number_no_update BEFORE UPDATE ON official_number FOR EACH ROW
  SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'official_number is append-only';
CREATE TRIGGER official_number_no_delete BEFORE DELETE ON official_number FOR EACH ROW
  SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'official_number is append-only';
CREATE TRIGGER official_receipt_moves BEFORE UPDATE ON official_receipt FOR EACH ROW
  IF NEW.state <> OLD.state AND NOT (
      OLD.state = 'requested' AND NEW.state IN ('issued', 'waived', 'failed')
      OR OLD.state = 'failed' AND NEW.state = 'requested'
      OR OLD.state = 'issued' AND NEW.state IN ('delivered', 'red_requested')
      OR OLD.state = 'delivered' AND NEW.state = 'red_requested'
      OR OLD.state = 'red_requested' AND NEW.state = 'red_issued')
    THEN SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'an official receipt cannot move this way'; END IF;
CREATE TRIGGER official_receipt_item_ends_once BEFORE UPDATE ON official_receipt_item FOR EACH ROW
  IF NEW.live AND NOT OLD.live
    THEN SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'this item of an official receipt has ended'; END IF;
CREATE TRIGGER official_import_no_update BEFORE UPDATE ON official_import FOR EACH ROW
  SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'official_import is append-only';
CREATE TRIGGER official_import_no_delete BEFORE DELETE ON official_import FOR EACH ROW
  SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'official_import is append-only';
CREATE TRIGGER receipt_void_request_no_update BEFORE UPDATE ON receipt_void_request FOR EACH ROW
  SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'receipt_void_request is append-only';
CREATE TRIGGER receipt_void_request_no_delete BEFORE DELETE ON receipt_void_request FOR EACH ROW
  SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'receipt_void_request is append-only';
