-- Floor 3: projects, providers with their inbox, partners' channels.

CREATE TABLE project (
  id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
  organization_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  executor_organization_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NULL,
  fund_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  slug VARCHAR(60) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  state ENUM('draft','published','closed') NOT NULL DEFAULT 'draft',
  name_zh VARCHAR(120) NOT NULL,
  name_en VARCHAR(160) NOT NULL,
  summary_zh VARCHAR(300) NOT NULL DEFAULT '',
  summary_en VARCHAR(300) NOT NULL DEFAULT '',
  story_zh TEXT NOT NULL,
  story_en TEXT NOT NULL,
  picture_file_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NULL,
  picture_alt_zh VARCHAR(200) NOT NULL DEFAULT '',
  picture_alt_en VARCHAR(200) NOT NULL DEFAULT '',
  currency CHAR(3) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  goal BIGINT NULL,
  starts_on DATE NULL,
  ends_on DATE NULL,
  filing_no VARCHAR(40) NULL,
  emergency BOOLEAN NOT NULL DEFAULT FALSE,
  version INT UNSIGNED NOT NULL DEFAULT 1,
  created_at DATETIME(6) NOT NULL,
  published_at DATETIME(6) NULL,
  closed_at DATETIME(6) NULL,
  UNIQUE KEY project_slug (slug),
  UNIQUE KEY project_fund (fund_id),
  UNIQUE KEY project_in_organization (id, organization_id),
  KEY project_by_state (state, published_at),
  CONSTRAINT project_organization FOREIGN KEY (organization_id) REFERENCES organization (id),
  CONSTRAINT project_executor FOREIGN KEY (executor_organization_id) REFERENCES organization (id),
  CONSTRAINT project_fund_of FOREIGN KEY (fund_id, organization_id, currency)
    REFERENCES fund (id, organization_id, currency),
  CONSTRAINT project_picture FOREIGN KEY (picture_file_id) REFERENCES stored_file (id),
  CONSTRAINT project_goal_positive CHECK (goal IS NULL OR goal > 0),
  CONSTRAINT project_period CHECK (ends_on IS NULL OR starts_on IS NULL OR ends_on >= starts_on)
) ENGINE=InnoDB;

CREATE TABLE provider_account (
  id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
  organization_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  provider ENUM('stripe') NOT NULL,
  account VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  currency CHAR(3) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  livemode BOOLEAN NOT NULL,
  events_checked_until DATETIME(6) NULL,
  created_at DATETIME(6) NOT NULL,
  UNIQUE KEY provider_account_path (provider, account),
  UNIQUE KEY provider_account_in_organization (id, organization_id),
  CONSTRAINT provider_account_organization FOREIGN KEY (organization_id) REFERENCES organization (id)
) ENGINE=InnoDB;

CREATE TABLE provider_event (
  id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
  provider VARCHAR(20) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  account VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  event_id VARCHAR(120) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  type VARCHAR(100) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  body MEDIUMBLOB NOT NULL,
  body_sha256 BINARY(32) NOT NULL,
  headers JSON NOT NULL,
  received_at DATETIME(6) NOT NULL,
  state ENUM('NEW','WAITING','DONE','IGNORED','QUARANTINED') NOT NULL DEFAULT 'NEW',
  attempts INT UNSIGNED NOT NULL DEFAULT 0,
  next_at DATETIME(6) NOT NULL,
  lease_until DATETIME(6) NULL,
  last_error VARCHAR(1000) NULL,
  UNIQUE KEY provider_event_once (provider, account, event_id),
  KEY provider_event_by_state (state, next_at, id)
) ENGINE=InnoDB;

CREATE TABLE inbox_conflict (
  id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
  provider_event_id BIGINT UNSIGNED NOT NULL,
  body MEDIUMBLOB NOT NULL,
  body_sha256 BINARY(32) NOT NULL,
  received_at DATETIME(6) NOT NULL,
  UNIQUE KEY inbox_conflict_once (provider_event_id, body_sha256),
  CONSTRAINT inbox_conflict_event FOREIGN KEY (provider_event_id) REFERENCES provider_event (id)
) ENGINE=InnoDB;

CREATE TABLE channel (
  id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
  code VARCHAR(8) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  name_zh VARCHAR(120) NOT NULL,
  name_en VARCHAR(160) NOT NULL,
  created_at DATETIME(6) NOT NULL,
  UNIQUE KEY channel_code (code)
) ENGINE=InnoDB;
