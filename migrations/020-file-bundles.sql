-- Many small files that are made together lie in one file of the folder, and cost one flush to disk instead of one each.
-- A row then says in which, and from which byte on; both are null for a file of its own.

ALTER TABLE stored_file
  ADD COLUMN bundle_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NULL,
  ADD COLUMN bundle_offset INT UNSIGNED NULL,
  ADD CONSTRAINT stored_file_bundle CHECK ((bundle_id IS NULL) = (bundle_offset IS NULL));
