import type { OpenAPIObject } from '@nestjs/swagger';

type Schemas = NonNullable<NonNullable<OpenAPIObject['components']>['schemas']>;
type Schema = Schemas[string];

/** An example of a schema, put together from the examples of its properties. @throws when one of them has none. */
export function exampleOf(schema: Schema, schemas: Schemas, place = ''): unknown {
  if ('$ref' in schema) {
    const name = schema.$ref.split('/').at(-1) ?? '';
    const target = schemas[name];
    if (!target) throw new Error(`${place}: no schema ${name}`);
    return exampleOf(target, schemas, name);
  }
  if ('example' in schema) return schema.example;
  for (const part of [...(schema.allOf ?? []), ...(schema.oneOf ?? []), ...(schema.anyOf ?? [])])
    if ('$ref' in part || part.properties) return exampleOf(part, schemas, place);
  if (schema.items) return [exampleOf(schema.items, schemas, place)];
  if (schema.properties)
    return Object.fromEntries(
      Object.entries(schema.properties).map(([name, each]) => [
        name,
        exampleOf(each, schemas, `${place}.${name}`),
      ]),
    );
  throw new Error(`${place} has no example`);
}
