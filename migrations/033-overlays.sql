-- Floor 3: overlays that partners lay over a livestream. Of a token only its SHA-256 is here; its text is shown once.

CREATE TABLE overlay (
  id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
  partner_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  project_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  -- Whose link the QR code holds; with basis channel also whose gifts are counted.
  channel_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NULL,
  basis ENUM('project','channel') NOT NULL,
  -- Gifts paid from then on count; only with basis channel.
  since DATETIME(6) NULL,
  title VARCHAR(40) NOT NULL DEFAULT '',
  -- What the livestream wants to reach, minor units of the project's currency; only with basis channel.
  target BIGINT NULL,
  show_names BOOLEAN NOT NULL,
  theme ENUM('dark','light') NOT NULL,
  token_sha256 BINARY(32) NOT NULL,
  created_by CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NULL,
  created_at DATETIME(6) NOT NULL,
  revoked_at DATETIME(6) NULL,
  UNIQUE KEY overlay_token (token_sha256),
  KEY overlay_by_partner (partner_id, revoked_at),
  CONSTRAINT overlay_partner FOREIGN KEY (partner_id) REFERENCES partner (id),
  CONSTRAINT overlay_project FOREIGN KEY (project_id) REFERENCES project (id),
  CONSTRAINT overlay_channel FOREIGN KEY (channel_id) REFERENCES channel (id),
  CONSTRAINT overlay_person FOREIGN KEY (created_by) REFERENCES partner_person (id),
  CONSTRAINT overlay_basis CHECK ((basis = 'channel') = (since IS NOT NULL)),
  CONSTRAINT overlay_of_channel CHECK (basis <> 'channel' OR channel_id IS NOT NULL),
  CONSTRAINT overlay_target CHECK (target IS NULL OR (target > 0 AND basis = 'channel'))
) ENGINE=InnoDB;
