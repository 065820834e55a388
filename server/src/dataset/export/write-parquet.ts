import type { ColumnKind } from '@dingdee/shared/dataset';
import { ByteWriter, ParquetWriter } from 'hyparquet-writer';
import { readFen } from '../../database/columns.js';
import type { Cell, Row } from '../read/cells.js';
import type { FileOut } from './file-out.js';
import type { RowWriter, Sheet } from './row-writer.js';

/** Rows per group: fewer rows make many small groups, more rows block other requests. */
const GROUP_ROWS = 4_000;

const TYPES = {
  text: { type: 'BYTE_ARRAY', converted_type: 'UTF8' },
  day: { type: 'BYTE_ARRAY', converted_type: 'UTF8' },
  // Stored as 分 with two decimals: no double is involved.
  amount: { type: 'INT64', converted_type: 'DECIMAL', precision: 18, scale: 2 },
  instant: { type: 'INT64', converted_type: 'TIMESTAMP_MILLIS' },
  count: { type: 'INT64' },
} as const satisfies Record<ColumnKind, object>;

const asParquet = (kind: ColumnKind, cell: Cell): string | bigint | null => {
  if (cell === null) return null;
  if (kind === 'amount') return readFen(cell);
  return kind === 'instant' || kind === 'count' ? BigInt(cell) : String(cell);
};

/** Writes columns by their keys; amounts are DECIMAL(18, 2), times are UTC. */
export class ParquetFileWriter implements RowWriter {
  private readonly bytes = new ByteWriter();
  private readonly writer: ParquetWriter;
  private waiting: Row[] = [];

  constructor(
    private readonly out: FileOut,
    private readonly sheet: Sheet,
  ) {
    this.writer = new ParquetWriter({
      writer: this.bytes,
      createdBy: 'dingdee',
      schema: [
        { name: 'root', num_children: sheet.columns.length },
        ...sheet.columns.map(({ key, kind }) => ({ name: key, repetition_type: 'OPTIONAL' as const, ...TYPES[kind] })),
      ],
      kvMetadata: [
        {
          key: 'dingdee.columns',
          value: JSON.stringify(sheet.columns.map(({ key, name, about }) => ({ key, name, about }))),
        },
        { key: 'dingdee.about', value: JSON.stringify(Object.fromEntries(sheet.about)) },
      ],
    });
  }

  begin(): Promise<void> {
    return this.take();
  }

  async rows(rows: readonly Row[]): Promise<void> {
    this.waiting.push(...rows);
    while (this.waiting.length >= GROUP_ROWS) await this.group(this.waiting.splice(0, GROUP_ROWS));
  }

  async end(): Promise<void> {
    if (this.waiting.length > 0) await this.group(this.waiting);
    await this.writer.finish();
    await this.take();
  }

  private async group(rows: readonly Row[]): Promise<void> {
    await this.writer.write({
      columnData: this.sheet.columns.map(({ key, kind }) => ({
        name: key,
        data: rows.map((row) => asParquet(kind, row[key] ?? null)),
      })),
      rowGroupSize: GROUP_ROWS,
    });
    await this.take();
  }

  /** Moves the encoded bytes to the file; the writer's own byte count goes on. */
  private async take(): Promise<void> {
    const made = this.bytes.getBytes().slice();
    this.bytes.index = 0;
    await this.out.write(made);
  }
}
