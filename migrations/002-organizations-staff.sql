-- Floor 1: organizations (the tenants) and staff.

CREATE TABLE organization (
  id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
  slug VARCHAR(60) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  kind ENUM('society','chapter') NOT NULL,
  parent_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NULL,
  name_zh VARCHAR(120) NOT NULL,
  name_en VARCHAR(160) NOT NULL,
  credit_code CHAR(18) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  certificate_no VARCHAR(60) NULL,
  certificate_valid_from DATE NULL,
  certificate_valid_until DATE NULL,
  address_zh VARCHAR(200) NOT NULL DEFAULT '',
  address_en VARCHAR(200) NOT NULL DEFAULT '',
  phone VARCHAR(40) NOT NULL DEFAULT '',
  complaint_phone VARCHAR(40) NOT NULL DEFAULT '',
  mail_address VARCHAR(200) NOT NULL DEFAULT '',
  time_zone VARCHAR(60) NOT NULL DEFAULT 'Asia/Shanghai',
  demo BOOLEAN NOT NULL DEFAULT FALSE,
  created_at DATETIME(6) NOT NULL,
  UNIQUE KEY organization_slug (slug),
  CONSTRAINT organization_parent FOREIGN KEY (parent_id) REFERENCES organization (id),
  CONSTRAINT organization_certificate CHECK ((certificate_no IS NULL) = (certificate_valid_until IS NULL))
) ENGINE=InnoDB;

CREATE TABLE staff_member (
  id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
  login_name VARCHAR(120) NOT NULL,
  display_name VARCHAR(80) NOT NULL,
  password_hash VARCHAR(300) CHARACTER SET ascii COLLATE ascii_bin NULL,
  totp_secret_encrypted VARBINARY(200) NULL,
  totp_confirmed_at DATETIME(6) NULL,
  totp_last_step BIGINT UNSIGNED NULL,
  failed_logins INT UNSIGNED NOT NULL DEFAULT 0,
  locked_until DATETIME(6) NULL,
  disabled_at DATETIME(6) NULL,
  created_at DATETIME(6) NOT NULL,
  UNIQUE KEY staff_member_login (login_name)
) ENGINE=InnoDB;

CREATE TABLE staff_role (
  staff_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  organization_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  role ENUM('clerk','approver','editor','partner-manager','supervisor','administrator') NOT NULL,
  granted_at DATETIME(6) NOT NULL,
  PRIMARY KEY (staff_id, organization_id, role),
  KEY staff_role_by_organization (organization_id),
  CONSTRAINT staff_role_staff FOREIGN KEY (staff_id) REFERENCES staff_member (id),
  CONSTRAINT staff_role_organization FOREIGN KEY (organization_id) REFERENCES organization (id)
) ENGINE=InnoDB;

CREATE TABLE staff_session (
  token_sha256 CHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
  id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  staff_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  created_at DATETIME(6) NOT NULL,
  last_seen_at DATETIME(6) NOT NULL,
  expires_at DATETIME(6) NOT NULL,
  totp_verified_at DATETIME(6) NULL,
  revoked_at DATETIME(6) NULL,
  user_agent VARCHAR(200) NOT NULL DEFAULT '',
  UNIQUE KEY staff_session_id (id),
  KEY staff_session_by_staff (staff_id, revoked_at),
  CONSTRAINT staff_session_staff FOREIGN KEY (staff_id) REFERENCES staff_member (id)
) ENGINE=InnoDB;

CREATE TABLE staff_login_link (
  token_sha256 CHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
  staff_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  created_at DATETIME(6) NOT NULL,
  expires_at DATETIME(6) NOT NULL,
  used_at DATETIME(6) NULL,
  CONSTRAINT staff_login_link_staff FOREIGN KEY (staff_id) REFERENCES staff_member (id)
) ENGINE=InnoDB;

-- Failed logins per network address (as a keyed hash, never the address itself), for the back-off per address.
CREATE TABLE login_source (
  source_mac BINARY(32) NOT NULL PRIMARY KEY,
  failures INT UNSIGNED NOT NULL,
  window_started_at DATETIME(6) NOT NULL,
  KEY login_source_by_window (window_started_at)
) ENGINE=InnoDB;
