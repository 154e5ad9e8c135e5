/** A donation's money stands in the books; announced once per donation, `ref` is its id. */
export const DONATION_BOOKED = 'donation.booked';
