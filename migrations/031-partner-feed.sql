-- Floor 7: what partners are told, and how it reaches their servers.

-- One row, locked by the relay that is at work: it alone gives numbers.
CREATE TABLE partner_feed_turn (
  id TINYINT UNSIGNED NOT NULL PRIMARY KEY,
  CONSTRAINT partner_feed_turn_one CHECK (id = 1)
) ENGINE=InnoDB;
INSERT INTO partner_feed_turn (id) VALUES (1);

-- How far the relay has followed an organization's ledger and its closed days.
CREATE TABLE partner_feed_cursor (
  organization_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
  ledger_seq BIGINT UNSIGNED NOT NULL,
  seal_no INT UNSIGNED NOT NULL,
  CONSTRAINT partner_feed_cursor_organization FOREIGN KEY (organization_id) REFERENCES organization (id)
) ENGINE=InnoDB;

-- Figures that have changed and are still to be told, at most once a minute. partner_id is '' for real figures, which
-- are the same for everybody; test figures are a partner's own.
CREATE TABLE partner_figure (
  subject ENUM('project','channel') NOT NULL,
  subject_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  livemode BOOLEAN NOT NULL,
  partner_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '',
  due BOOLEAN NOT NULL,
  marked_at DATETIME(6) NOT NULL,
  told_at DATETIME(6) NULL,
  told_sha256 BINARY(32) NULL,
  PRIMARY KEY (subject, subject_id, livemode, partner_id),
  KEY partner_figure_due (due, told_at),
  CONSTRAINT partner_figure_own CHECK ((partner_id = '') = livemode)
) ENGINE=InnoDB;

-- Single things to be told: taken from the outbox, or asked for (test.ping). told_at: the relay has told them.
CREATE TABLE partner_announcement (
  id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
  dedupe_key VARCHAR(120) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  kind VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  livemode BOOLEAN NOT NULL,
  organization_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NULL,
  partner_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NULL,
  -- The project, update or endpoint that it is about.
  ref CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  occurred_at DATETIME(6) NOT NULL,
  told_at DATETIME(6) NULL,
  UNIQUE KEY partner_announcement_once (dedupe_key),
  KEY partner_announcement_waiting (told_at, id),
  KEY partner_announcement_about (ref, occurred_at),
  CONSTRAINT partner_announcement_to CHECK (organization_id IS NOT NULL OR partner_id IS NOT NULL)
) ENGINE=InnoDB;

CREATE TABLE partner_event_number (
  partner_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  livemode BOOLEAN NOT NULL,
  last_seq BIGINT UNSIGNED NOT NULL,
  PRIMARY KEY (partner_id, livemode),
  CONSTRAINT partner_event_number_partner FOREIGN KEY (partner_id) REFERENCES partner (id)
) ENGINE=InnoDB;

-- What a partner was told: numbered without a gap, written once. payload is the exact text of `data`.
CREATE TABLE partner_event (
  partner_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  livemode BOOLEAN NOT NULL,
  seq BIGINT UNSIGNED NOT NULL,
  id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  kind VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  organization_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NULL,
  project_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NULL,
  channel_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NULL,
  -- The one endpoint for which a test.ping is meant.
  endpoint_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NULL,
  payload TEXT NOT NULL,
  occurred_at DATETIME(6) NOT NULL,
  created_at DATETIME(6) NOT NULL,
  PRIMARY KEY (partner_id, livemode, seq),
  UNIQUE KEY partner_event_id (id),
  CONSTRAINT partner_event_partner FOREIGN KEY (partner_id) REFERENCES partner (id),
  CONSTRAINT partner_event_positive CHECK (seq > 0),
  CONSTRAINT partner_event_small CHECK (JSON_VALID(payload) AND OCTET_LENGTH(payload) <= 16384)
) ENGINE=InnoDB;

