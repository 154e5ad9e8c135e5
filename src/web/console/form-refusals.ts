export { FormRefusals } from '../ui/form-refusals.js';
