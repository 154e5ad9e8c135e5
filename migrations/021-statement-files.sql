-- Floor 5: files in which providers, platforms and the bank state what moved; who may be believed without notifications.

ALTER TABLE provider_account
  MODIFY COLUMN provider ENUM('stripe','wechat','alipay','platform') NOT NULL,
  ADD COLUMN intake ENUM('notifications','statement') NOT NULL DEFAULT 'notifications' AFTER provider,
  ADD COLUMN merchant_no VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NULL,
  ADD COLUMN display_name VARCHAR(120) NULL,
  ADD CONSTRAINT provider_account_stripe_notifies CHECK (provider <> 'stripe' OR intake = 'notifications'),
  ADD CONSTRAINT provider_account_names_merchant CHECK (provider = 'stripe' OR merchant_no IS NOT NULL);

-- How the columns of a bank's or a platform's list are to be read; written once, a changed one is a new row.
CREATE TABLE statement_layout (
  id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
  organization_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  source ENUM('bank','platform') NOT NULL,
  name VARCHAR(120) NOT NULL,
  columns JSON NOT NULL,
  created_by CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  created_at DATETIME(6) NOT NULL,
  UNIQUE KEY statement_layout_name (organization_id, source, name),
  UNIQUE KEY statement_layout_in_organization (id, organization_id),
  CONSTRAINT statement_layout_organization FOREIGN KEY (organization_id) REFERENCES organization (id),
  CONSTRAINT statement_layout_author FOREIGN KEY (created_by) REFERENCES staff_member (id)
) ENGINE=InnoDB;

CREATE TABLE statement_file (
  id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
  organization_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  provider_account_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NULL,
  bank_account_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NULL,
  bill ENUM('trade','flow','platform','bank') NOT NULL,
  layout_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NULL,
  -- The day (or the first and last day) that the file is about, in the organization's zone; the uploader names it.
  first_day DATE NOT NULL,
  last_day DATE NOT NULL,
  stored_file_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  sha256 BINARY(32) NOT NULL,
  state ENUM('reading','invalid','read','accepted','replaced','discarded') NOT NULL DEFAULT 'reading',
  -- Lines read so far, and what they add up to: {"payments","refunds","fees","in","out",…}, minor units as strings.
  line_count INT UNSIGNED NOT NULL DEFAULT 0,
  totals JSON NULL,
  -- Why it is FILE_INVALID: [{"line","code","params"}], at most 50.
  problems JSON NULL,
  -- The accepted file of the same account, bill and days that this one is a newer version of.
  replaces_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NULL,
  uploaded_by CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  uploaded_at DATETIME(6) NOT NULL,
  approval_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NULL,
  accepted_at DATETIME(6) NULL,
  ended_at DATETIME(6) NULL,
  UNIQUE KEY statement_file_in_organization (id, organization_id),
  UNIQUE KEY statement_file_of_provider (provider_account_id, bill, sha256),
  UNIQUE KEY statement_file_of_bank (bank_account_id, sha256),
  KEY statement_file_by_day (organization_id, first_day, last_day),
  CONSTRAINT statement_file_account FOREIGN KEY (provider_account_id, organization_id) REFERENCES provider_account (id, organization_id),
  CONSTRAINT statement_file_bank FOREIGN KEY (bank_account_id, organization_id) REFERENCES bank_account (id, organization_id),
  CONSTRAINT statement_file_layout FOREIGN KEY (layout_id, organization_id) REFERENCES statement_layout (id, organization_id),
  CONSTRAINT statement_file_bytes FOREIGN KEY (stored_file_id) REFERENCES stored_file (id),
  CONSTRAINT statement_file_replaces FOREIGN KEY (replaces_id, organization_id) REFERENCES statement_file (id, organization_id),
  CONSTRAINT statement_file_uploader FOREIGN KEY (uploaded_by) REFERENCES staff_member (id),
  CONSTRAINT statement_file_approval FOREIGN KEY (approval_id) REFERENCES approval (id),
  CONSTRAINT statement_file_days CHECK (last_day >= first_day),
  CONSTRAINT statement_file_one_account CHECK ((provider_account_id IS NULL) <> (bank_account_id IS NULL)
    AND (bill = 'bank') = (bank_account_id IS NOT NULL))
) ENGINE=InnoDB;

-- Lines as a file gives them, before anybody accepted it. Types as in statement_line, and 'bank' for the bank's.
CREATE TABLE statement_file_line (
  file_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  line_no INT UNSIGNED NOT NULL,
  line_key VARCHAR(120) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  type VARCHAR(60) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  amount BIGINT NOT NULL,
  fee BIGINT NOT NULL,
  net BIGINT NOT NULL,
  currency CHAR(3) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  provider_payment_id VARCHAR(120) CHARACTER SET ascii COLLATE ascii_bin NULL,
  source_key VARCHAR(120) CHARACTER SET ascii COLLATE ascii_bin NULL,
  -- The merchant's (our) number of the order or the refund, or the bank's reference.
  merchant_ref VARCHAR(120) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NULL,
  -- By which a gift finds its project: 商户数据包, then 商品名称.
  attach VARCHAR(128) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NULL,
  description VARCHAR(200) NULL,
  status VARCHAR(30) NULL,
  balance_after BIGINT NULL,
  counterparty_encrypted VARBINARY(700) NULL,
  occurred_at DATETIME(6) NOT NULL,
  raw JSON NOT NULL,
  PRIMARY KEY (file_id, line_no),
  KEY statement_file_line_by_key (file_id, line_key),
  CONSTRAINT statement_file_line_file FOREIGN KEY (file_id) REFERENCES statement_file (id)
) ENGINE=InnoDB;

ALTER TABLE statement_line
  ADD COLUMN file_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NULL,
  ADD COLUMN merchant_ref VARCHAR(120) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NULL,
  ADD COLUMN attach VARCHAR(128) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NULL,
  ADD COLUMN description VARCHAR(200) NULL,
  ADD COLUMN status VARCHAR(30) NULL,
  ADD COLUMN balance_after BIGINT NULL,
  ADD KEY statement_line_by_file (file_id),
  ADD CONSTRAINT statement_line_file FOREIGN KEY (file_id, organization_id) REFERENCES statement_file (id, organization_id);

CREATE TABLE bank_line (
  id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
  organization_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  bank_account_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  file_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  line_no INT UNSIGNED NOT NULL,
  line_key VARCHAR(120) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  -- Day in the organization's zone; time where the bank gives one.
  day DATE NOT NULL,
  occurred_at DATETIME(6) NOT NULL,
  -- Minor units, positive = money came in.
  amount BIGINT NOT NULL,
  currency CHAR(3) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  balance_after BIGINT NULL,
  reference VARCHAR(120) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NULL,
  summary VARCHAR(200) NOT NULL,
  counterparty_encrypted VARBINARY(700) NULL,
  accepted_at DATETIME(6) NOT NULL,
  UNIQUE KEY bank_line_once (bank_account_id, line_key),
  UNIQUE KEY bank_line_in_organization (id, organization_id),
  KEY bank_line_by_day (bank_account_id, day),
  KEY bank_line_by_amount (bank_account_id, amount, day),
  CONSTRAINT bank_line_account FOREIGN KEY (bank_account_id, organization_id) REFERENCES bank_account (id, organization_id),
  CONSTRAINT bank_line_file FOREIGN KEY (file_id, organization_id) REFERENCES statement_file (id, organization_id),
  CONSTRAINT bank_line_moves CHECK (amount <> 0)
) ENGINE=InnoDB;
