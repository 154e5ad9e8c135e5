import fc from 'fast-check';
import { plainAmount } from '../../src/kernel/money.js';
import {
  BUDGET_LINES_MAX,
  budgetTotal,
  QUESTIONS_MAX,
  readBudget,
  readQuestions,
} from '../../src/projects/project-budget.js';

describe('a budget', () => {
  test('is read line by line, with and without English, and adds up', () => {
    const read = readBudget('棉被 1,200 床 | Quilts | 156,000\n\n运费｜12000.50', 'CNY');
    expect(read).toEqual({
      lines: [
        { nameZh: '棉被 1,200 床', nameEn: 'Quilts', amount: 15_600_000n },
        { nameZh: '运费', nameEn: '', amount: 1_200_050n },
      ],
    });
    expect('lines' in read && budgetTotal(read.lines)).toBe(16_800_050n);
  });

  test.each([
    ['棉被', 1],
    ['棉被 | 10\n运费 | many', 2],
    ['棉被 | 0', 1],
    ['棉被 | -3', 1],
    ['| 10', 1],
    ['a | b | c | 10', 1],
    ['棉被 | 1.234', 1],
    ['棉被 | 1,5', 1],
    [Array.from({ length: BUDGET_LINES_MAX + 1 }, () => 'x | 1').join('\n'), BUDGET_LINES_MAX + 1],
  ])('%j is refused, and the line is named', (text, wrong) => {
    expect(readBudget(text, 'CNY')).toEqual({ wrong });
  });

  test('keeps every sum exactly, in any currency that Boai knows', () => {
    const amounts = fc.array(fc.bigInt({ min: 1n, max: 999_999_999_999n }), { maxLength: BUDGET_LINES_MAX });
    fc.assert(
      fc.property(amounts, fc.constantFrom('CNY', 'JPY', 'KWD'), (sums, currency) => {
        const text = sums.map((amount) => `甲 | ${plainAmount({ amount, currency })}`).join('\n');
        const read = readBudget(text, currency);
        expect('lines' in read && budgetTotal(read.lines)).toBe(sums.reduce((a, b) => a + b, 0n));
      }),
    );
  });
});

describe('questions', () => {
  test('are blocks: a line that asks, and the lines that answer', () => {
    expect(readQuestions('余款怎么办？\n用于下一年度。\n另行公布。\n\n\n怎么报名？\n找村委会。')).toEqual({
      questions: [
        { question: '余款怎么办？', answer: '用于下一年度。\n另行公布。' },
        { question: '怎么报名？', answer: '找村委会。' },
      ],
    });
    expect(readQuestions(' ')).toEqual({ questions: [] });
  });

  test('without an answer, or too many, are refused', () => {
    expect(readQuestions('一？\n答\n\n二？')).toEqual({ wrong: 2 });
    const many = Array.from({ length: QUESTIONS_MAX + 1 }, () => '问\n答').join('\n\n');
    expect(readQuestions(many)).toEqual({ wrong: QUESTIONS_MAX + 1 });
  });
});
