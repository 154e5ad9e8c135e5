#!/usr/bin/env node
/**
 * Writes test/support/stripe-openapi.json: what Stripe publishes about the objects and requests we use.
 *
 * Two sources, because neither is enough. Stripe's OpenAPI document (embedded in the Go module stripe-mock, MIT) has
 * value types, enumerations and lengths, but is of an older API version than the SDK. The SDK's own type
 * declarations (MIT) have names and presence at the pinned version. A test holds the sandbox to both.
 *
 *   node bin/stripe-schemas.mjs [spec3.json]     without a file: from the Go module, by `go mod download`
 */
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..');
const MODULE = 'github.com/stripe/stripe-mock@v0.203.0';
/** Objects kept whole: those that we read, and what their lists and errors need. */
const OBJECTS = {
  'checkout.session': 'Stripe.Checkout.Session',
  payment_intent: 'Stripe.PaymentIntent',
  charge: 'Stripe.Charge',
  balance_transaction: 'Stripe.BalanceTransaction',
  refund: 'Stripe.Refund',
  event: 'Stripe.EventBase',
  dispute: 'Stripe.Dispute',
  payout: 'Stripe.Payout',
  balance: 'Stripe.Balance',
  item: 'Stripe.LineItem',
  price: 'Stripe.Price',
  customer: 'Stripe.Customer',
  payment_method: 'Stripe.PaymentMethod',
};
const OPERATIONS = {
  'GET /v1/balance': 'Stripe.BalanceRetrieveParams',
  'GET /v1/balance_transactions': 'Stripe.BalanceTransactionListParams',
  'GET /v1/balance_transactions/{id}': 'Stripe.BalanceTransactionRetrieveParams',
  'GET /v1/charges': 'Stripe.ChargeListParams',
  'GET /v1/charges/{charge}': 'Stripe.ChargeRetrieveParams',
  'GET /v1/checkout/sessions': 'Stripe.Checkout.SessionListParams',
  'GET /v1/checkout/sessions/{session}': 'Stripe.Checkout.SessionRetrieveParams',
  'GET /v1/checkout/sessions/{session}/line_items': 'Stripe.Checkout.SessionListLineItemsParams',
  'GET /v1/customers/{customer}': 'Stripe.CustomerRetrieveParams',
  'GET /v1/disputes': 'Stripe.DisputeListParams',
  'GET /v1/disputes/{dispute}': 'Stripe.DisputeRetrieveParams',
  'GET /v1/events': 'Stripe.EventListParams',
  'GET /v1/events/{id}': 'Stripe.EventRetrieveParams',
  'GET /v1/payment_intents': 'Stripe.PaymentIntentListParams',
  'GET /v1/payment_intents/{intent}': 'Stripe.PaymentIntentRetrieveParams',
  'GET /v1/payment_methods/{payment_method}': 'Stripe.PaymentMethodRetrieveParams',
  'GET /v1/payouts': 'Stripe.PayoutListParams',
  'GET /v1/payouts/{payout}': 'Stripe.PayoutRetrieveParams',
  'GET /v1/refunds': 'Stripe.RefundListParams',
  'GET /v1/refunds/{refund}': 'Stripe.RefundRetrieveParams',
  'POST /v1/checkout/sessions': 'Stripe.Checkout.SessionCreateParams',
  'POST /v1/checkout/sessions/{session}/expire': 'Stripe.Checkout.SessionExpireParams',
  'POST /v1/payment_intents': 'Stripe.PaymentIntentCreateParams',
  'POST /v1/payment_methods/{payment_method}/detach': 'Stripe.PaymentMethodDetachParams',
  'POST /v1/refunds': 'Stripe.RefundCreateParams',
};

function specFile() {
  if (process.argv[2]) return process.argv[2];
  const found = execFileSync('go', ['mod', 'download', '-json', MODULE], { cwd: '/', encoding: 'utf8' });
  return join(JSON.parse(found).Dir, 'embedded/openapi/spec3.json');
}

const spec = JSON.parse(readFileSync(specFile(), 'utf8'));
const REF = '#/components/schemas/';
const KEPT_WORDS = [
  'type',
  'enum',
  'nullable',
  'maxLength',
  'format',
  'pattern',
  'minimum',
  'maximum',
  'required',
];

/** A schema without prose; resources we do not use are left out of choices, and impossible elsewhere. */
function prune(schema, needed) {
  const pruned = {};
  for (const word of KEPT_WORDS) if (schema[word] !== undefined) pruned[word] = schema[word];
  if (schema.$ref) {
    const name = schema.$ref.slice(REF.length);
    if (spec.components.schemas[name]['x-resourceId'] && !OBJECTS[name]) return { not: {} };
    needed.add(name);
    pruned.$ref = schema.$ref;
  }
  if (schema.items) pruned.items = prune(schema.items, needed);
  if (schema.anyOf) {
    const choices = schema.anyOf.map((choice) => prune(choice, needed));
    pruned.anyOf = choices.filter((choice) => !choice.not);
    if (pruned.anyOf.length === 0) return { nullable: schema.nullable, not: {} };
  }
  if (schema.properties) {
    pruned.properties = {};
    for (const [name, value] of Object.entries(schema.properties))
      pruned.properties[name] = prune(value, needed);
  }
  const more = schema.additionalProperties;
  if (more !== undefined) pruned.additionalProperties = typeof more === 'object' ? prune(more, needed) : more;
  return pruned;
}

