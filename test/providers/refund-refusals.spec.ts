import { refundRefusalOf } from '../../src/providers/stripe/stripe.refund-calls.js';

describe('what Stripe answers to a refund', () => {
  it.each([
    ['no answer', { type: 'StripeConnectionError' }, 'provider_down'],
    ['a failure of its own', { type: 'StripeAPIError', statusCode: 500 }, 'provider_down'],
    ['too many at once', { type: 'StripeRateLimitError', statusCode: 429 }, 'provider_down'],
    [
      'the same call still under way',
      { type: 'StripeInvalidRequestError', statusCode: 409 },
      'provider_down',
    ],
    ['no', { type: 'StripeInvalidRequestError', code: 'charge_disputed', statusCode: 400 }, 'refund_refused'],
    ['no such payment', { type: 'StripeInvalidRequestError', statusCode: 404 }, 'refund_refused'],
  ])('%s', (_name, error, code) => {
    expect(refundRefusalOf(error)).toMatchObject({ code });
  });

  it('that our key is wrong refuses no refund', () => {
    const error = { type: 'StripeAuthenticationError', statusCode: 401 };
    expect(refundRefusalOf(error)).toBe(error);
  });
});
