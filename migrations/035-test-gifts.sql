-- Floor 3: gifts of a partner's test mode. They are no money: no ledger, receipt or public number ever reads them.

CREATE TABLE test_gift (
  id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
  partner_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  channel_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  project_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  organization_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  amount BIGINT NOT NULL,
  currency CHAR(3) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  -- Each change of a partner's test figures has its number, as the ledger's entries have.
  seq BIGINT UNSIGNED NOT NULL,
  given_on DATE NOT NULL,
  given_at DATETIME(6) NOT NULL,
  refund_seq BIGINT UNSIGNED NULL,
  refunded_on DATE NULL,
  refunded_at DATETIME(6) NULL,
  UNIQUE KEY test_gift_seq (partner_id, seq),
  UNIQUE KEY test_gift_refund_seq (partner_id, refund_seq),
  KEY test_gift_by_channel (channel_id, given_on),
  CONSTRAINT test_gift_partner FOREIGN KEY (partner_id) REFERENCES partner (id),
  CONSTRAINT test_gift_channel FOREIGN KEY (channel_id) REFERENCES channel (id),
  CONSTRAINT test_gift_project FOREIGN KEY (project_id, organization_id) REFERENCES project (id, organization_id),
  CONSTRAINT test_gift_positive CHECK (amount > 0),
  CONSTRAINT test_gift_refund CHECK ((refund_seq IS NULL) = (refunded_at IS NULL)
                                 AND (refund_seq IS NULL) = (refunded_on IS NULL))
) ENGINE=InnoDB;

-- The last number of a partner's test figures; it goes on when the gifts are cleared away.
CREATE TABLE test_gift_number (
  partner_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
  last_seq BIGINT UNSIGNED NOT NULL,
  CONSTRAINT test_gift_number_partner FOREIGN KEY (partner_id) REFERENCES partner (id)
) ENGINE=InnoDB;
