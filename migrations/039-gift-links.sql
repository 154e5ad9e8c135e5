-- Floor 7: somebody asked for a link to the gifts of a mail address. Whether we know the address is found out by the
-- worker, and then the row goes: the page answers alike, and as fast, for every address.
CREATE TABLE gift_link_request (
  id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
  mail_encrypted VARBINARY(700) NOT NULL,
  locale VARCHAR(10) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  asked_at DATETIME(6) NOT NULL,
  KEY gift_link_request_by_time (asked_at)
) ENGINE=InnoDB;
