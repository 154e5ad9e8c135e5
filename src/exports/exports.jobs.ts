import { Injectable } from '@nestjs/common';
import type { LongWorkKind } from '../platform/long-work/long-work-kind.js';
import { exportChoice } from './export-choice.js';
import { ExportMaking } from './export-making.service.js';
import { EXPORT_WORK } from './exports.service.js';

/** The long work that makes an export's file. Killed, it begins again: nothing is kept of half a file. */
@Injectable()
export class ExportsJobs {
  constructor(private readonly making: ExportMaking) {}

  get works(): readonly LongWorkKind[] {
    return [
      {
        kind: EXPORT_WORK,
        run: async ({ organizationId, params, startedBy }, progress) => {
          const choice = exportChoice(`${String(params.kind)}:${String(params.profile)}`);
          if (!choice) throw new Error('the work names no export');
          const [firstDay, lastDay] = [String(params.firstDay), String(params.lastDay)];
          const made = await this.making.make(
            { ...choice, organizationId, firstDay, lastDay, staffId: startedBy },
            progress,
          );
          return {
            exportId: made.id,
            rows: made.rows,
            ...(made.openDays > 0 ? { openDays: made.openDays } : {}),
            size: made.size,
            sha256: made.sha256,
            again: made.again ? 'yes' : 'no',
          };
        },
      },
    ];
  }
}
