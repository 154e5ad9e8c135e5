import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv, type ValidateFunction } from 'ajv';
import { parseForm, type Raw } from '../../src/sandbox/form.js';

/**
 * Holds objects and requests to what Stripe publishes (test/support/stripe-openapi.json, see bin/stripe-schemas.mjs):
 * its OpenAPI document for values, closed (an unknown member is a mistake), and the declarations of the pinned SDK
 * for names and presence. The document is of an older API version than the SDK; members that only the SDK knows
 * are let in and listed in `DIFFERENCES`, members that only the document knows are refused.
 */
interface Schema {
  $ref?: string;
  type?: string;
  nullable?: boolean;
  enum?: unknown[];
  items?: Schema;
  anyOf?: Schema[];
  properties?: Record<string, Schema>;
  additionalProperties?: Schema | boolean;
  required?: string[];
  not?: Schema;
}
/** Members always present (`r`) and sometimes present (`o`), each with its own tree, or 0 where none is declared. */
interface Tree {
  r: Record<string, Tree | 0>;
  o: Record<string, Tree | 0>;
}
interface Published {
  openapi: { source: string; version: string };
  sdk: { source: string; version: string };
  schemas: Record<string, Schema>;
  requests: Record<string, Schema>;
  sdk_objects: Record<string, Tree>;
  sdk_requests: Record<string, Tree>;
}

export const PUBLISHED = JSON.parse(
  readFileSync(join(import.meta.dirname, 'stripe-openapi.json'), 'utf8'),
) as Published;
/** Members that the SDK declares and the older OpenAPI document lacks, as `schema.member`. */
export const DIFFERENCES = new Set<string>();

const REF = '#/components/schemas/';
/** What an event holds is judged by its own kind, and `previous_attributes` is any part of it. */
const OPEN = new Set(['notification_event_data']);

/** Adds the members that only the SDK declares, walking both side by side. */
function admit(schema: Schema, tree: Tree | 0 | undefined, name: string): void {
  if (!tree) return;
  if (schema.$ref) {
    const target = schema.$ref.slice(REF.length);
    const found = PUBLISHED.schemas[target];
    if (found && !PUBLISHED.sdk_objects[target] && !OPEN.has(target)) admit(found, tree, target);
    return;
  }
  if (schema.items) admit(schema.items, tree, name);
  for (const choice of schema.anyOf ?? []) admit(choice, tree, name);
  const { properties } = schema;
  if (!properties) return;
  for (const [member, child] of Object.entries({ ...tree.r, ...tree.o })) {
    const known = properties[member];
    if (known) admit(known, child, `${name}.${member}`);
    else {
      properties[member] = {};
      DIFFERENCES.add(`${name}.${member}`);
    }
  }
}

/** OpenAPI 3.0 to JSON Schema: `nullable` becomes a choice, objects are closed. */
function convert(schema: Schema, name = ''): Schema {
  const { nullable, ...made } = schema;
  if (made.$ref) made.$ref = made.$ref.slice(REF.length);
  if (made.items) made.items = convert(made.items);
  if (made.anyOf) made.anyOf = made.anyOf.map((choice) => convert(choice));
  if (made.properties) {
    made.properties = Object.fromEntries(
      Object.entries(made.properties).map(([member, value]) => [
        member,
        OPEN.has(name) ? {} : convert(value),
      ]),
    );
    made.additionalProperties ??= false;
  }
  if (typeof made.additionalProperties === 'object')
    made.additionalProperties = convert(made.additionalProperties);
  return nullable ? { anyOf: [made, { type: 'null' }] } : made;
}

for (const [name, tree] of Object.entries(PUBLISHED.sdk_objects)) {
  const schema = PUBLISHED.schemas[name];
  if (schema) admit(schema, tree, name);
}
for (const [name, tree] of Object.entries(PUBLISHED.sdk_requests)) {
  const schema = PUBLISHED.requests[name];
  if (schema) admit(schema, tree, name);
}
const objects = new Ajv({ strict: false, validateFormats: false, allErrors: true });
for (const [name, schema] of Object.entries(PUBLISHED.schemas))
  objects.addSchema(convert(schema, name), name);
const requests = new Ajv({ strict: false, validateFormats: false, allErrors: true, coerceTypes: true });
for (const [name, schema] of Object.entries(PUBLISHED.requests)) requests.addSchema(convert(schema), name);

