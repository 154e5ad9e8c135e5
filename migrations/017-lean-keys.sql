-- Two indexes of the ledger fewer: a foreign key of two columns had made the server keep one of its own beside ours.
-- Neither rule changes. An entry's id decides its organization, and so does, by the foreign key, an entry that is
-- reversed: each entry is still reversed once, and a leg still stands once in its entry.

ALTER TABLE entry
  DROP KEY entry_reversed_once,
  ADD UNIQUE KEY entry_reversed_once (reverses_id, organization_id);

ALTER TABLE transfer
  DROP PRIMARY KEY,
  ADD PRIMARY KEY (entry_id, organization_id, leg);