function schemas() {
  const done = {};
  const needed = new Set([...Object.keys(OBJECTS), 'error']);
  for (const name of needed) done[name] = prune(spec.components.schemas[name], needed);
  return Object.fromEntries(Object.entries(done).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function requests() {
  const found = {};
  for (const name of Object.keys(OPERATIONS)) {
    const [method, path] = name.split(' ');
    const operation = spec.paths[path][method.toLowerCase()];
    const properties = {};
    for (const each of operation.parameters ?? []) {
      if (each.in === 'query') properties[each.name] = prune(each.schema, new Set());
    }
    const form = operation.requestBody?.content?.['application/x-www-form-urlencoded']?.schema;
    const body = form ? prune(form, new Set()) : {};
    found[name] = { ...body, type: 'object', properties: { ...properties, ...body.properties } };
  }
  return found;
}

/** The SDK's declarations as trees: `r` members always present, `o` members sometimes present, by child or 0. */
function sdkShapes(names) {
  const file = join(ROOT, 'stripe-shapes.virtual.ts');
  const lines = Object.entries(names).map(([, type], index) => `export type T${index} = ${type};`);
  const source = `import Stripe from 'stripe';\n${lines.join('\n')}\n`;
  const options = {
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    strict: true,
  };
  const host = ts.createCompilerHost(options);
  const [read, exists] = [host.getSourceFile, host.fileExists];
  host.getSourceFile = (name, ...rest) =>
    name === file
      ? ts.createSourceFile(name, source, ts.ScriptTarget.ES2023, true)
      : read.call(host, name, ...rest);
  host.fileExists = (name) => name === file || exists.call(host, name);
  const program = ts.createProgram(
    [file],
    { ...options, target: ts.ScriptTarget.ES2023, skipLibCheck: true, types: [] },
    host,
  );
  const checker = program.getTypeChecker();
  const problems = program.getSemanticDiagnostics(program.getSourceFile(file));
  if (problems.length) throw new Error(ts.flattenDiagnosticMessageText(problems[0].messageText, '\n'));

  const shape = (type, seen) => {
    const members = type.isUnion() ? type.types : [type];
    const objects = [];
    for (const member of members) {
      if (checker.isArrayType(member)) return shape(checker.getTypeArguments(member)[0], seen);
      if (!(member.flags & ts.TypeFlags.Object)) continue;
      // A map (metadata) or another whole resource: no tree.
      if (checker.getIndexInfosOfType(member).length || seen.includes(member) || seen.length > 7) return 0;
      if (member.getProperty('object') && seen.length && member.getProperty('id')) continue;
      objects.push(member);
    }
    if (objects.length !== 1) return 0;
    const [object] = objects;
    const tree = { r: {}, o: {} };
    for (const property of object.getProperties()) {
      const optional = property.flags & ts.SymbolFlags.Optional;
      const child = shape(checker.getTypeOfSymbol(property), [...seen, object]);
      tree[optional ? 'o' : 'r'][property.name] = child;
    }
    return tree;
  };
  const exported = checker.getExportsOfModule(checker.getSymbolAtLocation(program.getSourceFile(file)));
  const byName = new Map(exported.map((symbol) => [symbol.name, checker.getDeclaredTypeOfSymbol(symbol)]));
  return Object.fromEntries(
    Object.keys(names).map((name, index) => [name, shape(byName.get(`T${index}`), [])]),
  );
}

const sdk = JSON.parse(readFileSync(join(ROOT, 'node_modules/stripe/package.json'), 'utf8'));
const pinned = readFileSync(join(ROOT, 'node_modules/stripe/esm/apiVersion.js'), 'utf8');
const written = {
  about: 'Made by bin/stripe-schemas.mjs; see there.',
  openapi: { source: MODULE, version: spec.info.version, licence: 'MIT, Copyright (c) 2014- Stripe, Inc.' },
  sdk: {
    source: `stripe@${sdk.version}`,
    version: /ApiVersion = '([^']+)'/.exec(pinned)?.[1],
    licence: 'MIT, Copyright (C) 2011 Ask Bjørn Hansen, (C) 2013 Stripe, Inc.',
  },
  schemas: schemas(),
  requests: requests(),
  sdk_objects: sdkShapes(OBJECTS),
  sdk_requests: sdkShapes(OPERATIONS),
};
const text = `${JSON.stringify(written)}\n`;
writeFileSync(join(ROOT, 'test/support/stripe-openapi.json'), text);
process.stdout.write(`${Object.keys(written.schemas).length} schemas, ${text.length} bytes\n`);
