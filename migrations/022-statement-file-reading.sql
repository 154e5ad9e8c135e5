-- Floor 5: a file that turned out unreadable, or was put aside, may be uploaded again with other words about it.

ALTER TABLE statement_file
  -- What the provider says its SHA-1 is (WeChat Pay: hash_value, of the text that is not packed), as the clerk typed it.
  ADD COLUMN expected_sha1 BINARY(20) NULL,
  ADD COLUMN live_sha256 BINARY(32)
    GENERATED ALWAYS AS (CASE WHEN state IN ('invalid', 'discarded') THEN NULL ELSE sha256 END) STORED,
  DROP KEY statement_file_of_provider,
  DROP KEY statement_file_of_bank,
  ADD KEY statement_file_of_provider (provider_account_id, bill, first_day, last_day),
  ADD KEY statement_file_of_bank (bank_account_id, first_day, last_day),
  ADD UNIQUE KEY statement_file_once_of_provider (provider_account_id, bill, live_sha256),
  ADD UNIQUE KEY statement_file_once_of_bank (bank_account_id, live_sha256);

-- The calendar day that the file itself writes.
ALTER TABLE statement_file_line ADD COLUMN day DATE NOT NULL AFTER occurred_at;
