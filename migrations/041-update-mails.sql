-- Floor 0: mails to many, which their readers may stop, and addresses that a mail server has refused for good.

-- How a mail ended: sent, refused for good by the reader's server, or stopped before it left. What follows is set for
-- mails to many only: list_id and unsubscribe_url become headers, stop_key is what their reader may stop, batch_key what
-- was sent together.
ALTER TABLE mail_message
  MODIFY state ENUM('WAITING','SENT','REFUSED','STOPPED') NOT NULL DEFAULT 'WAITING',
  ADD COLUMN list_id VARCHAR(255) NULL,
  ADD COLUMN unsubscribe_url VARCHAR(500) CHARACTER SET ascii COLLATE ascii_bin NULL,
  ADD COLUMN stop_key VARCHAR(80) CHARACTER SET ascii COLLATE ascii_bin NULL,
  ADD COLUMN batch_key VARCHAR(80) CHARACTER SET ascii COLLATE ascii_bin NULL,
  ADD COLUMN ended_at DATETIME(6) NULL,
  ADD COLUMN problem VARCHAR(300) NULL,
  ADD KEY mail_message_by_stop_key (stop_key, state),
  ADD KEY mail_message_by_batch (batch_key, state);

-- One row per address and organization ('' = none): no mail to many goes there. The address itself is not kept.
CREATE TABLE mail_refusal (
  organization_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  address_index BINARY(32) NOT NULL,
  address_masked VARCHAR(200) NOT NULL,
  reason VARCHAR(300) NOT NULL,
  refused_at DATETIME(6) NOT NULL,
  PRIMARY KEY (organization_id, address_index),
  KEY mail_refusal_by_time (refused_at)
) ENGINE=InnoDB;

-- Floor 3: updates that publish themselves. publish_at and who chose it stand while an update waits; with_mail says
-- whether its publication is mailed to the givers who agreed to that.
ALTER TABLE project_update
  DROP CONSTRAINT project_update_published,
  MODIFY state ENUM('draft','scheduled','published','withdrawn') NOT NULL DEFAULT 'draft',
  ADD COLUMN publish_at DATETIME(6) NULL,
  ADD COLUMN scheduled_by CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NULL,
  ADD COLUMN with_mail BOOLEAN NOT NULL DEFAULT FALSE,
  ADD KEY project_update_due (state, publish_at),
  ADD CONSTRAINT project_update_scheduler FOREIGN KEY (scheduled_by) REFERENCES staff_member (id),
  ADD CONSTRAINT project_update_published CHECK (
    (state IN ('draft', 'scheduled')) = (published_at IS NULL) AND (state IN ('draft', 'scheduled')) = (number IS NULL)
    AND (state IN ('draft', 'scheduled')) = (revision = 0) AND (state = 'withdrawn') = (withdrawn_at IS NOT NULL)
    AND (state = 'withdrawn') = (withdrawn_note_zh IS NOT NULL) AND (state = 'scheduled') = (publish_at IS NOT NULL));

DROP TRIGGER project_update_stays;
CREATE TRIGGER project_update_stays BEFORE UPDATE ON project_update FOR EACH ROW
  IF OLD.state NOT IN ('draft', 'scheduled') AND (NOT (NEW.number <=> OLD.number)
       OR NOT (NEW.published_at <=> OLD.published_at) OR NEW.state IN ('draft', 'scheduled')
       OR NEW.revision < OLD.revision OR (OLD.state = 'withdrawn' AND NEW.state <> 'withdrawn'))
  THEN SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'project_update: what was published stays published or is withdrawn'; END IF;
DROP TRIGGER project_update_no_delete;
CREATE TRIGGER project_update_no_delete BEFORE DELETE ON project_update FOR EACH ROW
  IF OLD.state NOT IN ('draft', 'scheduled')
  THEN SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'project_update: what was published is withdrawn, never deleted'; END IF;

-- Whether this wording was to be mailed.
ALTER TABLE project_update_revision ADD COLUMN with_mail BOOLEAN NOT NULL DEFAULT FALSE;

-- Floor 4: with which gift somebody agreed to be mailed what its project tells, in which language, and where they said so.
-- It counts once the gift is paid, and while not all of its money has gone back.
CREATE TABLE update_consent (
  donation_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
  organization_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  project_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  donor_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  locale VARCHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  given_in ENUM('give_form','gift_page') NOT NULL,
  agreed_at DATETIME(6) NOT NULL,
  KEY update_consent_by_project (project_id, donor_id),
  KEY update_consent_by_donor (donor_id),
  CONSTRAINT update_consent_donation FOREIGN KEY (donation_id, organization_id)
    REFERENCES donation (id, organization_id),
  CONSTRAINT update_consent_project FOREIGN KEY (project_id, organization_id) REFERENCES project (id, organization_id),
  CONSTRAINT update_consent_donor FOREIGN KEY (donor_id) REFERENCES donor (id)
) ENGINE=InnoDB;

-- When they took it back; a later consent counts again.
CREATE TABLE update_stop (
  donor_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  project_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  organization_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  said_in ENUM('link','one_click','gift_page') NOT NULL,
  stopped_at DATETIME(6) NOT NULL,
  PRIMARY KEY (donor_id, project_id),
  CONSTRAINT update_stop_donor FOREIGN KEY (donor_id) REFERENCES donor (id),
  CONSTRAINT update_stop_project FOREIGN KEY (project_id, organization_id) REFERENCES project (id, organization_id)
) ENGINE=InnoDB;

-- What is mailed to many: a wording of an update to those who agreed, or a notice to every giver with an address, which
-- brings its own text. after_donor_id: up to whom the mails have been written. The last counts outlive the mails.
CREATE TABLE giver_mailing (
  id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
  organization_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  project_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  audience ENUM('agreed','givers') NOT NULL,
  source_type VARCHAR(40) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  source_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  revision INT UNSIGNED NOT NULL DEFAULT 1,
  subject_zh VARCHAR(200) NULL,
  subject_en VARCHAR(200) NULL,
  text_zh TEXT NULL,
  text_en TEXT NULL,
  state ENUM('writing','written','called_off') NOT NULL DEFAULT 'writing',
  after_donor_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL DEFAULT '',
  written INT UNSIGNED NOT NULL DEFAULT 0,
  skipped INT UNSIGNED NOT NULL DEFAULT 0,
  work_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NULL,
  asked_by CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NULL,
  asked_at DATETIME(6) NOT NULL,
  ended_at DATETIME(6) NULL,
  final_counts JSON NULL,
  UNIQUE KEY giver_mailing_of (source_type, source_id, revision),
  KEY giver_mailing_by_project (project_id, asked_at),
  KEY giver_mailing_to_forget (state, ended_at),
  CONSTRAINT giver_mailing_project FOREIGN KEY (project_id, organization_id) REFERENCES project (id, organization_id),
  CONSTRAINT giver_mailing_staff FOREIGN KEY (asked_by) REFERENCES staff_member (id),
  CONSTRAINT giver_mailing_text CHECK ((audience = 'givers') = (text_zh IS NOT NULL)),
  CONSTRAINT giver_mailing_ended CHECK ((state = 'writing') = (ended_at IS NULL))
) ENGINE=InnoDB;
