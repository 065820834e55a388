import type { BaseDataChangeKind, BaseDataKind } from '@dingdee/shared/base-data';
import { v7 as uuid } from 'uuid';
import type { BaseDataRecord } from '../connectors/target.js';
import { readInt } from '../database/columns.js';
import type { NewRow } from '../database/rows.js';
import type { BaseData, BaseDataChangeRow } from './base-data.entity.js';
import { readingOf } from './base-data-reading.js';

/** The compared columns of a stored row. */
export interface Row {
  org_number: string;
  number: string;
  name: string;
  usable: unknown;
  reason: string | null;
  extra: string | null;
}

/** A running reading of one kind. */
export interface KindReading {
  kind: BaseDataKind;
  /** Number of the reading: as soon as another has begun, this one writes nothing more. */
  reading: number;
  at: number;
  /** Whether anything was held before: at the first reading everything is new, and no change is recorded. */
  heldBefore: boolean;
  added: number;
  changed: number;
  removed: number;
  noted: number;
}

export const isUsable = (value: unknown): boolean => readInt(value) === 1;

/** Returns the changes of a row to report: another name, or that the entry can no longer be used, or can be used again. */
export function changesOf(of: KindReading, record: BaseDataRecord, row: Row): NewRow<BaseDataChangeRow>[] {
  const told: NewRow<BaseDataChangeRow>[] = [];
  if (record.name !== row.name) told.push(change(of, record, 'renamed', row.name));
  const code = record.usable ? null : record.reason;
  if (record.usable && !isUsable(row.usable)) told.push(change(of, record, 'usable'));
  else if (!record.usable && code !== row.reason) told.push(change(of, record, code ?? 'forbidden'));
  return told;
}

/** Returns a row of base_data_change. */
export const change = (
  { at, kind }: KindReading,
  { orgNumber, number, name }: Pick<BaseDataRecord, 'orgNumber' | 'number' | 'name'>,
  what: BaseDataChangeKind,
  was: string | null = null,
): NewRow<BaseDataChangeRow> => ({ id: uuid(), at, kind, org_number: orgNumber, number, name, was, what });

export const sameAs = (record: BaseDataRecord, row: Row): boolean =>
  record.name === row.name &&
  record.usable === isUsable(row.usable) &&
  record.reason === row.reason &&
  JSON.stringify(record.extra) === (row.extra ?? '{}');

/** Returns a row of base_data. */
export function rowOf(record: BaseDataRecord, at: number): NewRow<BaseData> {
  const { pinyin, initials } = readingOf(record.name);
  const { kind, orgNumber, number, name, usable, reason, extra } = record;
  const listed = { name, pinyin, initials, usable, reason, extra: JSON.stringify(extra), refreshed_at: at };
  return { kind, org_number: orgNumber, number, ...listed };
}
