import { inflateRawSync } from 'node:zlib';
import { unreadable } from './file-faults.js';

/** Most bytes unpacked from one file in total; a sheet of 50,000 rows has about 25 MB. */
const MOST_UNPACKED = 96 * 1024 * 1024;
/** Highest ratio of compression: XML has 10 to 30; a far higher ratio is a ZIP bomb. */
const MOST_RATIO = 250;
const RATIO_FROM = 1024 * 1024;
const MOST_ENTRIES = 2000;

const END_OF_DIRECTORY = 0x06054b50;
const DIRECTORY_ENTRY = 0x02014b50;
const LOCAL_ENTRY = 0x04034b50;
const OLE = Buffer.from('d0cf11e0a1b11ae1', 'hex');

interface Entry {
  name: string;
  method: number;
  packed: number;
  unpacked: number;
  at: number;
}

/**
 * Unpacks parts of an .xlsx file on demand, never beyond the limits, whatever sizes the file claims.
 * @throws UnreadableFile
 */
export class XlsxArchive {
  private readonly entries: ReadonlyMap<string, Entry>;
  private room = MOST_UNPACKED;

  constructor(private readonly bytes: Buffer) {
    if (bytes.subarray(0, 8).equals(OLE)) throw unreadable(isEncrypted(bytes) ? 'encrypted' : 'old-excel');
    if (bytes.length < 22 || bytes.readUInt32LE(0) !== LOCAL_ENTRY) throw unreadable('not-excel');
    this.entries = directoryOf(bytes);
  }

  get names(): string[] {
    return [...this.entries.keys()];
  }

  /** @returns null if there is no such part. */
  text(name: string): string | null {
    const entry = this.entries.get(name);
    return entry ? this.unpack(entry).toString('utf8') : null;
  }

  private unpack({ method, packed, unpacked, at }: Entry): Buffer {
    const { bytes } = this;
    if (at + 30 > bytes.length || bytes.readUInt32LE(at) !== LOCAL_ENTRY) throw unreadable('broken');
    const start = at + 30 + bytes.readUInt16LE(at + 26) + bytes.readUInt16LE(at + 28);
    const data = bytes.subarray(start, start + packed);
    if (data.length !== packed) throw unreadable('broken');
    if (unpacked > this.room || (unpacked > RATIO_FROM && unpacked > packed * MOST_RATIO))
      throw unreadable('too-large-inside');
    if (method !== 0 && method !== 8) throw unreadable('broken');
    const longest = Math.min(this.room, Math.max(RATIO_FROM, packed * MOST_RATIO));
    const plain = method === 0 ? data : inflate(data, longest);
    this.room -= plain.length;
    if (this.room < 0) throw unreadable('too-large-inside');
    return plain;
  }
}

function inflate(data: Buffer, longest: number): Buffer {
  try {
    return inflateRawSync(data, { maxOutputLength: longest });
  } catch (error) {
    throw unreadable((error as { code?: string }).code === 'ERR_BUFFER_TOO_LARGE' ? 'too-large-inside' : 'broken');
  }
}

/** Excel stores a protected workbook in an old container, with a stream of this name in UTF-16. */
const isEncrypted = (bytes: Buffer): boolean => bytes.includes(Buffer.from('EncryptedPackage', 'utf16le'));

function directoryOf(bytes: Buffer): Map<string, Entry> {
  const end = bytes.lastIndexOf(Buffer.from([0x50, 0x4b, 0x05, 0x06]));
  if (end < 0 || end + 22 > bytes.length || bytes.readUInt32LE(end) !== END_OF_DIRECTORY) throw unreadable('broken');
  const count = bytes.readUInt16LE(end + 10);
  if (count > MOST_ENTRIES) throw unreadable('too-large-inside');
  const entries = new Map<string, Entry>();
  let at = bytes.readUInt32LE(end + 16);
  for (let index = 0; index < count; index += 1) {
    if (at + 46 > bytes.length || bytes.readUInt32LE(at) !== DIRECTORY_ENTRY) throw unreadable('broken');
    if ((bytes.readUInt16LE(at + 8) & 1) === 1) throw unreadable('encrypted');
    const length = bytes.readUInt16LE(at + 28);
    const name = bytes.toString('utf8', at + 46, at + 46 + length);
    // Two parts with one name: readers differ in which one they use.
    if (entries.has(name)) throw unreadable('broken');
    entries.set(name, {
      name,
      method: bytes.readUInt16LE(at + 10),
      packed: bytes.readUInt32LE(at + 20),
      unpacked: bytes.readUInt32LE(at + 24),
      at: bytes.readUInt32LE(at + 42),
    });
    at += 46 + length + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32);
  }
  return entries;
}
