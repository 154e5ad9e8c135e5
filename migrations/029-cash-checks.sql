-- Floor 4: counts of the cash in hand against the books, by two people. Written once.

CREATE TABLE cash_check (
  id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
  organization_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  day DATE NOT NULL,
  currency CHAR(3) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  -- Minor units: what was counted, and what the books held at the end of the day when it was recorded.
  counted BIGINT NOT NULL,
  booked BIGINT NOT NULL,
  -- [{"denomination","pieces"}], minor units as strings.
  counts JSON NOT NULL,
  counted_by VARCHAR(60) NOT NULL,
  counted_with VARCHAR(60) NOT NULL,
  note VARCHAR(300) NOT NULL,
  recorded_by CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  recorded_at DATETIME(6) NOT NULL,
  KEY cash_check_by_day (organization_id, day, id),
  CONSTRAINT cash_check_organization FOREIGN KEY (organization_id) REFERENCES organization (id),
  CONSTRAINT cash_check_staff FOREIGN KEY (recorded_by) REFERENCES staff_member (id),
  CONSTRAINT cash_check_two_counters CHECK (counted_by <> counted_with),
  CONSTRAINT cash_check_not_negative CHECK (counted >= 0)
) ENGINE=InnoDB;

CREATE TRIGGER cash_check_no_update BEFORE UPDATE ON cash_check FOR EACH ROW
  SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'cash_check is append-only: count again';
CREATE TRIGGER cash_check_no_delete BEFORE DELETE ON cash_check FOR EACH ROW
  SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'cash_check is append-only: count again';
