/** Somebody wants a link to the gifts of a mail address; `ref` is the request's id. */
export const GIFT_LINK_ASKED = 'gift-link.asked';
