import { describe, expect, it } from 'vitest';
import { UnreadableFile } from './file-faults.js';
import { readWorkbook } from './read-workbook.js';
import { HEADERS, TOLD_HEADERS } from './sheet-words.js';
import { writeWorkbook } from './write-workbook.js';
import { sheetXml, xlsx, zip } from './xlsx-for-spec.js';

const HEADER = [HEADERS.org, HEADERS.key, HEADERS.number];
const faultsOf = async (bytes: Buffer) => {
  try {
    await readWorkbook(bytes);
    return [];
  } catch (error) {
    if (!(error instanceof UnreadableFile)) throw error;
    return error.faults;
  }
};
const codesOf = async (bytes: Buffer) => (await faultsOf(bytes)).map(({ code }) => code);

describe('an Excel file', () => {
  it('is read by the names of its columns, wherever they stand, with the rows as Excel counts them', async () => {
    const file = await readWorkbook(
      xlsx([['备注', HEADERS.number, HEADERS.key], ['', 'CI0001', ' 市内交通 '], [], ['', { number: '101' }, '住宿']]),
    );
    expect(file).toEqual({
      sheet: '费用项目',
      columns: { org: '', key: 'C', number: 'B', from: '' },
      rows: [
        { row: 2, org: '', key: '市内交通', number: 'CI0001', from: '', fault: null },
        { row: 4, org: '', key: '住宿', number: '101', from: '', fault: null },
      ],
    });
  });

  it('names the cell of what it does not read: formulas, numbers that have lost digits, what is no text, and rows without a value', async () => {
    const { rows } = await readWorkbook(
      xlsx([
        HEADER,
        ['', '油费', { xml: '<c r="C2" t="str"><f>VLOOKUP(B2,A:B,2,0)</f><v>CI0028</v></c>' }],
        ['', '房租', { number: '6.2170000123456E+18' }],
        ['', '水费', { xml: '<c r="C4" t="b"><v>1</v></c>' }],
        ['', '', 'CI0001'],
        ['', '长'.repeat(201), 'CI0001'],
      ]),
    );
    expect(rows.map(({ fault }) => fault)).toEqual([
      { code: 'formula', cell: 'C2' },
      { code: 'long-number', cell: 'C3' },
      { code: 'not-text', cell: 'C4' },
      { code: 'key-missing', cell: 'B5' },
      { code: 'too-long', cell: 'B6' },
    ]);
  });

  it('names every cell that one formula fills: only the first of them holds it in the file', async () => {
    const spilt = (place: string, of = '') => ({
      xml: `<c r="${place}" t="str">${of}<v>CI0028</v></c>`,
    });
    const { rows } = await readWorkbook(
      xlsx([
        HEADER,
        ['', '油费', spilt('C2', '<f t="array" ref="C2:C3">XLOOKUP(B2:B3,A:A,B:B)</f>')],
        ['', '房租', spilt('C3')],
        ['', '水费', spilt('C4')],
        ['', '电费', spilt('C5', '<f t="array" ref="C5">B5</f>')],
        ['', '煤气', spilt('C6', '<f t="shared" si="0" ref="C6:C8">B6</f>')],
        ['', '电话', spilt('C7')],
        ['', '宽带', spilt('C8', '<f t="shared" si="0"/>')],
      ]),
    );
    expect(rows.map(({ fault }) => fault)).toEqual([
      { code: 'formula', cell: 'C2' },
      { code: 'formula', cell: 'C3' },
      null,
      { code: 'formula', cell: 'C5' },
      { code: 'formula', cell: 'C6' },
      // Somebody typed over it.
      null,
      { code: 'formula', cell: 'C8' },
    ]);
  });

  it('has days typed as text or as dates of Excel, and names the cell of what is no day', async () => {
    const styles = `<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="14" applyNumberFormat="1"/></cellXfs></styleSheet>`;
    const typed = ['2027-01-01', '2027/1/1', '2027年1月1日', '2027-02-30', '2027-01-01 之后', { number: '46388' }, ''];
    const rows = [
      [...HEADER, HEADERS.from],
      ...typed.map((day, index) => ['', `值 ${index}`, 'CI0001', day]),
      ['', '日期格式', 'CI0001', { xml: '<c r="D9" s="1"><v>46388</v></c>' }],
    ];
    const file = await readWorkbook(xlsx(rows, { more: [['xl/styles.xml', styles]] }));
    expect(file.columns.from).toBe('D');
    expect(file.rows.map(({ from, fault }) => [from, fault?.code ?? '', fault?.cell ?? ''])).toEqual([
      ['2027-01-01', '', ''],
      ['2027-01-01', '', ''],
      ['2027-01-01', '', ''],
      ['2027-02-30', 'no-day', 'D5'],
      ['2027-01-01 之后', 'no-day', 'D6'],
      ['46388', 'no-day', 'D7'],
      ['', '', ''],
      ['2027-01-01', '', ''],
    ]);
  });

  it('is refused with the cell where columns are missing or twice, or cells are merged', async () => {
    expect(
      await faultsOf(
        xlsx([
          ['来源', HEADERS.number],
          ['市内交通', 'CI0001'],
        ]),
      ),
    ).toEqual([{ code: 'no-header', cell: 'A1', what: HEADERS.key }]);
    expect(
      await faultsOf(
        xlsx([
          [...HEADER, HEADERS.number],
          ['', '市内交通', 'CI0001'],
        ]),
      ),
    ).toEqual([{ code: 'double-header', cell: 'D1', what: HEADERS.number }]);
    const merged = sheetXml(
      [HEADER, ['', '市内交通', 'CI0001']],
      '<mergeCells count="1"><mergeCell ref="B2:B4"/></mergeCells>',
    );
    expect(await faultsOf(xlsx([], { sheet: merged }))).toEqual([{ code: 'merged', cell: 'B2', what: 'B2:B4' }]);
    expect(await codesOf(xlsx([HEADER]))).toEqual(['empty']);
    expect(await codesOf(xlsx([]))).toEqual(['empty']);
  });

  it('that is none, is old, is protected or is broken is told apart', async () => {
    const good = xlsx([HEADER, ['', '市内交通', 'CI0001']]);
    const ole = Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.alloc(600)]);
    expect(await codesOf(Buffer.from('来源值,金蝶编码\n'))).toEqual(['not-excel']);
    expect(await codesOf(Buffer.alloc(0))).toEqual(['not-excel']);
    expect(await codesOf(ole)).toEqual(['old-excel']);
    expect(await codesOf(Buffer.concat([ole, Buffer.from('EncryptedPackage', 'utf16le')]))).toEqual(['encrypted']);
    expect(await codesOf(xlsx([], { sheet: { data: Buffer.from('x'), encrypted: true } }))).toEqual(['encrypted']);
    expect(await codesOf(good.subarray(0, good.length - 40))).toEqual(['broken']);
    expect(await codesOf(zip([['word/document.xml', '<document/>']]))).toEqual(['not-excel']);
    expect(
      await codesOf(
        xlsx([], { sheet: '<worksheet><sheetData><row r="1"><c r="A1" t="s"><v>99</v></c></row></sheetData>' }),
      ),
    ).toEqual(['broken']);
    const twice = xlsx([HEADER, ['', '市内交通', 'CI0001']], {
      more: [['xl/worksheets/sheet1.xml', sheetXml([HEADER])]],
    });
    expect(await codesOf(twice)).toEqual(['broken']);
  });

  it('that would burst is stopped, whatever size it claims', async () => {
    const zeros = Buffer.alloc(200 * 1024 * 1024, 0x20);
    expect(await codesOf(xlsx([], { sheet: { data: zeros } }))).toEqual(['too-large-inside']);
    expect(await codesOf(xlsx([], { sheet: { data: zeros, claimed: 1000 } }))).toEqual(['too-large-inside']);
    const parts = ['sharedStrings', 'styles'].map((name) => [`xl/${name}.xml`, { data: zeros, claimed: 5 }] as const);
    expect(await codesOf(xlsx([HEADER, ['', '市内交通', 'CI0001']], { more: parts }))).toEqual(['too-large-inside']);
  });

  it('with a cell far away is refused before room is made for all in between', async () => {
    const far = (place: string) =>
      sheetXml([HEADER, ['', '市内交通', 'CI0001', { xml: `<c r="${place}"><v>1</v></c>` }]]);
    expect(await faultsOf(xlsx([], { sheet: far('A1048576') }))).toEqual([{ code: 'too-many-rows', cell: 'A1048576' }]);
    expect(await faultsOf(xlsx([], { sheet: far('XFD2') }))).toEqual([{ code: 'too-many-columns', cell: 'XFD2' }]);
  });

  it('cannot name anything outside itself', async () => {
    const outside = sheetXml([HEADER, ['', '市内交通', { xml: '<c r="C2" t="inlineStr"><is><t>&file;</t></is></c>' }]]);
    const entity = `<!DOCTYPE x [<!ENTITY file SYSTEM "file:///etc/passwd">]>${outside}`;
    const read = await readWorkbook(xlsx([], { sheet: entity })).catch((error: unknown) => error);
    expect(JSON.stringify(read)).not.toContain('root:');
  });
});

