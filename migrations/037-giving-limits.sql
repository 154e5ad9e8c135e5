-- Floor 4: limits of giving. Whoever tries stolen cards at a donate form is asked questions, slowed and stopped.

-- One row for each checkout that a visitor had opened, for a day: what became of it is read from the facts. Neither the
-- address nor the mail address is kept, only their HMAC.
CREATE TABLE giving_session (
  attempt_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
  -- Of the /24 of an IPv4 address, of the /64 of an IPv6 one.
  network_mac BINARY(32) NOT NULL,
  mail_mac BINARY(32) NULL,
  -- The visitor answered a question for it.
  answered BOOLEAN NOT NULL,
  -- It was paid without a declined card, and is only counted from now on.
  paid BOOLEAN NOT NULL DEFAULT FALSE,
  -- The provider was told to end it, after too many declined cards.
  ended BOOLEAN NOT NULL DEFAULT FALSE,
  opened_at DATETIME(6) NOT NULL,
  KEY giving_session_of_network (network_mac, paid, opened_at),
  KEY giving_session_of_mail (mail_mac, opened_at),
  KEY giving_session_by_time (opened_at)
) ENGINE=InnoDB;

-- Questions that were answered, rightly or not: each counts once.
CREATE TABLE giving_answer (
  question_id BINARY(16) NOT NULL PRIMARY KEY,
  answered_at DATETIME(6) NOT NULL,
  KEY giving_answer_by_time (answered_at)
) ENGINE=InnoDB;

-- The alarm of the whole deployment: while it is on, every visitor is asked.
CREATE TABLE giving_alarm (
  id TINYINT UNSIGNED NOT NULL PRIMARY KEY,
  raised_at DATETIME(6) NULL,
  until_at DATETIME(6) NULL,
  declines INT UNSIGNED NOT NULL DEFAULT 0,
  attempts INT UNSIGNED NOT NULL DEFAULT 0,
  CONSTRAINT giving_alarm_single CHECK (id = 1),
  CONSTRAINT giving_alarm_both CHECK ((raised_at IS NULL) = (until_at IS NULL))
) ENGINE=InnoDB;
INSERT INTO giving_alarm (id) VALUES (1);
