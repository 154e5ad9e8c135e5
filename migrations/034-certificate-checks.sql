-- Floor 7: who checked, as the law asks of media (慈善法 28, 114), whether a society may appeal to the public.

-- One row for each check that was answered. Of an anonymous reader only the network is kept: the first 24 bits of an
-- IPv4 address, the first 48 of an IPv6 one; of a partner its key.
CREATE TABLE certificate_check (
  id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
  organization_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  project_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  checked_at DATETIME(6) NOT NULL,
  partner_key_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NULL,
  network VARCHAR(49) CHARACTER SET ascii COLLATE ascii_bin NULL,
  valid BOOLEAN NOT NULL,
  -- What stood in the way, as the answer named it; empty when nothing did.
  reasons VARCHAR(200) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '',
  KEY certificate_check_recent (organization_id, id),
  KEY certificate_check_of_project (project_id, id),
  CONSTRAINT certificate_check_organization FOREIGN KEY (organization_id) REFERENCES organization (id),
  CONSTRAINT certificate_check_project FOREIGN KEY (project_id) REFERENCES project (id),
  CONSTRAINT certificate_check_key FOREIGN KEY (partner_key_id) REFERENCES partner_key (id),
  CONSTRAINT certificate_check_who CHECK ((partner_key_id IS NULL) <> (network IS NULL)),
  CONSTRAINT certificate_check_why CHECK (valid = (reasons = ''))
) ENGINE=InnoDB;

CREATE TRIGGER certificate_check_no_update BEFORE UPDATE ON certificate_check FOR EACH ROW
  SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'certificate_check is append-only';
CREATE TRIGGER certificate_check_no_delete BEFORE DELETE ON certificate_check FOR EACH ROW
  SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'certificate_check is append-only';
