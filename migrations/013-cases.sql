-- Cases get owners, dates, notes and an end: an outcome with a reason and a person (or the machine, when it healed).

ALTER TABLE work_case
  ADD COLUMN assigned_to CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NULL,
  ADD COLUMN due_on DATE NULL,
  ADD COLUMN outcome ENUM('FALSE_POSITIVE','WRITTEN_OFF','RESOLVED') NULL,
  ADD COLUMN closed_by CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NULL,
  ADD COLUMN close_reason VARCHAR(500) NULL,
  ADD COLUMN entry_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NULL,
  ADD UNIQUE KEY work_case_in_organization (id, organization_id),
  ADD KEY work_case_by_owner (organization_id, assigned_to, state),
  ADD CONSTRAINT work_case_owner FOREIGN KEY (assigned_to) REFERENCES staff_member (id),
  ADD CONSTRAINT work_case_closer FOREIGN KEY (closed_by) REFERENCES staff_member (id),
  ADD CONSTRAINT work_case_entry FOREIGN KEY (entry_id, organization_id) REFERENCES entry (id, organization_id);

CREATE TABLE case_note (
  id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
  organization_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  case_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  staff_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  body VARCHAR(1000) NOT NULL,
  written_at DATETIME(6) NOT NULL,
  KEY case_note_by_case (case_id, id),
  CONSTRAINT case_note_case FOREIGN KEY (case_id, organization_id) REFERENCES work_case (id, organization_id),
  CONSTRAINT case_note_staff FOREIGN KEY (staff_id) REFERENCES staff_member (id)
) ENGINE=InnoDB;

CREATE TRIGGER case_note_no_update BEFORE UPDATE ON case_note FOR EACH ROW
  SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'case_note is append-only';
CREATE TRIGGER case_note_no_delete BEFORE DELETE ON case_note FOR EACH ROW
  SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'case_note is append-only';
CREATE TRIGGER work_case_closed_once BEFORE UPDATE ON work_case FOR EACH ROW
  IF OLD.state = 'closed' AND NOT (NEW.state <=> OLD.state AND NEW.outcome <=> OLD.outcome
      AND NEW.closed_at <=> OLD.closed_at AND NEW.closed_by <=> OLD.closed_by AND NEW.close_reason <=> OLD.close_reason
      AND NEW.entry_id <=> OLD.entry_id AND NEW.assigned_to <=> OLD.assigned_to AND NEW.due_on <=> OLD.due_on)
    THEN SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'a closed case stays as it is: open a new one'; END IF;
CREATE TRIGGER work_case_keeps_matter BEFORE UPDATE ON work_case FOR EACH ROW
  IF NOT (NEW.id <=> OLD.id AND NEW.organization_id <=> OLD.organization_id AND NEW.kind <=> OLD.kind
      AND NEW.dedupe_key <=> OLD.dedupe_key AND NEW.subject_type <=> OLD.subject_type
      AND NEW.subject_id <=> OLD.subject_id AND NEW.amount <=> OLD.amount AND NEW.currency <=> OLD.currency
      AND NEW.detail <=> OLD.detail AND NEW.opened_at <=> OLD.opened_at)
    THEN SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'what a case is about does not change'; END IF;
CREATE TRIGGER work_case_no_delete BEFORE DELETE ON work_case FOR EACH ROW
  SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'cases are kept';
