import type { JsonObject, StripeObject } from './json.js';

interface ErrorDetails {
  type?: string;
  code?: string;
  param?: string;
}

/** An answer that Stripe gives as an error: HTTP status and the `error` object of its body. */
export class ApiError extends Error {
  readonly type: string;
  readonly code: string | undefined;
  readonly param: string | undefined;

  constructor(
    readonly status: number,
    message: string,
    details: ErrorDetails = {},
  ) {
    super(message);
    this.type = details.type ?? 'invalid_request_error';
    this.code = details.code;
    this.param = details.param;
  }

  /** The body as Stripe writes it. */
  body(): JsonObject {
    const docUrl = this.code && `https://stripe.com/docs/error-codes/${this.code.replaceAll('_', '-')}`;
    return {
      error: { code: this.code, doc_url: docUrl, message: this.message, param: this.param, type: this.type },
    };
  }
}

/** 402: the bank refused a charge. What was done until then stays: an intent, a failed charge, their events. */
export class Declined extends ApiError {
  private readonly told: JsonObject;

  constructor(intent: StripeObject, method: StripeObject) {
    const problem = intent.last_payment_error as JsonObject;
    super(402, String(problem.message), { type: 'card_error', code: String(problem.code) });
    const { charge, decline_code } = problem;
    this.told = { charge, decline_code, payment_intent: intent, payment_method: method };
  }

  override body(): JsonObject {
    const { error } = super.body();
    return { error: { ...(error as JsonObject), ...this.told } };
  }
}

/** 400 for a parameter that is not as it must be. */
export function badParameter(param: string, message: string, code?: string): ApiError {
  return new ApiError(400, message, { param, code });
}

/** 404 for an id that names nothing, e.g. `No such charge: 'ch_1'`. */
export function missing(kind: string, id: string, param = 'id'): ApiError {
  return new ApiError(404, `No such ${kind}: '${id}'`, { code: 'resource_missing', param });
}

/** 404 for a path outside the part of the API that the sandbox serves. */
export function unknownUrl(method: string, path: string): ApiError {
  return new ApiError(
    404,
    `Unrecognized request URL (${method}: ${path}). Please see https://stripe.com/docs or we can help at https://support.stripe.com/.`,
  );
}
