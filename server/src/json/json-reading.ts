import { readJson } from './read-json.js';

/** JSON of unknown shape, read leniently: every reader answers for any value. */
export type JsonRecord = Readonly<Record<string, unknown>>;

/** Numbers come as the text that was written: an account or an id of 19 digits keeps them all. @returns undefined where the text is not JSON. */
export function parseJson(text: string): unknown {
  // Most texts are no JSON at their first sign: a refusal of JSON.parse takes longer than all of the reading.
  if (!MAY_BE_JSON.test(text)) return undefined;
  try {
    return readJson(text);
  } catch {
    return undefined;
  }
}

const MAY_BE_JSON = /^\uFEFF?[ \t\n\r]*[[{"\-\dtfn]/;

export const isRecord = (value: unknown): value is JsonRecord =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export const recordOf = (value: unknown): JsonRecord => (isRecord(value) ? value : {});

/** Lists arrive as arrays or as the text of one (dingtalk.md §7.1). */
export function listOf(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  const parsed = typeof value === 'string' ? parseJson(value) : undefined;
  return Array.isArray(parsed) ? parsed : [];
}

/** Text of a text, number or boolean; '' for anything else. */
export function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';
}

/** The first key that is there: the two API families name the same thing differently. */
export function pick(record: JsonRecord, ...keys: readonly string[]): unknown {
  for (const key of keys) if (record[key] !== undefined && record[key] !== null) return record[key];
  return undefined;
}

/** Cuts to `length` UTF-16 units without leaving half a character. */
export function clip(text: string, length: number): string {
  if (text.length <= length) return text;
  const cut = text.slice(0, length);
  return /[\uD800-\uDBFF]$/.test(cut) ? cut.slice(0, -1) : cut;
}
