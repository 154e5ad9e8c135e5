-- Floor 4: money that comes past the providers (cash, bank transfers), pledges, and cash that is taken to the bank.

-- A pledge is a promise: it stands nowhere in the books until it is paid.
CREATE TABLE pledge (
  id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
  organization_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  project_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  amount BIGINT NOT NULL,
  currency CHAR(3) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  donor_kind ENUM('person','organization') NOT NULL,
  publicity ENUM('REAL_NAME','MASKED','ANONYMOUS') NOT NULL,
  name_encrypted VARBINARY(700) NOT NULL,
  pledged_on DATE NOT NULL,
  due_on DATE NULL,
  state ENUM('requested','open','fulfilled','rejected','cancelled','expired') NOT NULL DEFAULT 'requested',
  form_key VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  form_sha256 BINARY(32) NOT NULL,
  approval_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  requested_by CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  requested_at DATETIME(6) NOT NULL,
  ended_at DATETIME(6) NULL,
  reason VARCHAR(500) NULL,
  UNIQUE KEY pledge_form_key (organization_id, form_key),
  UNIQUE KEY pledge_in_organization (id, organization_id),
  KEY pledge_by_time (organization_id, requested_at),
  CONSTRAINT pledge_project FOREIGN KEY (project_id, organization_id) REFERENCES project (id, organization_id),
  CONSTRAINT pledge_approval FOREIGN KEY (approval_id) REFERENCES approval (id),
  CONSTRAINT pledge_requester FOREIGN KEY (requested_by) REFERENCES staff_member (id),
  CONSTRAINT pledge_amount_positive CHECK (amount > 0)
) ENGINE=InnoDB;

-- Its id becomes the donation's id when it is booked.
CREATE TABLE offline_gift (
  id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
  organization_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  project_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  channel_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NULL,
  pledge_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NULL,
  way ENUM('cash','bank_transfer') NOT NULL,
  amount BIGINT NOT NULL,
  currency CHAR(3) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  received_on DATE NOT NULL,
  donor_kind ENUM('person','organization') NOT NULL,
  publicity ENUM('REAL_NAME','MASKED','ANONYMOUS') NOT NULL,
  name_encrypted VARBINARY(700) NULL,
  mail_encrypted VARBINARY(700) NULL,
  payer_encrypted VARBINARY(700) NULL,
  bank_reference VARCHAR(64) CHARACTER SET ascii COLLATE ascii_general_ci NULL,
  counted_by VARCHAR(60) NULL,
  counted_with VARCHAR(60) NULL,
  state ENUM('requested','booked','annulled','rejected','cancelled','expired') NOT NULL DEFAULT 'requested',
  live_bank_reference VARCHAR(64) CHARACTER SET ascii COLLATE ascii_general_ci
    GENERATED ALWAYS AS (CASE WHEN state IN ('requested', 'booked') THEN bank_reference ELSE NULL END) STORED,
  form_key VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  form_sha256 BINARY(32) NOT NULL,
  approval_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  requested_by CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  requested_at DATETIME(6) NOT NULL,
  annulment_approval_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NULL,
  annulment_reason VARCHAR(500) NULL,
  ended_at DATETIME(6) NULL,
  reason VARCHAR(500) NULL,
  UNIQUE KEY offline_gift_form_key (organization_id, form_key),
  UNIQUE KEY offline_gift_bank_reference (organization_id, live_bank_reference),
  KEY offline_gift_by_time (organization_id, requested_at),
  CONSTRAINT offline_gift_project FOREIGN KEY (project_id, organization_id) REFERENCES project (id, organization_id),
  CONSTRAINT offline_gift_channel FOREIGN KEY (channel_id) REFERENCES channel (id),
  CONSTRAINT offline_gift_pledge FOREIGN KEY (pledge_id, organization_id) REFERENCES pledge (id, organization_id),
  CONSTRAINT offline_gift_approval FOREIGN KEY (approval_id) REFERENCES approval (id),
  CONSTRAINT offline_gift_annulment FOREIGN KEY (annulment_approval_id) REFERENCES approval (id),
  CONSTRAINT offline_gift_requester FOREIGN KEY (requested_by) REFERENCES staff_member (id),
  CONSTRAINT offline_gift_amount_positive CHECK (amount > 0),
  CONSTRAINT offline_gift_two_counters CHECK (counted_by <> counted_with),
  CONSTRAINT offline_gift_way CHECK ((way = 'cash') = (counted_by IS NOT NULL AND counted_with IS NOT NULL)
    AND (way = 'bank_transfer') = (bank_reference IS NOT NULL))
) ENGINE=InnoDB;

-- The count sheet of a cash gift: so many pieces of each note and coin, minor units.
CREATE TABLE cash_count (
  offline_gift_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  denomination BIGINT NOT NULL,
  pieces INT UNSIGNED NOT NULL,
  PRIMARY KEY (offline_gift_id, denomination),
  CONSTRAINT cash_count_gift FOREIGN KEY (offline_gift_id) REFERENCES offline_gift (id),
  CONSTRAINT cash_count_positive CHECK (denomination > 0 AND pieces > 0)
) ENGINE=InnoDB;

CREATE TABLE cash_deposit (
  id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
  organization_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  amount BIGINT NOT NULL,
  currency CHAR(3) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  deposited_on DATE NOT NULL,
  bank_reference VARCHAR(64) CHARACTER SET ascii COLLATE ascii_general_ci NOT NULL,
  state ENUM('requested','booked','rejected','cancelled','expired') NOT NULL DEFAULT 'requested',
  live_bank_reference VARCHAR(64) CHARACTER SET ascii COLLATE ascii_general_ci
    GENERATED ALWAYS AS (CASE WHEN state IN ('requested', 'booked') THEN bank_reference ELSE NULL END) STORED,
  form_key VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  form_sha256 BINARY(32) NOT NULL,
  approval_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  requested_by CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  requested_at DATETIME(6) NOT NULL,
  ended_at DATETIME(6) NULL,
  reason VARCHAR(500) NULL,
  UNIQUE KEY cash_deposit_form_key (organization_id, form_key),
  UNIQUE KEY cash_deposit_bank_reference (organization_id, live_bank_reference),
  KEY cash_deposit_by_time (organization_id, requested_at),
  CONSTRAINT cash_deposit_organization FOREIGN KEY (organization_id) REFERENCES organization (id),
  CONSTRAINT cash_deposit_approval FOREIGN KEY (approval_id) REFERENCES approval (id),
  CONSTRAINT cash_deposit_requester FOREIGN KEY (requested_by) REFERENCES staff_member (id),
  CONSTRAINT cash_deposit_amount_positive CHECK (amount > 0)
) ENGINE=InnoDB;
