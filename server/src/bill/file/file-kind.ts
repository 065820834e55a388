/** Pictures that a browser shows, by their first bytes; the type that the store gives is not reliable. */
const PICTURES: readonly { type: string; starts: (head: Buffer) => boolean }[] = [
  { type: 'image/jpeg', starts: (head) => head.subarray(0, 3).equals(Buffer.from('ffd8ff', 'hex')) },
  { type: 'image/png', starts: (head) => head.subarray(0, 8).equals(Buffer.from('89504e470d0a1a0a', 'hex')) },
  { type: 'image/gif', starts: (head) => /^GIF8[79]a/.test(head.toString('latin1', 0, 6)) },
  { type: 'image/webp', starts: (head) => /^RIFF.{4}WEBP/s.test(head.toString('latin1', 0, 12)) },
  // The four bytes from 6 on must be zero, as in a bitmap: otherwise any text that begins with BM would match.
  {
    type: 'image/bmp',
    starts: (head) => head.toString('latin1', 0, 2) === 'BM' && head.length >= 10 && head.readUInt32LE(6) === 0,
  },
];

/** @returns the type of a picture that may be shown; null for everything else, including SVG and HTML. */
export function pictureType(head: Buffer): string | null {
  return PICTURES.find(({ starts }) => starts(head))?.type ?? null;
}

/** @returns the type under which the page gets a file that is no picture: a PDF, which the page draws itself, or bytes to be saved. */
export const fileType = (head: Buffer): string =>
  head.toString('latin1', 0, 5) === '%PDF-' ? 'application/pdf' : 'application/octet-stream';

/** Returns a header with a safe name: without characters that control a terminal, a path or the direction of reading. */
export function disposition(how: 'inline' | 'attachment', name: string): string {
  const plain = name.replace(/[\p{Cc}\p{Cf}\p{Cs}/\\]/gu, '').trim() || 'file';
  const encoded = encodeURIComponent(plain).replace(/[!'()*]/g, (letter) => `%${letter.charCodeAt(0).toString(16)}`);
  return `${how}; filename*=UTF-8''${encoded}`;
}
