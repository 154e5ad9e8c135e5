-- Events that earlier versions kept: those of payouts are read now; the others tell nothing that the provider's
-- statement does not tell line by line.
UPDATE provider_event SET state = 'NEW', attempts = 0, next_at = received_at, last_error = NULL
 WHERE state = 'WAITING' AND last_error LIKE 'kept for later:%' AND type LIKE 'payout.%';

UPDATE provider_event SET state = 'IGNORED', last_error = 'type not used'
 WHERE state = 'WAITING' AND last_error LIKE 'kept for later:%';
