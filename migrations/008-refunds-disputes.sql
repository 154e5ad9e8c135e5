-- Floor 4: money that goes back: refunds, disputes, and the facts about them.

ALTER TABLE fact
  ADD COLUMN fee BIGINT NULL AFTER amount,
  ADD COLUMN payment_key VARCHAR(120) CHARACTER SET ascii COLLATE ascii_bin NULL AFTER payment_attempt_id,
  ADD COLUMN dispute_key VARCHAR(120) CHARACTER SET ascii COLLATE ascii_bin NULL AFTER payment_key;

ALTER TABLE donation
  MODIFY COLUMN status ENUM('pending','failed','expired','succeeded','refunded') NOT NULL DEFAULT 'pending';

-- A refund of ours is written before the provider is called and its id is the idempotency key; a refund that was made
-- at the provider is written when the provider tells of it. `place` and `fund_id` say where its money was booked.
CREATE TABLE refund (
  id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
  organization_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  donation_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NULL,
  provider_account_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  payment_key VARCHAR(120) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  provider_refund_id VARCHAR(120) CHARACTER SET ascii COLLATE ascii_bin NULL,
  origin ENUM('staff','provider') NOT NULL,
  state ENUM('requested','withdrawn','approved','sent','succeeded','failed','canceled','undone') NOT NULL,
  amount BIGINT NOT NULL,
  currency CHAR(3) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  reason ENUM('DUPLICATE','WRONG_AMOUNT','MINOR','INCAPACITY','FRAUD_STOLEN_CARD','CAMPAIGN_INVALID',
              'COURT_OR_REGULATOR','OTHER') NULL,
  note VARCHAR(500) NOT NULL DEFAULT '',
  place ENUM('gift','suspense') NULL,
  fund_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NULL,
  requested_by CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NULL,
  requested_at DATETIME(6) NOT NULL,
  approval_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NULL,
  approved_at DATETIME(6) NULL,
  tried_at DATETIME(6) NULL,
  sent_at DATETIME(6) NULL,
  problem VARCHAR(300) NULL,
  UNIQUE KEY refund_at_provider (provider_account_id, provider_refund_id),
  KEY refund_by_donation (donation_id),
  KEY refund_by_payment (provider_account_id, payment_key),
  KEY refund_by_state (organization_id, state, requested_at),
  CONSTRAINT refund_donation FOREIGN KEY (donation_id, organization_id) REFERENCES donation (id, organization_id),
  CONSTRAINT refund_account FOREIGN KEY (provider_account_id, organization_id)
    REFERENCES provider_account (id, organization_id),
  CONSTRAINT refund_fund FOREIGN KEY (fund_id) REFERENCES fund (id),
  CONSTRAINT refund_staff FOREIGN KEY (requested_by) REFERENCES staff_member (id),
  CONSTRAINT refund_amount_positive CHECK (amount > 0),
  CONSTRAINT refund_of_staff CHECK (origin = 'provider' OR (requested_by IS NOT NULL AND reason IS NOT NULL))
) ENGINE=InnoDB;

CREATE TABLE dispute (
  id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL PRIMARY KEY,
  organization_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  donation_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NULL,
  provider_account_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  payment_key VARCHAR(120) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  provider_dispute_id VARCHAR(120) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  state ENUM('inquiry','inquiry_under_review','inquiry_closed','needs_response','under_review','prevented','won','lost')
    NOT NULL,
  stated_at DATETIME(6) NOT NULL,
  amount BIGINT NOT NULL,
  currency CHAR(3) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  reason VARCHAR(120) NULL,
  opened_at DATETIME(6) NOT NULL,
  evidence_due_at DATETIME(6) NULL,
  place ENUM('gift','suspense') NULL,
  fund_id CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NULL,
  UNIQUE KEY dispute_at_provider (provider_account_id, provider_dispute_id),
  KEY dispute_by_donation (donation_id),
  KEY dispute_by_state (organization_id, state, evidence_due_at),
  CONSTRAINT dispute_donation FOREIGN KEY (donation_id, organization_id) REFERENCES donation (id, organization_id),
  CONSTRAINT dispute_account FOREIGN KEY (provider_account_id, organization_id)
    REFERENCES provider_account (id, organization_id),
  CONSTRAINT dispute_fund FOREIGN KEY (fund_id) REFERENCES fund (id),
  CONSTRAINT dispute_amount_positive CHECK (amount > 0)
) ENGINE=InnoDB;

-- Events that earlier versions kept because they could not book them: these are read now, the others stay.
UPDATE provider_event SET state = 'NEW', attempts = 0, next_at = received_at, last_error = NULL
 WHERE state = 'WAITING' AND last_error = 'kept for later: refunds, disputes and payouts are not booked yet'
   AND type IN ('charge.refunded', 'charge.refund.updated', 'refund.created', 'refund.updated', 'refund.failed',
                'charge.dispute.created', 'charge.dispute.updated', 'charge.dispute.funds_withdrawn',
                'charge.dispute.funds_reinstated', 'charge.dispute.closed');

UPDATE provider_event SET last_error = 'kept for later: this kind of event is not read yet'
 WHERE state = 'WAITING' AND last_error = 'kept for later: refunds, disputes and payouts are not booked yet';
