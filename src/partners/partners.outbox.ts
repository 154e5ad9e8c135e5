/**
 * Something was given or given back in a partner's test mode; `ref` is the test gift's id, which may be cleared away
 * by the time the event arrives. Announced once for each change.
 */
export const PARTNER_TEST_GIFT = 'partner.test_gift';
