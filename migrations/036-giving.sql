-- Floor 3: the amounts that a project's donate form offers, each with what it does; without any, the form offers its own.
CREATE TABLE project_preset (
  project_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  position TINYINT UNSIGNED NOT NULL,
  organization_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  -- Minor units of the project's currency.
  amount BIGINT NOT NULL,
  meaning_zh VARCHAR(40) NOT NULL,
  meaning_en VARCHAR(80) NOT NULL,
  PRIMARY KEY (project_id, position),
  UNIQUE KEY project_preset_amount (project_id, amount),
  CONSTRAINT project_preset_project FOREIGN KEY (project_id, organization_id) REFERENCES project (id, organization_id),
  CONSTRAINT project_preset_positive CHECK (amount > 0)
) ENGINE=InnoDB;

-- Floor 4: a dedication is the name of the one who is honoured or remembered, sealed, and waits like any public word.
ALTER TABLE public_word
  MODIFY kind ENUM('name','message','honor','memory') NOT NULL,
  DROP CONSTRAINT public_word_text,
  ADD CONSTRAINT public_word_text CHECK ((kind = 'name') = (text_encrypted IS NULL));

-- What a donor declared about their age when they gave; who declared nothing has no row.
CREATE TABLE gift_declaration (
  donation_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
  organization_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  age ENUM('adult','minor_with_guardian') NOT NULL,
  declared_at DATETIME(6) NOT NULL,
  CONSTRAINT gift_declaration_donation FOREIGN KEY (donation_id, organization_id)
    REFERENCES donation (id, organization_id)
) ENGINE=InnoDB;

-- A wish for an official receipt that came with the form. It waits until our own receipt is issued, and is then removed:
-- what it held stands in official_receipt. A gift that stays unpaid keeps it for some weeks alone.
CREATE TABLE official_wish (
  donation_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
  organization_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  kind ENUM('person','organization') NOT NULL,
  name_encrypted VARBINARY(700) NOT NULL,
  payer_no_encrypted VARBINARY(200) NULL,
  created_at DATETIME(6) NOT NULL,
  KEY official_wish_age (created_at),
  CONSTRAINT official_wish_donation FOREIGN KEY (donation_id, organization_id)
    REFERENCES donation (id, organization_id),
  CONSTRAINT official_wish_number CHECK (kind = 'person' OR payer_no_encrypted IS NOT NULL)
) ENGINE=InnoDB;

-- Floor 5: what a donor says is right instead; it waits beside the issued one until the red one has taken that back.
CREATE TABLE official_correction (
  official_receipt_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
  organization_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  donor_kind ENUM('person','organization') NOT NULL,
  name_encrypted VARBINARY(700) NOT NULL,
  payer_no_encrypted VARBINARY(200) NULL,
  asked_at DATETIME(6) NOT NULL,
  CONSTRAINT official_correction_of FOREIGN KEY (official_receipt_id) REFERENCES official_receipt (id),
  CONSTRAINT official_correction_organization FOREIGN KEY (organization_id) REFERENCES organization (id)
) ENGINE=InnoDB;
