import type { PaymentReference } from '../providers/event-reading.js';
import type { AttemptRow } from './payment-facts.statements.js';

/** Finds the attempt that an event refers to: by our own id, else by the provider's payment, else by its session. */
export class AttemptIndex {
  private readonly byId = new Map<string, AttemptRow>();
  private readonly byProviderId = new Map<string, AttemptRow>();

  constructor(attempts: readonly AttemptRow[]) {
    for (const attempt of attempts) {
      this.byId.set(attempt.attemptId, attempt);
      for (const id of [attempt.paymentId, attempt.sessionId])
        if (id) this.byProviderId.set(`${attempt.accountId}/${id}`, attempt);
    }
  }

  find(accountId: string, { attemptId, paymentId, sessionId }: PaymentReference): AttemptRow | null {
    return (
      (attemptId && this.byId.get(attemptId)) ||
      (paymentId && this.byProviderId.get(`${accountId}/${paymentId}`)) ||
      (sessionId && this.byProviderId.get(`${accountId}/${sessionId}`)) ||
      null
    );
  }
}
