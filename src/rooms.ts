import type { Type } from '@nestjs/common';

/** Modules of all rooms below the faces: what web and worker share. One line per room, lowest floor first. */
export const ROOMS: readonly Type[] = [];
