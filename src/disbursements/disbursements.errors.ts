import { type FieldProblem, Refusal } from '../kernel/errors.js';

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

/** What was allowed to be used has changed since this was asked for, or was never filed. */
export function outsideFiledUse(fields: readonly FieldProblem[]): Refusal {
  return new Refusal('conflict', 'outside_filed_use', {}, [...fields]);
}

/** There is no such change of use here. */
export function useChangeNotFound(): Refusal {
  return new Refusal('not_found', 'use_change_not_found');
}

/** The project is another organization's, or a draft whose plan is still written with it. */
export function useChangeProjectUnknown(): Refusal {
  return new Refusal('invalid', 'use_change_invalid', {}, [{ field: 'project', code: 'invalid' }]);
}

/** The project is public: its plan is no longer one person's to write. */
export function filedUseBehindDraft(): Refusal {
  return new Refusal('conflict', 'filed_use_behind_draft');
}

/** Its state does not allow that: somebody else was faster. */
export function useChangeMovedOn(state: string): Refusal {
  return new Refusal('conflict', 'use_change_moved_on', { state });
}

/** There is no such paper here. */
export function evidenceNotFound(): Refusal {
  return new Refusal('not_found', 'evidence_not_found');
}

/** Its state does not allow that: somebody else was faster. */
export function evidenceMovedOn(state: string): Refusal {
  return new Refusal('conflict', 'evidence_moved_on', { state });
}

/** Who added a paper cannot be the one who states that it may be shown. */
export function evidenceOwn(): Refusal {
  return new Refusal('forbidden', 'evidence_own');
}

/** The form for a paper was wrong. */
export function evidenceInvalid(fields: readonly FieldProblem[]): Refusal {
  return new Refusal('invalid', 'evidence_invalid', {}, [...fields]);
}
