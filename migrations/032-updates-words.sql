-- Floor 3: what projects tell their donors. A draft has no number yet; what was published keeps every wording.

CREATE TABLE project_update (
  id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
  organization_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  project_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  -- Given at publication, one after the other within a project: its address, and the order of lists.
  number INT UNSIGNED NULL,
  state ENUM('draft','published','withdrawn') NOT NULL DEFAULT 'draft',
  revision INT UNSIGNED NOT NULL DEFAULT 0,
  version INT UNSIGNED NOT NULL DEFAULT 1,
  title_zh VARCHAR(120) NOT NULL,
  title_en VARCHAR(160) NOT NULL,
  text_zh TEXT NOT NULL,
  text_en TEXT NOT NULL,
  picture_file_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NULL,
  picture_alt_zh VARCHAR(200) NOT NULL DEFAULT '',
  picture_alt_en VARCHAR(200) NOT NULL DEFAULT '',
  -- Why it was withdrawn, as its address says from then on.
  withdrawn_note_zh VARCHAR(300) NULL,
  withdrawn_note_en VARCHAR(300) NULL,
  created_at DATETIME(6) NOT NULL,
  published_at DATETIME(6) NULL,
  revised_at DATETIME(6) NULL,
  withdrawn_at DATETIME(6) NULL,
  UNIQUE KEY project_update_number (project_id, number),
  UNIQUE KEY project_update_in_organization (id, organization_id),
  KEY project_update_by_project (project_id, state, number),
  KEY project_update_by_organization (organization_id, id),
  CONSTRAINT project_update_project FOREIGN KEY (project_id, organization_id) REFERENCES project (id, organization_id),
  CONSTRAINT project_update_picture FOREIGN KEY (picture_file_id) REFERENCES stored_file (id),
  CONSTRAINT project_update_published CHECK (
    (state = 'draft') = (published_at IS NULL) AND (state = 'draft') = (number IS NULL)
    AND (state = 'draft') = (revision = 0) AND (state = 'withdrawn') = (withdrawn_at IS NOT NULL)
    AND (state = 'withdrawn') = (withdrawn_note_zh IS NOT NULL))
) ENGINE=InnoDB;

CREATE TRIGGER project_update_stays BEFORE UPDATE ON project_update FOR EACH ROW
  IF OLD.state <> 'draft' AND (NOT (NEW.number <=> OLD.number) OR NOT (NEW.published_at <=> OLD.published_at)
       OR NEW.state = 'draft' OR NEW.revision < OLD.revision
       OR (OLD.state = 'withdrawn' AND NEW.state <> 'withdrawn'))
  THEN SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'project_update: what was published stays published or is withdrawn'; END IF;
CREATE TRIGGER project_update_no_delete BEFORE DELETE ON project_update FOR EACH ROW
  IF OLD.state <> 'draft'
  THEN SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'project_update: what was published is withdrawn, never deleted'; END IF;

-- Every wording that was ever public, the first one included.
CREATE TABLE project_update_revision (
  update_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  revision INT UNSIGNED NOT NULL,
  organization_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  title_zh VARCHAR(120) NOT NULL,
  title_en VARCHAR(160) NOT NULL,
  text_zh TEXT NOT NULL,
  text_en TEXT NOT NULL,
  picture_file_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NULL,
  picture_alt_zh VARCHAR(200) NOT NULL,
  picture_alt_en VARCHAR(200) NOT NULL,
  -- What was corrected; empty for the first one.
  note_zh VARCHAR(300) NOT NULL,
  note_en VARCHAR(300) NOT NULL,
  staff_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NULL,
  published_at DATETIME(6) NOT NULL,
  PRIMARY KEY (update_id, revision),
  CONSTRAINT project_update_revision_of FOREIGN KEY (update_id, organization_id)
    REFERENCES project_update (id, organization_id),
  CONSTRAINT project_update_revision_picture FOREIGN KEY (picture_file_id) REFERENCES stored_file (id),
  CONSTRAINT project_update_revision_staff FOREIGN KEY (staff_id) REFERENCES staff_member (id),
  CONSTRAINT project_update_revision_noted CHECK (revision >= 1 AND (revision = 1) = (note_zh = ''))
) ENGINE=InnoDB;

CREATE TRIGGER project_update_revision_no_update BEFORE UPDATE ON project_update_revision FOR EACH ROW
  SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'project_update_revision is append-only';
CREATE TRIGGER project_update_revision_no_delete BEFORE DELETE ON project_update_revision FOR EACH ROW
  SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'project_update_revision is append-only';

-- Floor 4: words that donors want the public to read, each hidden until somebody of the society has approved it. A name
-- stands with its donation; a message stands here, sealed.
CREATE TABLE public_word (
  donation_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  kind ENUM('name','message') NOT NULL,
  organization_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  state ENUM('waiting','approved','refused') NOT NULL DEFAULT 'waiting',
  text_encrypted VARBINARY(1200) NULL,
  reason VARCHAR(200) NULL,
  decided_by CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NULL,
  decided_at DATETIME(6) NULL,
  created_at DATETIME(6) NOT NULL,
  PRIMARY KEY (donation_id, kind),
  KEY public_word_queue (organization_id, state, created_at, donation_id),
  CONSTRAINT public_word_donation FOREIGN KEY (donation_id, organization_id) REFERENCES donation (id, organization_id),
  CONSTRAINT public_word_staff FOREIGN KEY (decided_by) REFERENCES staff_member (id),
  CONSTRAINT public_word_text CHECK ((kind = 'message') = (text_encrypted IS NOT NULL)),
  CONSTRAINT public_word_decided CHECK ((state = 'waiting') = (decided_at IS NULL)),
  CONSTRAINT public_word_refused CHECK ((state = 'refused') = (reason IS NOT NULL))
) ENGINE=InnoDB;

-- Names of earlier gifts that stand in full wait like new ones; those of offline gifts were checked by two people.
INSERT INTO public_word (donation_id, kind, organization_id, state, decided_at, created_at)
SELECT d.id, 'name', d.organization_id, IF(o.id IS NULL, 'waiting', 'approved'), IF(o.id IS NULL, NULL, d.created_at),
       d.created_at
  FROM donation d LEFT JOIN offline_gift o ON o.id = d.id
 WHERE d.name_encrypted IS NOT NULL
   AND (d.publicity = 'REAL_NAME' OR (d.donor_kind = 'organization' AND d.publicity = 'MASKED'));

-- Floor 5: a gift's own number in the books, so that public lists can be read page by page while gifts come in.
ALTER TABLE project_gift ADD COLUMN first_seq BIGINT UNSIGNED NOT NULL DEFAULT 0;
UPDATE project_gift g
   SET g.first_seq = COALESCE((
     SELECT MIN(s.seq) FROM entry e JOIN ledger_sequence s ON s.entry_id = e.id
      WHERE e.subject_id = g.donation_id AND e.project_id = g.project_id
        AND e.kind IN ('gift', 'offline_gift', 'platform_gift', 'suspense_release')), 0);
ALTER TABLE project_gift ALTER COLUMN first_seq DROP DEFAULT, ADD KEY project_gift_in_order (project_id, first_seq);
