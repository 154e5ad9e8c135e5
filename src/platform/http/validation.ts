import { ValidationPipe } from '@nestjs/common';
import type { ValidationError } from 'class-validator';
import { type FieldProblem, Refusal } from '../../kernel/errors.js';

/** Every wrong field of a body or query, nested ones as "a.b". */
export function fieldProblems(errors: readonly ValidationError[], parent = ''): FieldProblem[] {
  return errors.flatMap(({ property, constraints, children }) => {
    const field = parent ? `${parent}.${property}` : property;
    const own = Object.keys(constraints ?? {}).map((code) => ({ field, code }));
    return [...own.slice(0, 1), ...fieldProblems(children ?? [], field)];
  });
}

/** Turns bodies and queries into their DTO classes; unknown fields are dropped, wrong ones refused by name. */
export function validationPipe(): ValidationPipe {
  return new ValidationPipe({
    transform: true,
    whitelist: true,
    exceptionFactory: (errors) => new Refusal('invalid', 'invalid_input', {}, fieldProblems(errors)),
  });
}
