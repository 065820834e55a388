import { describe, expect, it } from 'vitest';
import { disposition, fileType, pictureType } from './file-kind.js';

const bytes = (text: string): Buffer => Buffer.from(text.padEnd(32, '\0'), 'latin1');

describe('what a file is', () => {
  it.each([
    ['image/jpeg', '\xff\xd8\xff\xe0'],
    ['image/png', '\x89PNG\r\n\x1a\n'],
    ['image/gif', 'GIF89a'],
    ['image/webp', 'RIFF\x10\x00\x00\x00WEBPVP8 '],
    ['image/bmp', 'BM\x36\x10\x0e\x00\x00\x00\x00\x00\x36'],
  ])('%s is told by its first bytes', (type, start) => {
    expect(pictureType(bytes(start))).toBe(type);
  });

  it.each([
    '<svg xmlns="http://www.w3.org/2000/svg">',
    '<!doctype html>',
    '%PDF-1.4',
    'PK\x03\x04',
    'BMW 发票',
    'RIFF\x10\x00\x00\x00AVI ',
    '',
  ])('%j is no picture', (start) => {
    expect(pictureType(Buffer.from(start, 'latin1'))).toBeNull();
  });
});

it('a PDF is told by its first bytes; whatever else is no picture is only saved', () => {
  expect(fileType(bytes('%PDF-1.7'))).toBe('application/pdf');
  for (const start of ['<!doctype html>', '<svg>', ' %PDF-1.7', 'PK\x03\x04', ''])
    expect(fileType(bytes(start))).toBe('application/octet-stream');
});

describe('the name of a file', () => {
  it('is kept in Chinese, and holds nothing that ends the header or turns the text', () => {
    expect(disposition('attachment', '电子发票 汇总.pdf')).toBe(
      "attachment; filename*=UTF-8''%E7%94%B5%E5%AD%90%E5%8F%91%E7%A5%A8%20%E6%B1%87%E6%80%BB.pdf",
    );
    expect(disposition('inline', 'a\r\nset-cookie: b"; \u202e../x\ud800')).toBe(
      "inline; filename*=UTF-8''aset-cookie%3A%20b%22%3B%20..x",
    );
    expect(disposition('attachment', '\n')).toBe("attachment; filename*=UTF-8''file");
  });
});
