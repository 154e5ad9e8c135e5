import type { UseChangeForm } from '../../src/disbursements/use-changes.service.js';
import { newId } from '../../src/kernel/ids.js';

/** What everybody reads of a disbursement, within what `wideUse` files. */
export const SAID = {
  purposeKind: 'living',
  publicZh: '困难家庭冬季取暖',
  publicEn: 'Winter heating for families in hardship',
  areaZh: '测试市青禾县',
  areaEn: 'Qinghe County',
  households: '12',
  persons: '40',
} as const;

/** A filed use that leaves room for every disbursement of `SAID`'s area. */
export function wideUse(projectId: string, more: Partial<UseChangeForm> = {}): UseChangeForm {
  return {
    projectId,
    purposeKinds: ['living', 'medical', 'schooling', 'disaster', 'facilities', 'training'],
    costCodes: ['510101', '510102', '510103', '510104'],
    areasZh: '测试市',
    areasEn: 'Test City',
    usesFrom: '',
    usesUntil: '',
    textZh: '困难家庭救助',
    textEn: 'Relief for families in hardship',
    reasonZh: '',
    reasonEn: '',
    filingRecordNo: '',
    filedOn: '',
    formKey: `use-form-${newId()}`,
    ...more,
  };
}
