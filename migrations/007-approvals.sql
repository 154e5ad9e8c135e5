-- Approvals: what one person asks for and another allows. The request is frozen the moment it is made: a vote and the
-- effect are bound to the very bytes that were shown.

-- payload: RFC 8785 text, so that SHA2 of the column is the hash that people voted for.
-- open_subject_id: at most one open request for an operation on a subject. RTRIM as at receipt.live_donation_id.
CREATE TABLE approval (
  id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
  organization_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  operation VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  subject_id VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  payload MEDIUMTEXT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL,
  payload_sha256 CHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  requested_by CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  requested_at DATETIME(6) NOT NULL,
  expires_at DATETIME(6) NOT NULL,
  votes_needed TINYINT UNSIGNED NOT NULL,
  state ENUM('waiting','approved','consumed','rejected','withdrawn','expired') NOT NULL DEFAULT 'waiting',
  open_subject_id VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin
    GENERATED ALWAYS AS (CASE WHEN state IN ('waiting', 'approved') THEN subject_id ELSE NULL END) STORED,
  decided_at DATETIME(6) NULL,
  decided_by CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NULL,
  reason VARCHAR(500) NULL,
  UNIQUE KEY approval_open_once (organization_id, operation, open_subject_id),
  UNIQUE KEY approval_as_shown (id, organization_id, requested_by, payload_sha256),
  KEY approval_by_state (organization_id, state, requested_at),
  KEY approval_by_subject (organization_id, subject_id),
  KEY approval_by_expiry (state, expires_at),
  CONSTRAINT approval_organization FOREIGN KEY (organization_id) REFERENCES organization (id),
  CONSTRAINT approval_requester FOREIGN KEY (requested_by) REFERENCES staff_member (id),
  CONSTRAINT approval_decider FOREIGN KEY (decided_by) REFERENCES staff_member (id),
  CONSTRAINT approval_votes CHECK (votes_needed > 0)
) ENGINE=InnoDB;

-- A vote repeats who asked and what was shown; the composite key holds both to the request, so the CHECK really
-- compares the voter with the requester.
CREATE TABLE approval_vote (
  approval_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  staff_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  organization_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  requested_by CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  payload_sha256 CHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  voted_at DATETIME(6) NOT NULL,
  PRIMARY KEY (approval_id, staff_id),
  CONSTRAINT approval_vote_as_shown FOREIGN KEY (approval_id, organization_id, requested_by, payload_sha256)
    REFERENCES approval (id, organization_id, requested_by, payload_sha256),
  CONSTRAINT approval_vote_staff FOREIGN KEY (staff_id) REFERENCES staff_member (id),
  CONSTRAINT approval_vote_not_own CHECK (staff_id <> requested_by)
) ENGINE=InnoDB;

CREATE TRIGGER approval_starts_waiting BEFORE INSERT ON approval FOR EACH ROW
  IF NEW.state <> 'waiting' THEN SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'an approval begins by waiting for votes'; END IF;
CREATE TRIGGER approval_keeps_request BEFORE UPDATE ON approval FOR EACH ROW
  IF NOT (NEW.id <=> OLD.id AND NEW.organization_id <=> OLD.organization_id AND NEW.operation <=> OLD.operation
      AND NEW.subject_id <=> OLD.subject_id AND NEW.payload <=> OLD.payload AND NEW.payload_sha256 <=> OLD.payload_sha256
      AND NEW.requested_by <=> OLD.requested_by AND NEW.requested_at <=> OLD.requested_at
      AND NEW.expires_at <=> OLD.expires_at AND NEW.votes_needed <=> OLD.votes_needed)
    THEN SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'what was asked for cannot be changed: withdraw it and ask again'; END IF;
CREATE TRIGGER approval_ends_once BEFORE UPDATE ON approval FOR EACH ROW
  IF OLD.state NOT IN ('waiting', 'approved')
    THEN SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'this approval has ended'; END IF;
CREATE TRIGGER approval_needs_votes BEFORE UPDATE ON approval FOR EACH ROW
  IF NEW.state IN ('approved', 'consumed')
      AND (SELECT COUNT(*) FROM approval_vote v WHERE v.approval_id = OLD.id) < OLD.votes_needed
    THEN SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'an approval needs its votes'; END IF;
CREATE TRIGGER approval_no_delete BEFORE DELETE ON approval FOR EACH ROW
  SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'approvals are kept';
CREATE TRIGGER approval_vote_on_open BEFORE INSERT ON approval_vote FOR EACH ROW
  IF NOT EXISTS (SELECT 1 FROM approval a WHERE a.id = NEW.approval_id AND a.state = 'waiting' AND NEW.voted_at < a.expires_at)
    THEN SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'votes go to open requests'; END IF;
CREATE TRIGGER approval_vote_no_update BEFORE UPDATE ON approval_vote FOR EACH ROW
  SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'approval_vote is append-only';
CREATE TRIGGER approval_vote_no_delete BEFORE DELETE ON approval_vote FOR EACH ROW
  SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'approval_vote is append-only';
