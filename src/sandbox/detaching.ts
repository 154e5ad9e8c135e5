import type { Call } from './call.js';
import { badParameter, missing } from './errors.js';
import { type Json, type JsonObject, text } from './json.js';
import { list, readAll, str } from './params.js';

/** `POST /v1/payment_methods/:id/detach`: the card can never be charged again. */
export function detachMethod(
  call: Call,
  answer: (call: Call, body: Json, paths?: string[]) => Json,
): () => Json {
  const asked = readAll(call.raw, { expand: list(str()) });
  return () => {
    const method = call.work.find('payment_method', call.id);
    if (!method) throw missing('PaymentMethod', call.id, 'payment_method');
    if (text(method.customer) === null)
      throw badParameter(
        'payment_method',
        'The payment method you provided is not attached to a customer so detachment is impossible.',
      );
    const previous: JsonObject = { customer: method.customer };
    const detached = call.work.change(method, { customer: null });
    call.work.event('payment_method.detached', detached, previous);
    return answer(call, detached, asked.expand);
  };
}