describe('a table that is written', () => {
  it('is read back as it was, with what looks like a formula as text', async () => {
    const rows = [
      ['101', '=HYPERLINK("http://x")', '+86', '名称', '说明', 3, '2026-11-27'],
      ['', '@SUM(A1)', '-1', '', '', 0, ''],
      ['', '00123', '00456', '', '', 0, ''],
      ['', '尾随\u0001控制\ud800符', 'CI0001', '', '', 0, ''],
    ] as const;
    const bytes = await writeWorkbook({
      sheets: [
        { name: '费用项目', widths: [10, 30], rows: [[...HEADER, ...TOLD_HEADERS], ...rows] },
        { name: '可选', widths: [10], rows: [['金蝶编码'], ['CI0001']] },
      ],
      pick: { column: 'C', lastRow: 504, sheet: '可选', choices: 1, title: '没有', error: '从列表里选' },
    });
    const file = await readWorkbook(bytes);
    expect(file.rows.map(({ org, key, number, fault }) => [org, key, number, fault])).toEqual([
      ['101', '=HYPERLINK("http://x")', '+86', null],
      ['', '@SUM(A1)', '-1', null],
      ['', '00123', '00456', null],
      ['', '尾随控制符', 'CI0001', null],
    ]);
  });

  it('has a list to pick from in the column of numbers, and no formula in a cell', async () => {
    const bytes = await writeWorkbook({
      sheets: [
        { name: 'a', widths: [10], rows: [HEADER, ['', '=1+1', 'CI0001']] },
        { name: "可选的'编码", widths: [10], rows: [['金蝶编码'], ['CI0001'], ['CI0005']] },
      ],
      pick: { column: 'C', lastRow: 502, sheet: "可选的'编码", choices: 2, title: '没有', error: '从列表里选' },
    });
    const { XlsxArchive } = await import('./xlsx-archive.js');
    const sheet = new XlsxArchive(bytes).text('xl/worksheets/sheet1.xml') ?? '';
    expect(sheet).toContain("sqref=\"C2:C502\"><formula1>'可选的''编码'!$A$2:$A$3</formula1>");
    expect(sheet).not.toMatch(/<f[ >]/);
  });
});
