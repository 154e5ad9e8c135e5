-- Floor 4: donors who ask for their money back. What they write, and their papers, may say much about a person: both
-- are encrypted. A gift has one request at a time that is not decided.
CREATE TABLE refund_request (
  id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
  organization_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  donation_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  state ENUM('asked','in_review','granted','declined','withdrawn') NOT NULL DEFAULT 'asked',
  open_donation_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin
    GENERATED ALWAYS AS (CASE WHEN state IN ('asked','in_review') THEN RTRIM(donation_id) ELSE NULL END) STORED,
  reason ENUM('DUPLICATE','WRONG_AMOUNT','MINOR','INCAPACITY','FRAUD_STOLEN_CARD','CAMPAIGN_INVALID',
              'COURT_OR_REGULATOR','OTHER') NOT NULL,
  text_encrypted VARBINARY(6200) NOT NULL,
  evidence_file_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NULL,
  asked_at DATETIME(6) NOT NULL,
  due_on DATE NOT NULL,
  case_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  -- What was decided, and what the donor reads about it.
  decided_at DATETIME(6) NULL,
  decided_by CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NULL,
  answer VARCHAR(500) NULL,
  refund_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NULL,
  UNIQUE KEY refund_request_open (open_donation_id),
  UNIQUE KEY refund_request_refund (refund_id),
  KEY refund_request_by_donation (donation_id, organization_id),
  KEY refund_request_by_state (organization_id, state, due_on),
  CONSTRAINT refund_request_donation FOREIGN KEY (donation_id, organization_id) REFERENCES donation (id, organization_id),
  CONSTRAINT refund_request_evidence FOREIGN KEY (evidence_file_id) REFERENCES stored_file (id),
  CONSTRAINT refund_request_case FOREIGN KEY (case_id) REFERENCES work_case (id),
  CONSTRAINT refund_request_by FOREIGN KEY (decided_by) REFERENCES staff_member (id),
  CONSTRAINT refund_request_of FOREIGN KEY (refund_id) REFERENCES refund (id),
  CONSTRAINT refund_request_decided CHECK ((state IN ('asked','in_review')) = (decided_at IS NULL)),
  CONSTRAINT refund_request_granted CHECK ((state = 'granted') = (refund_id IS NOT NULL)),
  CONSTRAINT refund_request_declined CHECK (state <> 'declined' OR (answer IS NOT NULL AND decided_by IS NOT NULL))
) ENGINE=InnoDB;
