-- Fewer indexes to write for each gift.

-- An entry's key had a second index beside it, of the same two columns that every reference to an entry names. It is the
-- primary key now. Two organizations still cannot share an entry's id for long: each is numbered by its id alone
-- (ledger_sequence_entry), and nothing counts before it is numbered.
ALTER TABLE entry
  DROP PRIMARY KEY,
  DROP KEY entry_in_organization,
  ADD PRIMARY KEY (id, organization_id);

-- One index instead of two (the foreign key had made the server keep its own beside ours), and it holds all that is
-- asked of a donation's attempts when its facts are read.
ALTER TABLE payment_attempt
  DROP KEY payment_attempt_by_donation,
  ADD KEY payment_attempt_by_donation (donation_id, organization_id, provider_account_id);
