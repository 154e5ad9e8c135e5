import { createCatalogue } from '../../../platform/i18n/catalogue.js';
import en from './i18n/en.json' with { type: 'json' };
import zh from './i18n/zh-CN.json' with { type: 'json' };

/** Sentences on pictures. */
export const words = createCatalogue({ zh, en });
