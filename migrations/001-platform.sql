-- Floor 0: what every room stands on. One statement ends with ";" at the end of a line.

CREATE TABLE audit_event (
  id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
  organization_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NULL,
  staff_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NULL,
  action VARCHAR(60) NOT NULL,
  subject_type VARCHAR(40) NOT NULL,
  subject_id VARCHAR(64) NOT NULL,
  before_state JSON NULL,
  after_state JSON NULL,
  request_id VARCHAR(64) NULL,
  occurred_at DATETIME(6) NOT NULL,
  KEY audit_event_by_subject (subject_type, subject_id, id),
  KEY audit_event_by_organization (organization_id, id)
) ENGINE=InnoDB;

CREATE TRIGGER audit_event_no_update BEFORE UPDATE ON audit_event FOR EACH ROW
  SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'audit_event is append-only';

CREATE TRIGGER audit_event_no_delete BEFORE DELETE ON audit_event FOR EACH ROW
  SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'audit_event is append-only';

CREATE TABLE outbox_event (
  id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
  kind VARCHAR(60) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  organization_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NULL,
  ref VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  dedupe_key VARCHAR(120) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  state ENUM('PENDING','RELAYED') NOT NULL DEFAULT 'PENDING',
  created_at DATETIME(6) NOT NULL,
  UNIQUE KEY outbox_event_dedupe (dedupe_key),
  KEY outbox_event_by_state (state, id)
) ENGINE=InnoDB;

CREATE TABLE outbox_task (
  id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
  event_id BIGINT UNSIGNED NOT NULL,
  subscriber VARCHAR(60) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  state ENUM('PENDING','ENQUEUED','DONE','DEAD') NOT NULL DEFAULT 'PENDING',
  due_at DATETIME(6) NOT NULL,
  lease_until DATETIME(6) NULL,
  attempts INT UNSIGNED NOT NULL DEFAULT 0,
  last_error VARCHAR(1000) NULL,
  done_at DATETIME(6) NULL,
  UNIQUE KEY outbox_task_once (event_id, subscriber),
  KEY outbox_task_by_state (state, subscriber, due_at, id),
  CONSTRAINT outbox_task_event FOREIGN KEY (event_id) REFERENCES outbox_event (id)
) ENGINE=InnoDB;

CREATE TABLE schedule (
  name VARCHAR(60) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
  every_seconds INT UNSIGNED NOT NULL,
  enabled BOOLEAN NOT NULL DEFAULT TRUE,
  next_run_at DATETIME(6) NOT NULL,
  lease_until DATETIME(6) NULL,
  last_started_at DATETIME(6) NULL,
  last_finished_at DATETIME(6) NULL,
  last_error VARCHAR(1000) NULL
) ENGINE=InnoDB;

CREATE TABLE lease (
  name VARCHAR(80) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
  holder VARCHAR(80) NOT NULL,
  until DATETIME(6) NOT NULL
) ENGINE=InnoDB;

CREATE TABLE stored_file (
  id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
  organization_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NULL,
  name VARCHAR(200) NOT NULL,
  content_type VARCHAR(100) NOT NULL,
  size INT UNSIGNED NOT NULL,
  sha256 CHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  created_at DATETIME(6) NOT NULL
) ENGINE=InnoDB;

CREATE TABLE mail_message (
  id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
  organization_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NULL,
  dedupe_key VARCHAR(120) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  recipient_encrypted VARBINARY(700) NOT NULL,
  recipient_masked VARCHAR(200) NOT NULL,
  subject VARCHAR(300) NOT NULL,
  text_body MEDIUMTEXT NOT NULL,
  html_body MEDIUMTEXT NULL,
  attachments JSON NOT NULL,
  state ENUM('WAITING','SENT') NOT NULL DEFAULT 'WAITING',
  created_at DATETIME(6) NOT NULL,
  sent_at DATETIME(6) NULL,
  UNIQUE KEY mail_message_dedupe (dedupe_key),
  KEY mail_message_by_state (state, created_at)
) ENGINE=InnoDB;
