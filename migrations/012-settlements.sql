-- Floor 5: the providers' payouts to our bank, and which lines of the statement each of them pays out.

CREATE TABLE settlement (
  id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
  organization_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  provider_account_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  provider_payout_id VARCHAR(120) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  amount BIGINT NOT NULL,
  currency CHAR(3) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  state ENUM('pending','in_transit','paid','canceled','failed') NOT NULL,
  automatic BOOLEAN NOT NULL,
  paid_out_at DATETIME(6) NOT NULL,
  arrives_on DATE NULL,
  failure_code VARCHAR(80) CHARACTER SET ascii COLLATE ascii_bin NULL,
  lines_imported_at DATETIME(6) NULL,
  updated_at DATETIME(6) NOT NULL,
  UNIQUE KEY settlement_payout (provider_account_id, provider_payout_id),
  UNIQUE KEY settlement_in_account (id, provider_account_id),
  KEY settlement_by_time (organization_id, paid_out_at),
  CONSTRAINT settlement_account FOREIGN KEY (provider_account_id, organization_id) REFERENCES provider_account (id, organization_id)
) ENGINE=InnoDB;

-- A line is paid out once. The payout's own line is not among them: their net amounts add up to it.
CREATE TABLE settlement_line (
  provider_account_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  line_key VARCHAR(120) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  settlement_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  PRIMARY KEY (provider_account_id, line_key),
  KEY settlement_line_by_settlement (settlement_id, line_key),
  CONSTRAINT settlement_line_of_statement FOREIGN KEY (provider_account_id, line_key)
    REFERENCES statement_line (provider_account_id, line_key),
  CONSTRAINT settlement_line_settlement FOREIGN KEY (settlement_id, provider_account_id)
    REFERENCES settlement (id, provider_account_id)
) ENGINE=InnoDB;

ALTER TABLE statement_line ADD KEY statement_line_by_type (provider_account_id, type, occurred_at);
ALTER TABLE statement_line ADD KEY statement_line_by_source (provider_account_id, source_key);
