export { type TypedFields, typed } from '../ui/typed-fields.js';
