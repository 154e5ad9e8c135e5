import { Refusal } from '../kernel/errors.js';

/** There is no such disbursement here. */
export function disbursementNotFound(): Refusal {
  return new Refusal('not_found', 'disbursement_not_found');
}

/** The project is another organization's, or nobody has given to it yet because it is a draft. */
export function disbursementProjectUnknown(): Refusal {
  return new Refusal('invalid', 'disbursement_invalid', {}, [{ field: 'project', code: 'invalid' }]);
}

/** Its state does not allow that: somebody else was faster. */
export function disbursementMovedOn(state: string): Refusal {
  return new Refusal('conflict', 'disbursement_moved_on', { state });
}

/** The bank's number stands at another payment already. */
export function bankReferenceUsed(field: string): Refusal {
  return new Refusal('conflict', 'bank_reference_used', {}, [{ field, code: 'bank_reference_used' }]);
}

/** The same form came again with other content. */
export function formUsed(): Refusal {
  return new Refusal('conflict', 'form_used');
}

/** There is no such transfer between funds here. */
export function fundTransferNotFound(): Refusal {
  return new Refusal('not_found', 'fund_transfer_not_found');
}

/** Its state does not allow that: somebody else was faster. */
export function fundTransferMovedOn(state: string): Refusal {
  return new Refusal('conflict', 'fund_transfer_moved_on', { state });
}