CREATE TRIGGER partner_event_no_update BEFORE UPDATE ON partner_event FOR EACH ROW
  SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'partner_event is append-only: what was told stays told';
CREATE TRIGGER partner_event_no_delete BEFORE DELETE ON partner_event FOR EACH ROW
  SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'partner_event is append-only: what was told stays told';

-- A partner's address for events. Everything up to delivered_seq is done for it; the first wanted event after that is
-- tried again at next_at (NULL: at once), after `attempts` failures. kinds: comma list. A replay or other kinds begin a
-- new round after round_from.
CREATE TABLE webhook_endpoint (
  id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
  partner_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  livemode BOOLEAN NOT NULL,
  url VARCHAR(500) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  kinds VARCHAR(400) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  state ENUM('active','disabled','removed') NOT NULL DEFAULT 'active',
  disabled_because ENUM('person','gone','exhausted') NULL,
  secret_encrypted VARBINARY(200) NULL,
  previous_secret_encrypted VARBINARY(200) NULL,
  previous_until DATETIME(6) NULL,
  delivered_seq BIGINT UNSIGNED NOT NULL,
  round INT UNSIGNED NOT NULL DEFAULT 1,
  round_from BIGINT UNSIGNED NOT NULL,
  attempts INT UNSIGNED NOT NULL DEFAULT 0,
  next_at DATETIME(6) NULL,
  lease_holder VARCHAR(80) NULL,
  lease_until DATETIME(6) NULL,
  created_at DATETIME(6) NOT NULL,
  ended_at DATETIME(6) NULL,
  KEY webhook_endpoint_by_partner (partner_id, state),
  KEY webhook_endpoint_by_state (state, next_at),
  CONSTRAINT webhook_endpoint_partner FOREIGN KEY (partner_id) REFERENCES partner (id),
  CONSTRAINT webhook_endpoint_round CHECK (round_from <= delivered_seq),
  CONSTRAINT webhook_endpoint_why CHECK ((state = 'disabled') = (disabled_because IS NOT NULL)),
  CONSTRAINT webhook_endpoint_secret CHECK ((state = 'removed') = (secret_encrypted IS NULL)),
  CONSTRAINT webhook_endpoint_rotation CHECK ((previous_secret_encrypted IS NULL) = (previous_until IS NULL))
) ENGINE=InnoDB;

-- One attempt to tell an endpoint an event; kept for some weeks. way: in its order; again, since a person asked for
-- it; late, when another worker had gone on meanwhile.
CREATE TABLE webhook_delivery (
  id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
  endpoint_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  seq BIGINT UNSIGNED NOT NULL,
  event_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  round INT UNSIGNED NOT NULL,
  attempt INT UNSIGNED NOT NULL,
  way ENUM('order','again','late') NOT NULL,
  delivered BOOLEAN NOT NULL,
  status SMALLINT UNSIGNED NULL,
  failure VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NULL,
  took_ms INT UNSIGNED NOT NULL,
  answer VARBINARY(500) NOT NULL,
  attempted_at DATETIME(6) NOT NULL,
  KEY webhook_delivery_by_endpoint (endpoint_id, id),
  KEY webhook_delivery_by_age (attempted_at),
  CONSTRAINT webhook_delivery_endpoint FOREIGN KEY (endpoint_id) REFERENCES webhook_endpoint (id),
  CONSTRAINT webhook_delivery_outcome CHECK (delivered = (failure IS NULL))
) ENGINE=InnoDB;

-- Events that a person wants an endpoint to get once more, beside its order. The row goes when it was tried.
CREATE TABLE webhook_resend (
  endpoint_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  seq BIGINT UNSIGNED NOT NULL,
  asked_at DATETIME(6) NOT NULL,
  PRIMARY KEY (endpoint_id, seq),
  CONSTRAINT webhook_resend_endpoint FOREIGN KEY (endpoint_id) REFERENCES webhook_endpoint (id)
) ENGINE=InnoDB;
