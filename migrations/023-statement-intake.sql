-- Gifts that only a file tells of: for which project they are, how far accepted files are booked, and provider accounts
-- without keys of ours.

-- What donors' payments through an account say (商户数据包, or 商品名称) and the project that it means.
CREATE TABLE gift_mapping (
  id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
  organization_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  provider_account_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  matches ENUM('attach','description') NOT NULL,
  value VARCHAR(200) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  project_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  changed_by CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  changed_at DATETIME(6) NOT NULL,
  UNIQUE KEY gift_mapping_once (provider_account_id, matches, value),
  UNIQUE KEY gift_mapping_in_organization (id, organization_id),
  CONSTRAINT gift_mapping_account FOREIGN KEY (provider_account_id, organization_id)
    REFERENCES provider_account (id, organization_id),
  CONSTRAINT gift_mapping_project FOREIGN KEY (project_id, organization_id) REFERENCES project (id, organization_id),
  CONSTRAINT gift_mapping_staff FOREIGN KEY (changed_by) REFERENCES staff_member (id),
  CONSTRAINT gift_mapping_says_something CHECK (value <> '')
) ENGINE=InnoDB;

-- What one person asks for and another agrees to: an account that has no keys of ours, or from where its facts come.
-- provider_account_id is the id that a new account will have.
CREATE TABLE provider_account_request (
  approval_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
  organization_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  provider_account_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  act ENUM('statement_account','intake') NOT NULL,
  provider ENUM('wechat','alipay','platform') NOT NULL,
  account VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  currency CHAR(3) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  merchant_no VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  display_name VARCHAR(120) NULL,
  intake ENUM('notifications','statement') NOT NULL,
  reason VARCHAR(500) NOT NULL,
  KEY provider_account_request_of_account (provider_account_id),
  CONSTRAINT provider_account_request_organization FOREIGN KEY (organization_id) REFERENCES organization (id),
  CONSTRAINT provider_account_request_approval FOREIGN KEY (approval_id) REFERENCES approval (id)
) ENGINE=InnoDB;

-- How far the lines of an accepted file are booked: line_cursor is the last statement_line.id of the present phase. It
-- moves in the database transaction that books, so that it cannot be ahead of the books or behind them.
CREATE TABLE statement_booking (
  file_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
  organization_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  provider_account_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  -- Whether its payments and refunds become facts: two people said so.
  makes_facts BOOLEAN NOT NULL,
  phase ENUM('payments','rest','payouts','done') NOT NULL,
  line_cursor BIGINT UNSIGNED NOT NULL DEFAULT 0,
  -- How many lines there are to look at (payments twice where they become facts), and how many were.
  steps INT UNSIGNED NOT NULL,
  steps_done INT UNSIGNED NOT NULL DEFAULT 0,
  begun_at DATETIME(6) NOT NULL,
  done_at DATETIME(6) NULL,
  KEY statement_booking_open (phase, begun_at),
  CONSTRAINT statement_booking_file FOREIGN KEY (file_id, organization_id) REFERENCES statement_file (id, organization_id),
  CONSTRAINT statement_booking_account FOREIGN KEY (provider_account_id, organization_id)
    REFERENCES provider_account (id, organization_id)
) ENGINE=InnoDB;

-- Refunds whose payment is not in our books yet: nothing goes back that has not come.
CREATE TABLE statement_waiting (
  statement_line_id BIGINT UNSIGNED NOT NULL PRIMARY KEY,
  provider_account_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  since DATETIME(6) NOT NULL,
  next_at DATETIME(6) NOT NULL,
  KEY statement_waiting_due (provider_account_id, next_at),
  CONSTRAINT statement_waiting_line FOREIGN KEY (statement_line_id) REFERENCES statement_line (id),
  CONSTRAINT statement_waiting_account FOREIGN KEY (provider_account_id) REFERENCES provider_account (id)
) ENGINE=InnoDB;

-- What a payout leaves in the account, and what the payout before had left there; zero where everything is paid out.
ALTER TABLE settlement
  ADD COLUMN carried_in BIGINT NOT NULL DEFAULT 0 AFTER currency,
  ADD COLUMN carried_out BIGINT NOT NULL DEFAULT 0 AFTER carried_in;
