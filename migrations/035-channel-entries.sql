-- Floor 5: what each numbered entry changed for the channel through which its gift came; derived from the ledger.

CREATE TABLE channel_entry (
  organization_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  ledger_seq BIGINT UNSIGNED NOT NULL,
  channel_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  project_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  -- To count gifts, and to follow a gift's refunds to its start; shown to nobody.
  gift_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  currency CHAR(3) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  occurred_at DATETIME(6) NOT NULL,
  booked_on DATE NOT NULL,
  numbered_at DATETIME(6) NOT NULL,
  -- Minor units: what was given (less when a gift is annulled), and what was deducted from what was given.
  gift BIGINT NOT NULL,
  refunded BIGINT NOT NULL,
  -- 1 where a gift begins to count as given, -1 where it is annulled, else 0.
  gifts TINYINT NOT NULL,
  PRIMARY KEY (organization_id, ledger_seq),
  KEY channel_entry_by_day (channel_id, booked_on),
  KEY channel_entry_by_gift (gift_id),
  CONSTRAINT channel_entry_number FOREIGN KEY (organization_id, ledger_seq)
    REFERENCES ledger_sequence (organization_id, seq),
  CONSTRAINT channel_entry_channel FOREIGN KEY (channel_id) REFERENCES channel (id),
  CONSTRAINT channel_entry_gifts CHECK (gifts BETWEEN -1 AND 1)
) ENGINE=InnoDB;

-- How far channel entries were written. In a house that already has gifts it starts behind ledger_seq, and the
-- projector catches up; an older worker that still runs beside moves ledger_seq alone and is caught up with too.
ALTER TABLE progress_cursor ADD COLUMN channel_seq BIGINT UNSIGNED NOT NULL DEFAULT 0;
