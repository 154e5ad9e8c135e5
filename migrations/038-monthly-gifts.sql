-- Floor 4: monthly giving on rows of our own. A provider's subscription knows neither our notices nor our days, and
-- would charge on when we are away; here each debit is a donation that is written before anything is charged.

CREATE TABLE monthly_gift (
  id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
  organization_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  project_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  donor_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  channel_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NULL,
  amount BIGINT NOT NULL,
  currency CHAR(3) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  state ENUM('pending','active','paused','cancelled','ended') NOT NULL,
  -- Who or what paused or ended it, in our words; shown to the donor.
  reason ENUM('donor','declined','project_closed','no_method','never_begun') NULL,
  day_of_month TINYINT UNSIGNED NOT NULL,
  -- The next debit, a calendar day of the organization's zone; null while none is to come.
  next_on DATE NULL,
  -- The last day a debit was due on or begun on: the next one is in a later month.
  last_on DATE NOT NULL,
  -- The due day of the last notice, so that a due day is told once.
  announced_for DATE NULL,
  provider_account_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NULL,
  -- The provider's ids of the payer and of the saved way of paying; null before the first gift and after the end.
  customer_id VARCHAR(120) CHARACTER SET ascii COLLATE ascii_bin NULL,
  method_id VARCHAR(120) CHARACTER SET ascii COLLATE ascii_bin NULL,
  method_label VARCHAR(60) NULL,
  publicity ENUM('REAL_NAME','MASKED','ANONYMOUS') NOT NULL,
  donor_kind ENUM('person','organization') NOT NULL,
  name_encrypted VARBINARY(700) NULL,
  locale VARCHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  key_version SMALLINT UNSIGNED NOT NULL,
  -- Counts what the donor changed: part of the keys of the mails that confirm it.
  version INT UNSIGNED NOT NULL DEFAULT 0,
  created_at DATETIME(6) NOT NULL,
  ended_at DATETIME(6) NULL,
  KEY monthly_gift_due (state, next_on),
  KEY monthly_gift_list (organization_id, state, id),
  CONSTRAINT monthly_gift_organization FOREIGN KEY (organization_id) REFERENCES organization (id),
  CONSTRAINT monthly_gift_project FOREIGN KEY (project_id) REFERENCES project (id),
  CONSTRAINT monthly_gift_donor FOREIGN KEY (donor_id) REFERENCES donor (id),
  CONSTRAINT monthly_gift_channel FOREIGN KEY (channel_id) REFERENCES channel (id),
  CONSTRAINT monthly_gift_account FOREIGN KEY (provider_account_id) REFERENCES provider_account (id),
  CONSTRAINT monthly_gift_amount CHECK (amount > 0),
  CONSTRAINT monthly_gift_day CHECK (day_of_month BETWEEN 1 AND 31),
  CONSTRAINT monthly_gift_next CHECK ((state = 'active') = (next_on IS NOT NULL)),
  CONSTRAINT monthly_gift_over CHECK ((state IN ('cancelled','ended')) = (ended_at IS NOT NULL))
) ENGINE=InnoDB;

ALTER TABLE donation
  ADD COLUMN monthly_gift_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NULL,
  ADD KEY donation_of_monthly (monthly_gift_id),
  ADD CONSTRAINT donation_monthly FOREIGN KEY (monthly_gift_id) REFERENCES monthly_gift (id);

-- Charged while the donor is away: such a try has no checkout.
ALTER TABLE payment_attempt
  ADD COLUMN off_session BOOLEAN NOT NULL DEFAULT FALSE;

-- One due day of one monthly gift. Its key is what keeps a month from being debited twice.
CREATE TABLE monthly_debit (
  monthly_gift_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  due_on DATE NOT NULL,
  organization_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  state ENUM('announced','charging','sent','declined','needs_donor','paid','given_up','withdrawn') NOT NULL,
  -- Not before this day: the due day, or later when the notice was late.
  charge_on DATE NOT NULL,
  donation_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NULL,
  -- The try under way or made last, with the way of paying it was written for.
  attempt_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NULL,
  customer_id VARCHAR(120) CHARACTER SET ascii COLLATE ascii_bin NULL,
  method_id VARCHAR(120) CHARACTER SET ascii COLLATE ascii_bin NULL,
  -- Tries that were declined.
  declines TINYINT UNSIGNED NOT NULL DEFAULT 0,
  -- The provider's word for the last refusal.
  reason VARCHAR(80) NULL,
  next_try_at DATETIME(6) NULL,
  -- When the provider was first asked about this try: from then on it is never given up, only asked again.
  tried_at DATETIME(6) NULL,
  lease_until DATETIME(6) NULL,
  -- What went wrong on our side the last time, for operators.
  problem VARCHAR(300) NULL,
  created_at DATETIME(6) NOT NULL,
  settled_at DATETIME(6) NULL,
  PRIMARY KEY (monthly_gift_id, due_on),
  UNIQUE KEY monthly_debit_donation (donation_id),
  KEY monthly_debit_to_begin (state, charge_on),
  KEY monthly_debit_to_try (state, next_try_at),
  CONSTRAINT monthly_debit_gift FOREIGN KEY (monthly_gift_id) REFERENCES monthly_gift (id),
  CONSTRAINT monthly_debit_organization FOREIGN KEY (organization_id) REFERENCES organization (id),
  CONSTRAINT monthly_debit_of_donation FOREIGN KEY (donation_id) REFERENCES donation (id),
  CONSTRAINT monthly_debit_attempt FOREIGN KEY (attempt_id) REFERENCES payment_attempt (id),
  CONSTRAINT monthly_debit_written CHECK ((state IN ('announced','withdrawn')) OR donation_id IS NOT NULL),
  CONSTRAINT monthly_debit_try CHECK (state NOT IN ('charging','sent') OR (attempt_id IS NOT NULL AND method_id IS NOT NULL))
) ENGINE=InnoDB;
