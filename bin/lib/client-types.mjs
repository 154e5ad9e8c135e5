/**
 * TypeScript of the API's description: a type for each schema, and for each operation what it is asked with and what
 * it answers. Our description uses a small part of OpenAPI; anything else ends with an error instead of a wrong type.
 */
export function clientTypes(document) {
  const schemas = Object.entries(document.components.schemas).map(
    ([name, schema]) => `${comment(schema.description)}export type ${name} = ${typeOf(schema)};\n`,
  );
  const operations = Object.entries(document.paths).map(([path, { get }]) => operation(path, get));
  return [
    '// Made from openapi.json by "npm run openapi": do not change it by hand.\n',
    ...schemas,
    `/** Every operation of the API by its id. */\nexport interface Operations {\n${operations.map(({ type }) => type).join('')}}\n`,
    `/** Where each operation is. */\nexport const PATHS = {\n${operations.map(({ path }) => path).join('')}} as const;\n`,
  ].join('\n');
}

function operation(path, { operationId, summary, parameters = [], responses }) {
  const content = responses['200'].content;
  const json = content['application/json'];
  const fields = (place) =>
    parameters
      .filter((each) => each.in === place)
      .map((each) => `${name(each.name)}${each.required ? '' : '?'}: ${typeOf(each.schema)}`)
      .join('; ');
  return {
    type:
      `  /** ${summary} */\n  ${operationId}: { path: { ${fields('path')} }; query: { ${fields('query')} }; ` +
      `answer: ${json ? typeOf(json.schema) : 'string'} };\n`,
    path: `  ${operationId}: ${JSON.stringify(path)},\n`,
  };
}

function typeOf(schema) {
  if (schema.$ref) return schema.$ref.split('/').at(-1);
  if (schema.enum) return schema.enum.map((each) => JSON.stringify(each)).join(' | ');
  const parts = schema.anyOf ?? schema.oneOf;
  if (parts) return parts.map(typeOf).join(' | ');
  if (schema.allOf) return schema.allOf.map(typeOf).join(' & ');
  if (Array.isArray(schema.type)) return schema.type.map((type) => typeOf({ ...schema, type })).join(' | ');
  if (schema.type === 'array') return `(${typeOf(schema.items)})[]`;
  if (schema.type === 'object' && schema.properties) return object(schema);
  if (schema.type === 'object') return 'Record<string, unknown>';
  const simple = { string: 'string', integer: 'number', number: 'number', boolean: 'boolean', null: 'null' };
  if (simple[schema.type]) return simple[schema.type];
  throw new Error(`no TypeScript for ${JSON.stringify(schema)}`);
}

function object({ properties, required = [] }) {
  const fields = Object.entries(properties).map(
    ([key, schema]) =>
      `${comment(schema.description, '  ')}  ${name(key)}${required.includes(key) ? '' : '?'}: ${typeOf(schema)};\n`,
  );
  return `{\n${fields.join('')}}`;
}

const name = (key) => (/^[A-Za-z_]\w*$/.test(key) ? key : JSON.stringify(key));
const comment = (text, indent = '') => (text ? `${indent}/** ${text.replaceAll('*/', '*∕')} */\n` : '');
