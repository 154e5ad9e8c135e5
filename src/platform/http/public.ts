import { SetMetadata } from '@nestjs/common';

export const PUBLIC_METADATA = 'boai:public';

/** Declares that everybody may use this route (or all routes of this controller). */
export const Public = () => SetMetadata(PUBLIC_METADATA, true);
