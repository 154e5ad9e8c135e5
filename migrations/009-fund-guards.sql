-- Floor 2: what guards a fund against being spent twice. Only outflows lock a guard; gifts never do.

-- `balance` is what the fund's own accounts held over the entries numbered up to `seq`; numbered entries never change,
-- so it needs no care: it only saves adding them all up again while the guard is held.
CREATE TABLE fund_guard (
  fund_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
  seq BIGINT UNSIGNED NOT NULL DEFAULT 0,
  balance BIGINT NOT NULL DEFAULT 0,
  CONSTRAINT fund_guard_fund FOREIGN KEY (fund_id) REFERENCES fund (id)
) ENGINE=InnoDB;

-- Money that is promised to somebody and not paid yet. A row stands as long as its money is kept back.
CREATE TABLE fund_reservation (
  source_type VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  source_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  organization_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  fund_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  amount BIGINT NOT NULL,
  currency CHAR(3) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  reserved_at DATETIME(6) NOT NULL,
  PRIMARY KEY (source_type, source_id),
  KEY fund_reservation_by_fund (fund_id, amount),
  CONSTRAINT fund_reservation_fund FOREIGN KEY (fund_id, organization_id, currency) REFERENCES fund (id, organization_id, currency),
  CONSTRAINT fund_reservation_amount_positive CHECK (amount > 0)
) ENGINE=InnoDB;
