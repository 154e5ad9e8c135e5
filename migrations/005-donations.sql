-- Floor 4: donors, donations, payment attempts, facts.

CREATE TABLE donor (
  id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
  organization_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  mail_index BINARY(32) NOT NULL,
  mail_encrypted VARBINARY(700) NOT NULL,
  created_at DATETIME(6) NOT NULL,
  UNIQUE KEY donor_mail (organization_id, mail_index),
  CONSTRAINT donor_organization FOREIGN KEY (organization_id) REFERENCES organization (id)
) ENGINE=InnoDB;

CREATE TABLE donation (
  id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
  organization_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  project_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  donor_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NULL,
  channel_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NULL,
  amount BIGINT NOT NULL,
  currency CHAR(3) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  status ENUM('pending','failed','expired','succeeded') NOT NULL DEFAULT 'pending',
  publicity ENUM('REAL_NAME','MASKED','ANONYMOUS') NOT NULL DEFAULT 'MASKED',
  donor_kind ENUM('person','organization') NOT NULL DEFAULT 'person',
  name_encrypted VARBINARY(700) NULL,
  public_label VARCHAR(120) NOT NULL,
  locale VARCHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT 'zh-CN',
  form_key VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  form_sha256 BINARY(32) NOT NULL,
  key_version SMALLINT UNSIGNED NOT NULL DEFAULT 1,
  created_at DATETIME(6) NOT NULL,
  UNIQUE KEY donation_form_key (form_key),
  UNIQUE KEY donation_in_organization (id, organization_id),
  KEY donation_by_project (project_id, created_at),
  KEY donation_by_donor (donor_id),
  CONSTRAINT donation_project FOREIGN KEY (project_id, organization_id) REFERENCES project (id, organization_id),
  CONSTRAINT donation_donor FOREIGN KEY (donor_id) REFERENCES donor (id),
  CONSTRAINT donation_channel FOREIGN KEY (channel_id) REFERENCES channel (id),
  CONSTRAINT donation_amount_positive CHECK (amount > 0)
) ENGINE=InnoDB;

CREATE TABLE payment_attempt (
  id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
  organization_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  donation_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  provider_account_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  provider_session_id VARCHAR(120) CHARACTER SET ascii COLLATE ascii_bin NULL,
  provider_payment_id VARCHAR(120) CHARACTER SET ascii COLLATE ascii_bin NULL,
  checkout_url VARCHAR(2000) NULL,
  expires_at DATETIME(6) NULL,
  created_at DATETIME(6) NOT NULL,
  UNIQUE KEY payment_attempt_session (provider_account_id, provider_session_id),
  UNIQUE KEY payment_attempt_payment (provider_account_id, provider_payment_id),
  KEY payment_attempt_by_donation (donation_id),
  CONSTRAINT payment_attempt_donation FOREIGN KEY (donation_id, organization_id) REFERENCES donation (id, organization_id),
  CONSTRAINT payment_attempt_account FOREIGN KEY (provider_account_id, organization_id) REFERENCES provider_account (id, organization_id)
) ENGINE=InnoDB;

CREATE TABLE fact (
  id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
  organization_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  provider_account_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  kind VARCHAR(30) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  fact_key VARCHAR(160) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  payment_attempt_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NULL,
  amount BIGINT NULL,
  currency CHAR(3) CHARACTER SET ascii COLLATE ascii_bin NULL,
  occurred_at DATETIME(6) NOT NULL,
  provider_event_id BIGINT UNSIGNED NULL,
  detail VARCHAR(300) NULL,
  recorded_at DATETIME(6) NOT NULL,
  UNIQUE KEY fact_key (provider_account_id, kind, fact_key),
  KEY fact_by_attempt (payment_attempt_id),
  CONSTRAINT fact_attempt FOREIGN KEY (payment_attempt_id) REFERENCES payment_attempt (id),
  CONSTRAINT fact_account FOREIGN KEY (provider_account_id, organization_id) REFERENCES provider_account (id, organization_id)
) ENGINE=InnoDB;

CREATE TRIGGER fact_no_update BEFORE UPDATE ON fact FOR EACH ROW
  SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'fact is append-only';
CREATE TRIGGER fact_no_delete BEFORE DELETE ON fact FOR EACH ROW
  SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'fact is append-only';
