import { createHash } from 'node:crypto';
import { crc32, deflateSync } from 'node:zlib';
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

/** A small PNG that is one, with a note in it; another note is another file until notes are taken out. */
export function png(pixel = 'p', note = ''): Buffer {
  const chunk = (type: string, data: Buffer): Buffer => {
    const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
    const [size, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
    size.writeUInt32BE(data.length);
    sum.writeUInt32BE(crc32(body));
    return Buffer.concat([size, body, sum]);
  };
  const head = Buffer.from('00000001000000010802000000', 'hex');
  return Buffer.concat([
    Buffer.from('89504e470d0a1a0a', 'hex'),
    chunk('IHDR', head),
    ...(note ? [chunk('tEXt', Buffer.from(`Comment\0${note}`))] : []),
    chunk(
      'IDAT',
      deflateSync(
        Buffer.concat([Buffer.from([0]), createHash('sha256').update(pixel).digest().subarray(0, 3)]),
      ),
    ),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}