function complaints(check: ValidateFunction | undefined, value: unknown, name: string): string[] {
  if (!check) return [`${name}: not among the published shapes`];
  if (check(value)) return [];
  return (check.errors ?? []).map(
    (error) => `${name}${error.instancePath}: ${error.message} ${JSON.stringify(error.params)}`,
  );
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Names and presence by the SDK's declarations. */
function declared(value: unknown, tree: Tree | 0 | undefined, path: string): string[] {
  if (Array.isArray(value))
    return value.flatMap((entry, index) => declared(entry, tree, `${path}[${index}]`));
  if (!isRecord(value)) return [];
  const own = typeof value.object === 'string' ? PUBLISHED.sdk_objects[value.object] : undefined;
  const by = own ?? tree;
  if (!by) return [];
  const missing = Object.keys(by.r).filter((member) => value[member] === undefined);
  const unknown = Object.keys(value).filter(
    (member) => value[member] !== undefined && by.r[member] === undefined && by.o[member] === undefined,
  );
  const inside = Object.entries(value).flatMap(([member, held]) =>
    own && value.object === 'event' && member === 'data'
      ? []
      : declared(held, by.r[member] || by.o[member], `${path}.${member}`),
  );
  return [
    ...missing.map((member) => `${path}: the SDK declares ${member}, which is missing`),
    ...unknown.map((member) => `${path}: the SDK does not know ${member}`),
    ...inside,
  ];
}

/** What is wrong with an object (or list, event, error body) of Stripe's API; empty when nothing is. */
export function stripeObjectProblems(value: unknown): string[] {
  if (!isRecord(value)) return ['not an object'];
  if (isRecord(value.error)) return complaints(objects.getSchema('error'), value, 'error');
  const kind = String(value.object);
  if (kind === 'list') {
    const extra = Object.keys(value).filter(
      (member) => !['object', 'data', 'has_more', 'url'].includes(member),
    );
    const data = Array.isArray(value.data) ? value.data : [];
    const shape =
      typeof value.has_more === 'boolean' && typeof value.url === 'string' && Array.isArray(value.data);
    return [
      ...(shape ? [] : ['list: data, has_more or url is missing']),
      ...extra.map((member) => `list: unknown member ${member}`),
      ...data.flatMap(stripeObjectProblems),
    ];
  }
  if (!PUBLISHED.sdk_objects[kind]) return [`${kind}: not an object that is among the published shapes`];
  const found = [...complaints(objects.getSchema(kind), value, kind), ...declared(value, 0, kind)];
  if (kind === 'event' && isRecord(value.data)) found.push(...stripeObjectProblems(value.data.object));
  return found;
}

/** @throws Error naming every difference from Stripe's published shapes. */
export function assertStripeObject(value: unknown): void {
  const problems = stripeObjectProblems(value);
  if (problems.length) throw new Error(`Not as Stripe publishes it:\n${problems.join('\n')}`);
}

function operationOf(method: string, path: string): string {
  const found = Object.keys(PUBLISHED.requests).find((name) => {
    const [verb, pattern = ''] = name.split(' ');
    return (
      verb === method.toUpperCase() && new RegExp(`^${pattern.replace(/\{\w+\}/g, '[^/]+')}$`).test(path)
    );
  });
  return found ?? `${method} ${path}`;
}

/** A decoded form as plain values; hashes with the keys 0, 1, 2 … become lists. */
function plain(raw: Raw): unknown {
  if (typeof raw === 'string') return raw;
  const keys = [...raw.keys()];
  const values = [...raw.values()].map(plain);
  if (keys.length && keys.every((key, index) => key === String(index))) return values;
  return Object.fromEntries(keys.map((key, index) => [key, values[index]]));
}

/** What is wrong with a request; `params` as an object, or as the form or query text that went over the wire. */
export function stripeRequestProblems(method: string, path: string, params: unknown): string[] {
  const name = operationOf(method, path);
  const read = typeof params === 'string' ? plain(parseForm(params)) : structuredClone(params ?? {});
  return [
    ...declared(read, PUBLISHED.sdk_requests[name], name),
    ...complaints(requests.getSchema(name), read, name),
  ];
}

/** @throws Error naming every parameter that Stripe does not publish, or publishes otherwise. */
export function assertStripeRequest(method: string, path: string, params: unknown): void {
  const problems = stripeRequestProblems(method, path, params);
  if (problems.length) throw new Error(`Stripe has no such request:\n${problems.join('\n')}`);
}
