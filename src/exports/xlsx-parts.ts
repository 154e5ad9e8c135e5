/** The parts of a workbook that are the same for every export (ECMA-376, SpreadsheetML). */
const HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006';
const TYPE = 'application/vnd.openxmlformats-officedocument.spreadsheetml';

/** Numbers of the cell styles below. Amounts by the decimals of their currency. */
export const STYLES = {
  text: 0,
  head: 1,
  amount: { 0: 2, 2: 3, 3: 4 },
  day: 5,
  time: 6,
  count: 7,
  note: 8,
} as const;
/** The same style in a line of sums. */
export const BOLD_AMOUNT = { 0: 9, 2: 10, 3: 11 } as const;

const FORMATS = [
  [164, '#,##0'],
  [165, '#,##0.00'],
  [166, '#,##0.000'],
  [167, 'yyyy\\-mm\\-dd'],
  [168, 'yyyy\\-mm\\-dd\\ hh:mm:ss'],
  [169, '0'],
] as const;

/** Format and font of each style: 0 plain, 1 bold, 2 grey. */
const CELLS: readonly (readonly [format: number, font: number])[] = [
  [49, 0],
  [49, 1],
  [164, 0],
  [165, 0],
  [166, 0],
  [167, 0],
  [168, 0],
  [169, 0],
  [49, 2],
  [164, 1],
  [165, 1],
  [166, 1],
];

/** A text as XML holds it; characters that XML cannot hold at all are left out. */
export function xmlText(text: string): string {
  return (
    text
      // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what XML forbids
      .replace(/[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/g, '')
      .replaceAll('&', '&amp;')
      .replaceAll('<', '&lt;')
      .replaceAll('>', '&gt;')
      .replaceAll('"', '&quot;')
      .replaceAll('\r', '&#13;')
  );
}

function styles(): string {
  const fonts = ['', '<b/>', '<color rgb="FF666666"/>'].map(
    (look) => `<font>${look}<sz val="11"/><name val="宋体"/></font>`,
  );
  return (
    `${HEAD}<styleSheet xmlns="${MAIN}"><numFmts count="${FORMATS.length}">` +
    FORMATS.map(([id, code]) => `<numFmt numFmtId="${id}" formatCode="${xmlText(code)}"/>`).join('') +
    `</numFmts><fonts count="${fonts.length}">${fonts.join('')}</fonts>` +
    '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>' +
    '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>' +
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>' +
    `<cellXfs count="${CELLS.length}">` +
    CELLS.map(
      ([format, font]) =>
        `<xf numFmtId="${format}" fontId="${font}" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" applyFont="1"/>`,
    ).join('') +
    '</cellXfs></styleSheet>'
  );
}

/** Every part but the sheets themselves, by its name in the package. */
export function workbookParts(sheetNames: readonly string[]): readonly (readonly [string, string])[] {
  const numbers = sheetNames.map((_, at) => at + 1);
  return [
    [
      '[Content_Types].xml',
      `${HEAD}<Types xmlns="${PACKAGE}/content-types">` +
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>' +
        '<Default Extension="xml" ContentType="application/xml"/>' +
        `<Override PartName="/xl/workbook.xml" ContentType="${TYPE}.sheet.main+xml"/>` +
        `<Override PartName="/xl/styles.xml" ContentType="${TYPE}.styles+xml"/>` +
        numbers
          .map(
            (n) => `<Override PartName="/xl/worksheets/sheet${n}.xml" ContentType="${TYPE}.worksheet+xml"/>`,
          )
          .join('') +
        '</Types>',
    ],
    [
      '_rels/.rels',
      `${HEAD}<Relationships xmlns="${PACKAGE}/relationships"><Relationship Id="rId1" Type="${OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
    ],
    [
      'xl/workbook.xml',
      `${HEAD}<workbook xmlns="${MAIN}" xmlns:r="${OFFICE}"><sheets>` +
        sheetNames
          .map((name, at) => `<sheet name="${xmlText(name)}" sheetId="${at + 1}" r:id="rId${at + 1}"/>`)
          .join('') +
        '</sheets></workbook>',
    ],
    [
      'xl/_rels/workbook.xml.rels',
      `${HEAD}<Relationships xmlns="${PACKAGE}/relationships">` +
        numbers
          .map(
            (n) =>
              `<Relationship Id="rId${n}" Type="${OFFICE}/worksheet" Target="worksheets/sheet${n}.xml"/>`,
          )
          .join('') +
        `<Relationship Id="rIdStyles" Type="${OFFICE}/styles" Target="styles.xml"/></Relationships>`,
    ],
    ['xl/styles.xml', styles()],
  ];
}

/** What stands before a sheet's rows: widths and a heading that stays in sight. */
export function sheetHead(widths: readonly number[]): string {
  return (
    `${HEAD}<worksheet xmlns="${MAIN}"><sheetViews><sheetView workbookViewId="0">` +
    '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><cols>' +
    widths
      .map((width, at) => `<col min="${at + 1}" max="${at + 1}" width="${width}" customWidth="1"/>`)
      .join('') +
    '</cols><sheetData>'
  );
}

export const SHEET_END = '</sheetData></worksheet>';
