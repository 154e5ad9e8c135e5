import { decisionDueOn, evidenceType, readWish } from '../../src/donations/refund-request.js';

const PNG = Buffer.from('89504e470d0a1a0a0000', 'hex');
const codes = (wish: Partial<Parameters<typeof readWish>[0]>) =>
  readWish({ reason: 'DUPLICATE', text: 'twice', evidence: null, ...wish }).problems.map(
    ({ field, code }) => `${field}:${code}`,
  );

describe('a request for a refund', () => {
  test('is decided within ten working days, or thirty days where a guardian asks', () => {
    // 2026-11-20 is a Friday.
    expect(decisionDueOn('2026-11-20', 'DUPLICATE')).toBe('2026-12-04');
    expect(decisionDueOn('2026-11-21', 'OTHER')).toBe('2026-12-04');
    expect(decisionDueOn('2026-11-20', 'MINOR')).toBe('2026-12-20');
    expect(decisionDueOn('2026-11-20', 'INCAPACITY')).toBe('2026-12-20');
  });

  test('has a reason and a text, and nothing unseen in it', () => {
    expect(codes({})).toEqual([]);
    expect(codes({ reason: '', text: ' ' })).toEqual(['reason:empty', 'text:empty']);
    expect(codes({ reason: 'BECAUSE', text: 'x\u202ey' })).toEqual(['reason:invalid', 'text:invalid']);
    expect(codes({ text: '字'.repeat(2_001) })).toEqual(['text:too_long']);
    expect(readWish({ reason: 'OTHER', text: 'a\r\nb', evidence: null }).text).toBe('a\nb');
  });

  test('takes papers by what they are, never by what they are called', () => {
    expect(evidenceType(PNG)).toBe('image/png');
    expect(evidenceType(Buffer.from('ffd8ffe000', 'hex'))).toBe('image/jpeg');
    expect(evidenceType(Buffer.from('%PDF-1.7\n'))).toBe('application/pdf');
    for (const other of ['<svg xmlns="x"/>', 'MZ..', '<html>', ''])
      expect(evidenceType(Buffer.from(other))).toBeNull();
    expect(codes({ evidence: Buffer.from('<script>') })).toEqual(['evidence:type']);
    expect(codes({ evidence: Buffer.concat([PNG, Buffer.alloc(10 * 1024 * 1024)]) })).toEqual([
      'evidence:too_large',
    ]);
  });
});
