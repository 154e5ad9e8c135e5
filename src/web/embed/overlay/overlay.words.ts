import { createCatalogue } from '../../../platform/i18n/catalogue.js';
import en from './i18n/en.json' with { type: 'json' };
import zh from './i18n/zh-CN.json' with { type: 'json' };

/** Sentences of the overlays of livestreams. */
export const overlayWords = createCatalogue({ zh, en });
