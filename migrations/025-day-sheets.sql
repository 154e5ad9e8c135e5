-- Floor 6: what a closed day came to, kept as it was when two people agreed to it.

-- What a closed day moved on each account in each fund. A closed day never changes, so balances of later days are added
-- up from these rows instead of from every transfer since the beginning. raised: what the public totals grew by.
CREATE TABLE day_movement (
  organization_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  day DATE NOT NULL,
  revision INT UNSIGNED NOT NULL,
  account_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  fund_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  debit BIGINT NOT NULL,
  credit BIGINT NOT NULL,
  raised BIGINT NOT NULL,
  PRIMARY KEY (organization_id, day, revision, account_id, fund_id),
  CONSTRAINT day_movement_of_seal FOREIGN KEY (organization_id, day, revision)
    REFERENCES day_seal (organization_id, day, revision)
) ENGINE=InnoDB;

-- The day sheet of a revision: figures, controls, totals and differences, as they were signed.
CREATE TABLE day_sheet (
  organization_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  day DATE NOT NULL,
  revision INT UNSIGNED NOT NULL,
  sheet JSON NOT NULL,
  PRIMARY KEY (organization_id, day, revision),
  CONSTRAINT day_sheet_of_seal FOREIGN KEY (organization_id, day, revision)
    REFERENCES day_seal (organization_id, day, revision)
) ENGINE=InnoDB;

-- A statement's balance at a moment is the sum of everything before it: read from this index alone.
ALTER TABLE statement_line
  DROP KEY statement_line_by_time,
  ADD KEY statement_line_by_time (provider_account_id, occurred_at, type, currency, amount, fee, net);
