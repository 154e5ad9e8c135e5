-- Floor 3: media partners, their agreements with societies, their people, sessions and keys.

CREATE TABLE partner (
  id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
  name_zh VARCHAR(120) NOT NULL,
  name_en VARCHAR(160) NOT NULL,
  kind ENUM('media','enterprise','other') NOT NULL,
  state ENUM('applied','active','suspended') NOT NULL DEFAULT 'applied',
  website VARCHAR(300) NOT NULL DEFAULT '',
  introduction VARCHAR(1000) NOT NULL DEFAULT '',
  -- The society that it applied to; it alone suspends the partner as a whole.
  home_organization_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  suspended_reason VARCHAR(500) NULL,
  demo BOOLEAN NOT NULL DEFAULT FALSE,
  created_at DATETIME(6) NOT NULL,
  KEY partner_by_home (home_organization_id, state),
  CONSTRAINT partner_home FOREIGN KEY (home_organization_id) REFERENCES organization (id),
  CONSTRAINT partner_suspended_why CHECK ((state = 'suspended') = (suspended_reason IS NOT NULL))
) ENGINE=InnoDB;

-- For each society one draft and one living agreement at most: the draft of the next one stands beside the present one.
CREATE TABLE partner_agreement (
  id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
  partner_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  organization_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  state ENUM('draft','active','suspended','ended') NOT NULL DEFAULT 'draft',
  draft_key CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NULL,
  live_key CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NULL,
  number VARCHAR(60) NULL,
  valid_from DATE NULL,
  valid_until DATE NULL,
  evaluation VARCHAR(2000) NULL,
  evaluated_by CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NULL,
  evaluated_at DATETIME(6) NULL,
  certificate_file_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NULL,
  agreement_file_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NULL,
  approved_by CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NULL,
  approved_at DATETIME(6) NULL,
  reason VARCHAR(500) NULL,
  created_at DATETIME(6) NOT NULL,
  UNIQUE KEY partner_agreement_draft (partner_id, draft_key),
  UNIQUE KEY partner_agreement_live (partner_id, live_key),
  UNIQUE KEY partner_agreement_number (organization_id, number),
  KEY partner_agreement_by_organization (organization_id, id),
  KEY partner_agreement_by_expiry (state, valid_until),
  CONSTRAINT partner_agreement_partner FOREIGN KEY (partner_id) REFERENCES partner (id),
  CONSTRAINT partner_agreement_organization FOREIGN KEY (organization_id) REFERENCES organization (id),
  CONSTRAINT partner_agreement_certificate FOREIGN KEY (certificate_file_id) REFERENCES stored_file (id),
  CONSTRAINT partner_agreement_file FOREIGN KEY (agreement_file_id) REFERENCES stored_file (id),
  CONSTRAINT partner_agreement_evaluator FOREIGN KEY (evaluated_by) REFERENCES staff_member (id),
  CONSTRAINT partner_agreement_approver FOREIGN KEY (approved_by) REFERENCES staff_member (id),
  CONSTRAINT partner_agreement_one_draft CHECK ((draft_key IS NOT NULL) = (state = 'draft')),
  CONSTRAINT partner_agreement_one_live CHECK ((live_key IS NOT NULL) = (state IN ('active','suspended'))),
  CONSTRAINT partner_agreement_complete CHECK (state NOT IN ('active','suspended') OR (
    number IS NOT NULL AND valid_from IS NOT NULL AND valid_until IS NOT NULL AND evaluation IS NOT NULL
    AND certificate_file_id IS NOT NULL AND agreement_file_id IS NOT NULL AND approved_at IS NOT NULL)),
  CONSTRAINT partner_agreement_span CHECK (valid_until IS NULL OR valid_until >= valid_from)
) ENGINE=InnoDB;

-- People of partners. The mail address is encrypted; its keyed hash finds it. A removed person gives the address free.
CREATE TABLE partner_person (
  id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
  partner_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  mail_mac BINARY(32) NULL,
  mail_encrypted VARBINARY(400) NOT NULL,
  display_name VARCHAR(80) NOT NULL,
  role ENUM('owner','member') NOT NULL,
  password_hash VARCHAR(300) CHARACTER SET ascii COLLATE ascii_bin NULL,
  failed_logins INT UNSIGNED NOT NULL DEFAULT 0,
  locked_until DATETIME(6) NULL,
  joined_at DATETIME(6) NULL,
  removed_at DATETIME(6) NULL,
  created_at DATETIME(6) NOT NULL,
  UNIQUE KEY partner_person_mail (mail_mac),
  KEY partner_person_by_partner (partner_id, removed_at),
  CONSTRAINT partner_person_partner FOREIGN KEY (partner_id) REFERENCES partner (id),
  CONSTRAINT partner_person_out CHECK ((removed_at IS NULL) = (mail_mac IS NOT NULL))
) ENGINE=InnoDB;

CREATE TABLE partner_session (
  token_sha256 CHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
  id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  person_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  created_at DATETIME(6) NOT NULL,
  last_seen_at DATETIME(6) NOT NULL,
  expires_at DATETIME(6) NOT NULL,
  revoked_at DATETIME(6) NULL,
  user_agent VARCHAR(200) NOT NULL DEFAULT '',
  UNIQUE KEY partner_session_id (id),
  KEY partner_session_by_person (person_id, revoked_at),
  KEY partner_session_by_end (expires_at),
  CONSTRAINT partner_session_person FOREIGN KEY (person_id) REFERENCES partner_person (id)
) ENGINE=InnoDB;

-- invitation: the person chooses a password with it; login: it opens one session.
CREATE TABLE partner_link (
  token_sha256 CHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
  person_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  purpose ENUM('invitation','login') NOT NULL,
  created_at DATETIME(6) NOT NULL,
  expires_at DATETIME(6) NOT NULL,
  used_at DATETIME(6) NULL,
  KEY partner_link_by_person (person_id, purpose, used_at),
  KEY partner_link_by_end (expires_at),
  CONSTRAINT partner_link_person FOREIGN KEY (person_id) REFERENCES partner_person (id)
) ENGINE=InnoDB;

-- Keys for the API. Of a secret only its SHA-256 is here; the text is shown once.
CREATE TABLE partner_key (
  id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
  partner_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  short_id CHAR(8) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  kind ENUM('secret','public') NOT NULL,
  livemode BOOLEAN NOT NULL,
  secret_sha256 BINARY(32) NOT NULL,
  name VARCHAR(80) NOT NULL,
  scopes JSON NOT NULL,
  origins JSON NOT NULL,
  created_by CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NULL,
  created_at DATETIME(6) NOT NULL,
  last_used_at DATETIME(6) NULL,
  revoked_at DATETIME(6) NULL,
  UNIQUE KEY partner_key_short (short_id),
  KEY partner_key_by_partner (partner_id, revoked_at),
  CONSTRAINT partner_key_partner FOREIGN KEY (partner_id) REFERENCES partner (id),
  CONSTRAINT partner_key_person FOREIGN KEY (created_by) REFERENCES partner_person (id)
) ENGINE=InnoDB;

ALTER TABLE channel
  ADD COLUMN partner_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NULL AFTER id,
  ADD COLUMN state ENUM('active','closed') NOT NULL DEFAULT 'active' AFTER name_en,
  ADD KEY channel_by_partner (partner_id, state),
  ADD CONSTRAINT channel_partner FOREIGN KEY (partner_id) REFERENCES partner (id);

-- What a partner's person did stands in the same trail; no foreign key, as for staff.
ALTER TABLE audit_event
  ADD COLUMN partner_person_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NULL AFTER staff_id;
