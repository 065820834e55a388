/** Encodes text as UTF-16 in hex, which the font below needs. */
const hex = (text: string): string => Buffer.from(text, 'utf16le').swap16().toString('hex');

/** Makes an electronic invoice (电子发票) of two pages with Chinese text in a font that is not embedded, as in most invoices. */
export function invoicePdf(fileId: string): Buffer {
  const pages = ['电子发票', '销货清单'].map((title, at) => {
    const text = `BT /F1 24 Tf 60 340 Td <${hex(title)}> Tj 0 -40 Td /F2 12 Tf (sandbox file ${fileId.replace(/[^\w-]/g, '')} ${at + 1}) Tj ET`;
    const frame = '40 40 515 330 re S';
    return `${frame}\n${text}`;
  });
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R 4 0 R] /Count 2 >>',
    ...[5, 6].map(
      (content) =>
        `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 420] /Contents ${content} 0 R /Resources << /Font << /F1 7 0 R /F2 8 0 R >> >> >>`,
    ),
    ...pages.map((page) => `<< /Length ${page.length} >>\nstream\n${page}\nendstream`),
    '<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H /DescendantFonts [9 0 R] >>',
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
    '<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 2 >> /FontDescriptor 10 0 R >>',
    '<< /Type /FontDescriptor /FontName /STSong-Light /Flags 6 /FontBBox [-25 -254 1000 880] /ItalicAngle 0 /Ascent 880 /Descent -120 /CapHeight 880 /StemV 93 >>',
  ];
  let body = '%PDF-1.4\n';
  const starts = objects.map((object, at) => {
    const start = body.length;
    body += `${at + 1} 0 obj\n${object}\nendobj\n`;
    return start;
  });
  const table = starts.map((start) => `${String(start).padStart(10, '0')} 00000 n \n`).join('');
  const size = objects.length + 1;
  return Buffer.from(
    `${body}xref\n0 ${size}\n0000000000 65535 f \n${table}trailer\n<< /Size ${size} /Root 1 0 R >>\nstartxref\n${body.length}\n%%EOF\n`,
    'latin1',
  );
}
