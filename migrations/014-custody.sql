-- Who holds what: the organization's dedicated donation account, and the secrets of further provider accounts. Both
-- are changed by two people; what was never agreed to is not kept.

-- One row for every account that was ever asked for; the number only in encrypted form. At most one is active, and no
-- two organizations share one. RTRIM as at receipt.live_donation_id.
CREATE TABLE bank_account (
  id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
  organization_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  bank VARCHAR(120) NOT NULL,
  branch VARCHAR(160) NOT NULL,
  holder VARCHAR(120) NOT NULL,
  number_encrypted VARBINARY(200) NOT NULL,
  number_index VARBINARY(32) NOT NULL,
  last4 CHAR(4) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  reason VARCHAR(500) NOT NULL,
  state ENUM('requested','active','replaced','withdrawn') NOT NULL DEFAULT 'requested',
  active_organization_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin
    GENERATED ALWAYS AS (CASE WHEN state = 'active' THEN RTRIM(organization_id) ELSE NULL END) STORED,
  active_number_index VARBINARY(32)
    GENERATED ALWAYS AS (CASE WHEN state = 'active' THEN number_index ELSE NULL END) STORED,
  requested_by CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  requested_at DATETIME(6) NOT NULL,
  approval_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  active_from DATETIME(6) NULL,
  ended_at DATETIME(6) NULL,
  UNIQUE KEY bank_account_only_one (active_organization_id),
  UNIQUE KEY bank_account_not_shared (active_number_index),
  UNIQUE KEY bank_account_approval (approval_id),
  UNIQUE KEY bank_account_in_organization (id, organization_id),
  KEY bank_account_by_organization (organization_id, requested_at),
  CONSTRAINT bank_account_organization FOREIGN KEY (organization_id) REFERENCES organization (id),
  CONSTRAINT bank_account_requester FOREIGN KEY (requested_by) REFERENCES staff_member (id),
  CONSTRAINT bank_account_approved FOREIGN KEY (approval_id) REFERENCES approval (id),
  CONSTRAINT bank_account_times CHECK ((state IN ('active', 'replaced')) = (active_from IS NOT NULL)
    AND (state = 'replaced') = (ended_at IS NOT NULL))
) ENGINE=InnoDB;

CREATE TRIGGER bank_account_no_delete BEFORE DELETE ON bank_account FOR EACH ROW
  SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'bank accounts are kept';

-- Keys of the accounts that do not stand in the environment. honoured_until NULL = the present one; a webhook secret
-- that was replaced is honoured until then, and its value erased later.
CREATE TABLE provider_secret (
  id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
  organization_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  provider_account_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  kind ENUM('api_key','webhook_secret') NOT NULL,
  value_encrypted VARBINARY(700) NULL,
  fingerprint VARBINARY(32) NOT NULL,
  added_at DATETIME(6) NOT NULL,
  honoured_until DATETIME(6) NULL,
  approval_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  present_account_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin
    GENERATED ALWAYS AS (CASE WHEN honoured_until IS NULL THEN RTRIM(provider_account_id) ELSE NULL END) STORED,
  UNIQUE KEY provider_secret_present (present_account_id, kind),
  KEY provider_secret_of_account (provider_account_id, kind, added_at),
  KEY provider_secret_by_fingerprint (fingerprint),
  CONSTRAINT provider_secret_account FOREIGN KEY (provider_account_id, organization_id)
    REFERENCES provider_account (id, organization_id),
  CONSTRAINT provider_secret_approval FOREIGN KEY (approval_id) REFERENCES approval (id),
  CONSTRAINT provider_secret_present_has_value CHECK (honoured_until IS NOT NULL OR value_encrypted IS NOT NULL)
) ENGINE=InnoDB;

-- What somebody asks for, with the encrypted values until it is decided; then they are erased here.
-- provider_account_id is the id that a new account will have.
CREATE TABLE provider_secret_request (
  approval_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
  organization_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  provider_account_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  act ENUM('account','api_key','webhook_secret') NOT NULL,
  account VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  currency CHAR(3) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  livemode BOOLEAN NOT NULL,
  api_key_encrypted VARBINARY(700) NULL,
  webhook_secret_encrypted VARBINARY(700) NULL,
  grace_hours SMALLINT UNSIGNED NOT NULL,
  reason VARCHAR(500) NOT NULL,
  decided BOOLEAN NOT NULL DEFAULT FALSE,
  KEY provider_secret_request_of_account (provider_account_id),
  CONSTRAINT provider_secret_request_organization FOREIGN KEY (organization_id) REFERENCES organization (id),
  CONSTRAINT provider_secret_request_approval FOREIGN KEY (approval_id) REFERENCES approval (id),
  CONSTRAINT provider_secret_request_erased CHECK
    (NOT decided OR (api_key_encrypted IS NULL AND webhook_secret_encrypted IS NULL))
) ENGINE=InnoDB;
