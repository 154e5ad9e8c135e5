-- Floor 2: years whose income and costs were moved to net assets, and closings that were undone. Written once each.

CREATE TABLE year_close (
  organization_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  year SMALLINT UNSIGNED NOT NULL,
  revision SMALLINT UNSIGNED NOT NULL,
  approval_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  closed_at DATETIME(6) NOT NULL,
  PRIMARY KEY (organization_id, year, revision),
  UNIQUE KEY year_close_approval (approval_id),
  CONSTRAINT year_close_organization FOREIGN KEY (organization_id) REFERENCES organization (id),
  CONSTRAINT year_close_approved FOREIGN KEY (approval_id) REFERENCES approval (id)
) ENGINE=InnoDB;

CREATE TABLE year_reopening (
  organization_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  year SMALLINT UNSIGNED NOT NULL,
  revision SMALLINT UNSIGNED NOT NULL,
  reason VARCHAR(500) NOT NULL,
  approval_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  reopened_at DATETIME(6) NOT NULL,
  PRIMARY KEY (organization_id, year, revision),
  UNIQUE KEY year_reopening_approval (approval_id),
  CONSTRAINT year_reopening_of FOREIGN KEY (organization_id, year, revision)
    REFERENCES year_close (organization_id, year, revision),
  CONSTRAINT year_reopening_approved FOREIGN KEY (approval_id) REFERENCES approval (id)
) ENGINE=InnoDB;

CREATE TRIGGER year_close_no_update BEFORE UPDATE ON year_close FOR EACH ROW
  SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'year_close is append-only';
CREATE TRIGGER year_close_no_delete BEFORE DELETE ON year_close FOR EACH ROW
  SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'year_close is append-only';
CREATE TRIGGER year_reopening_no_update BEFORE UPDATE ON year_reopening FOR EACH ROW
  SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'year_reopening is append-only';
CREATE TRIGGER year_reopening_no_delete BEFORE DELETE ON year_reopening FOR EACH ROW
  SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'year_reopening is append-only';
