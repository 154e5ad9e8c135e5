import fc from 'fast-check';
import { Disbursements } from '../../src/disbursements/disbursements.service.js';
import { EvidenceQueries } from '../../src/disbursements/evidence.queries.js';
import { EvidencePapers } from '../../src/disbursements/evidence.service.js';
import { lookAt } from '../../src/disbursements/evidence-file.js';
import { personalNumbers } from '../../src/disbursements/personal-numbers.js';
import { newId } from '../../src/kernel/ids.js';
import { buildOrganization } from '../support/builders.js';
import { png, SAID } from '../support/spending.js';
import { type OutflowKit, openOutflowKit, outcome } from './outflow-kit.js';

describe('numbers by which a person could be found', () => {
  test.each([
    ['联系人 13812345678', 'phone', 5, 15],
    ['电话138-1234-5678。', 'phone', 3, 15],
    ['call +86 138 1234 5678', 'phone', 7, 22],
    ['座机 0311-88121999', 'phone', 4, 16],
    ['身份证11010519491231002X', 'id_number', 4, 21],
    ['１１０１０５１９４９１２３１００２Ｘ', 'id_number', 1, 18],
    ['卡号 6222 0212 3456 7890 123', 'bank_card', 4, 26],
    ['户主𠮷田，13812345678', 'phone', 6, 16],
  ])('%s: %s at %i–%i', (text, kind, from, to) => {
    expect(personalNumbers(text)).toEqual([{ kind, from, to }]);
  });

  test.each([
    '2026-11-20 至 2026-12-31',
    '1,200 户',
    '金额 12345678.90 元',
    'FP-2026-000123',
    '320只，268元/只',
  ])('%s holds none', (text) => expect(personalNumbers(text)).toEqual([]));

  test('every mobile number is found wherever it stands, with its place', () => {
    fc.assert(
      fc.property(
        fc.stringMatching(/^[\u4e00-\u9fa5，]{0,20}$/),
        fc.stringMatching(/^1[3-9]\d{9}$/),
        fc.stringMatching(/^[\u4e00-\u9fa5，]{0,20}$/),
        (before, number, after) => {
          const from = [...before].length + 1;
          expect(personalNumbers(before + number + after)).toEqual([{ kind: 'phone', from, to: from + 10 }]);
        },
      ),
    );
  });
});

describe('files are judged by their bytes', () => {
  const jpeg = (...segments: string[]) =>
    Buffer.from(`ffd8${segments.join('')}ffda0008010100003f00aabbffd9`, 'hex');
  const exif = (turned: number) =>
    `ffe10022457869660000${'49492a0008000000'}0100${'120103000100000'}0${turned.toString(16).padStart(2, '0')}00000000000000`;

  test('what a camera writes beside the picture is taken away, which way up is kept', () => {
    const looked = lookAt(jpeg(exif(6), 'fffe0006474f5053', 'ffdb000400aa'));
    if ('problem' in looked) throw new Error(looked.problem);
    const hex = looked.bytes.toString('hex');
    expect(hex).not.toContain('fffe');
    expect(hex).toContain('45786966');
    expect(hex).toContain('1201030001000000060000');
    expect(hex.endsWith('ffd9')).toBe(true);
    expect(lookAt(looked.bytes)).toEqual(looked);
    const noted = lookAt(png('a', 'GPS 30.1N 120.2E'));
    expect(noted).toEqual(lookAt(png('a')));
  });

  test.each([
    ['a page', Buffer.from('<html><script>alert(1)</script>'), 'not_evidence'],
    ['an SVG', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'), 'not_evidence'],
    ['half a JPEG', Buffer.from('ffd8ffe1ffff00', 'hex'), 'broken_file'],
    ['half a PNG', png().subarray(0, 40), 'broken_file'],
    ['a PDF with a script', Buffer.from('%PDF-1.4\n<< /S /JavaScript >>\n%%EOF'), 'active_pdf'],
    ['half a PDF', Buffer.from('%PDF-1.4\n'), 'broken_file'],
    ['too much', Buffer.alloc(6_000_000), 'too_large'],
  ])('%s is refused', (_, bytes, problem) => {
    expect(lookAt(bytes)).toEqual({ problem });
  });

  test('no bytes bring it down', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 200 }),
        fc.constantFrom('ffd8ff', '89504e470d0a1a0a', ''),
        (tail, head) => {
          expect(lookAt(Buffer.concat([Buffer.from(head, 'hex'), tail]))).toBeDefined();
        },
      ),
    );
  });
});

describe('papers', () => {
  let kit: OutflowKit;
  let papers: EvidencePapers;
  beforeAll(async () => {
    kit = await openOutflowKit();
    papers = kit.app.get(EvidencePapers);
  });
  afterAll(() => kit.app.close());
  const form = { kind: 'photo', titleZh: '发放照片', titleEn: 'Handing out' };
  const disbursement = async () => {
    const project = await kit.project(100_000n);
    return kit.app.get(Disbursements).request(kit.clerk, kit.society, {
      ...{ projectId: project.id, accountCode: '510101', amountText: '10', payee: '李奶奶', purpose: '事由' },
      ...{ formKey: `form-${newId()}`, ...SAID },
    });
  };
  const paperOf = async (id: string) => {
    const found = await kit.app.get(EvidenceQueries).byId(kit.society, id);
    if (!found) throw new Error(`there is no paper ${id}`);
    return found;
  };

  test('who added a paper does not make it public, nor anybody without the statement or by another hash', async () => {
    const id = await papers.add(kit.clerk, kit.society, await disbursement(), { ...form, bytes: png('1') });
    const { sha256 } = await paperOf(id);
    const publish = (by: { staffId: string }, hash: string, stated: boolean) =>
      outcome(papers.publish(by, kit.society, id, hash, stated));
    expect(await publish(kit.clerk, sha256, true)).toBe('evidence_own');
    expect(await publish(kit.approver, sha256, false)).toBe('evidence_invalid stated:statement_needed');
    expect(await publish(kit.approver, 'f'.repeat(64), true)).toBe('evidence_moved_on');
    expect((await paperOf(id)).state).toBe('waiting');
    expect(await publish(kit.approver, sha256, true)).toBe('done');
  });

  test('titles hold no number of a person and no payee, and say where one stands', async () => {
    const id = await disbursement();
    const add = (titleZh: string) =>
      outcome(papers.add(kit.clerk, kit.society, id, { ...form, titleZh, bytes: png('2') }));
    expect(await add('签收单 13812345678')).toBe('evidence_invalid title_zh:personal_phone');
    expect(await add('李奶奶签收')).toBe('evidence_invalid title_zh:personal_payee');
    expect(await add('签收单')).toBe('done');
  });

  test('the same file is one paper; another organization sees and adds none', async () => {
    const id = await disbursement();
    const add = () => papers.add(kit.clerk, kit.society, id, { ...form, bytes: png('3') });
    const [one, two] = await Promise.all([add(), add()]);
    expect(two).toBe(one);
    const stranger = await buildOrganization(kit.app);
    const wrong = papers.add(kit.clerk, stranger, id, { ...form, bytes: png('4') });
    expect(await outcome(wrong)).toBe('disbursement_not_found');
    const person = await kit.person(stranger, 'approver');
    const { sha256 } = await paperOf(one);
    expect(await outcome(papers.publish(person, stranger, one, sha256, true))).toBe('evidence_not_found');
    expect(await outcome(papers.end(person, stranger, one, 'refused', 'x'))).toBe('evidence_not_found');
  });
});
