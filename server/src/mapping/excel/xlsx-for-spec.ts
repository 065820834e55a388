import { crc32, deflateRawSync } from 'node:zlib';

/** A part of an archive for specs: text, or bytes with what the archive claims about them. */
export type Part = string | { data: Buffer; claimed?: number; encrypted?: boolean };

/** Returns a ZIP file; its claims are true or false as the spec wants. */
export function zip(parts: readonly (readonly [name: string, part: Part])[]): Buffer {
  const [files, directory]: [Buffer[], Buffer[]] = [[], []];
  let at = 0;
  for (const [name, part] of parts) {
    const plain = typeof part === 'string' ? Buffer.from(part) : part.data;
    const { claimed = plain.length, encrypted = false } = typeof part === 'string' ? {} : part;
    const packed = deflateRawSync(plain);
    const title = Buffer.from(name);
    const head = Buffer.alloc(26);
    head.writeUInt16LE(20, 0);
    head.writeUInt16LE(encrypted ? 1 : 0, 2);
    head.writeUInt16LE(8, 4);
    head.writeUInt32LE(crc32(plain), 10);
    head.writeUInt32LE(packed.length, 14);
    head.writeUInt32LE(claimed, 18);
    head.writeUInt16LE(title.length, 22);
    const local = Buffer.concat([Buffer.from('504b0304', 'hex'), head, title, packed]);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE(at, 10);
    directory.push(Buffer.concat([Buffer.from('504b01021400', 'hex'), head, tail, title]));
    files.push(local);
    at += local.length;
  }
  const end = Buffer.alloc(18);
  end.writeUInt16LE(parts.length, 4);
  end.writeUInt16LE(parts.length, 6);
  end.writeUInt32LE(Buffer.concat(directory).length, 8);
  end.writeUInt32LE(at, 12);
  return Buffer.concat([...files, ...directory, Buffer.from('504b0506', 'hex'), end]);
}

const MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"';
const RELATIONS = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const escaped = (text: string): string => text.replace(/[&<>]/g, (sign) => `&#${sign.charCodeAt(0)};`);
const letter = (column: number): string => String.fromCharCode(65 + column);

/** One cell: text, a number as it is in the file, or a piece of XML ("<c …/>"). */
export type CellForSpec = string | { number: string } | { xml: string };
const cellXml = (value: CellForSpec, place: string): string => {
  if (typeof value === 'string')
    return value === '' ? '' : `<c r="${place}" t="inlineStr"><is><t>${escaped(value)}</t></is></c>`;
  return 'xml' in value ? value.xml : `<c r="${place}"><v>${value.number}</v></c>`;
};

export const sheetXml = (rows: readonly (readonly CellForSpec[])[], after = ''): string =>
  `<worksheet ${MAIN}><sheetData>${rows
    .map((row, y) => `<row r="${y + 1}">${row.map((cell, x) => cellXml(cell, `${letter(x)}${y + 1}`)).join('')}</row>`)
    .join('')}</sheetData>${after}</worksheet>`;

/** Returns an .xlsx file with one sheet. */
export const xlsx = (
  rows: readonly (readonly CellForSpec[])[],
  { sheet = sheetXml(rows) as Part, more = [] as readonly (readonly [string, Part])[] } = {},
): Buffer =>
  zip([
    [
      '[Content_Types].xml',
      '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/></Types>',
    ],
    [
      '_rels/.rels',
      `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="${RELATIONS}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
    ],
    [
      'xl/workbook.xml',
      `<workbook ${MAIN} xmlns:r="${RELATIONS}"><sheets><sheet name="费用项目" sheetId="1" r:id="rId1"/></sheets></workbook>`,
    ],
    [
      'xl/_rels/workbook.xml.rels',
      `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="${RELATIONS}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`,
    ],
    ['xl/worksheets/sheet1.xml', sheet],
    ...more,
  ]);
