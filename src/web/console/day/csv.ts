export { type Cell, csv } from '../../../kernel/csv.js';
