-- Gifts whose next receipt is not mailed: what is replayed long after the gift would surprise its donor. The row goes
-- with the first receipt that would have been mailed.
CREATE TABLE withheld_mail (
  donation_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
  organization_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  approval_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  CONSTRAINT withheld_mail_donation FOREIGN KEY (donation_id, organization_id)
    REFERENCES donation (id, organization_id)
) ENGINE=InnoDB;
