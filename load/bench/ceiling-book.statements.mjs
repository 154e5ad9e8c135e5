// What the ceiling of `book` has the server do. The fifty gifts of a batch stand in a memory table of the connection, and
// two stored procedures make everything else of them, set by set: no further round trip, no text to parse, no value to
// convert. Their names begin with ceiling_: they exist in the ceiling's own database only.

const ID = 'CHAR(26) CHARACTER SET ascii COLLATE ascii_bin';
const KEY = 'VARCHAR(120) CHARACTER SET ascii COLLATE ascii_bin';

/** One row for each gift of the batch in hand. */
export const WORK = `CREATE TEMPORARY TABLE work (
  event_id BIGINT UNSIGNED NOT NULL, fact_id ${ID}, entry_id ${ID}, attempt_id ${ID}, payment_id ${KEY}, amount BIGINT,
  currency CHAR(3) CHARACTER SET ascii COLLATE ascii_bin, occurred_at DATETIME(6), charge_id ${KEY},
  donation_id ${ID}, project_id ${ID}, channel_id ${ID}, fund_id ${ID}
) ENGINE=MEMORY`;

/** What an inbox row says; the rest of `work` is looked up. */
export const READ =
  'event_id, fact_id, entry_id, attempt_id, payment_id, amount, currency, occurred_at, charge_id';
/** All that the rows of the books need. */
export const ALL = `${READ}, donation_id, project_id, channel_id, fund_id`;

const GIVEN = `IN organization ${ID}, IN provider_account ${ID}, IN clearing ${ID}, IN income ${ID}, IN today DATE,
  IN moment DATETIME(6)`;
const PASSED = 'organization, provider_account, clearing, income, today, moment';

export const PROCEDURES = [
  `CREATE PROCEDURE ceiling_append(${GIVEN}) MODIFIES SQL DATA BEGIN
    INSERT INTO fact (id, organization_id, provider_account_id, kind, fact_key, payment_attempt_id, amount, currency,
        occurred_at, provider_event_id, detail, recorded_at)
      SELECT fact_id, organization, provider_account, 'payment_succeeded', payment_id, attempt_id, amount, currency,
        occurred_at, event_id, charge_id, moment FROM work;
    INSERT INTO entry (id, organization_id, kind, source_type, source_id, subject_type, subject_id, project_id,
        channel_id, occurred_at, booked_on, posted_at)
      SELECT entry_id, organization, 'gift', 'fact', fact_id, 'donation', donation_id, project_id, channel_id,
        occurred_at, today, moment FROM work;
    INSERT INTO transfer (entry_id, leg, organization_id, fund_id, debit_account_id, credit_account_id, amount, currency)
      SELECT entry_id, 0, organization, fund_id, clearing, income, amount, currency FROM work;
    INSERT INTO unnumbered_entry (organization_id, entry_id) SELECT organization, entry_id FROM work;
    INSERT INTO outbox_event (kind, organization_id, ref, dedupe_key, created_at)
      SELECT 'donation.booked', organization, donation_id, CONCAT('donation.booked:', donation_id), moment FROM work;
    COMMIT;
    DELETE FROM work;
  END`,
  // One UPDATE looks up and writes attempts and donations together: each of their rows is found once. It joins in the
  // order in which the tables stand, so that no statistics can turn it around.
  `CREATE PROCEDURE ceiling_book(${GIVEN}) MODIFIES SQL DATA BEGIN
    UPDATE work w
      STRAIGHT_JOIN payment_attempt a ON a.id = w.attempt_id
      STRAIGHT_JOIN donation d ON d.id = a.donation_id
      STRAIGHT_JOIN project p ON p.id = d.project_id
      SET w.donation_id = d.id, w.project_id = d.project_id, w.channel_id = d.channel_id, w.fund_id = p.fund_id,
        a.provider_payment_id = w.payment_id, d.status = 'succeeded';
    UPDATE work w STRAIGHT_JOIN provider_event e ON e.id = w.event_id SET e.state = 'DONE';
    CALL ceiling_append(${PASSED});
  END`,
];
