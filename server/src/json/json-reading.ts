import { readJson } from './read-json.js';

/** JSON of unknown shape, read leniently: every reader accepts any value. */
export type JsonRecord = Readonly<Record<string, unknown>>;

/**
 * Parses JSON and keeps numbers as their text, so that an account or an id of 19 digits keeps all digits. @returns undefined if the text is not JSON.
 */
export function parseJson(text: string): unknown {
  // Most texts fail at their first character; a failing JSON.parse would take longer than the whole reading.
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

/** Reads a list that is an array, or the text of an array (dingtalk.md §7.1). */
export function listOf(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  const parsed = typeof value === 'string' ? parseJson(value) : undefined;
  return Array.isArray(parsed) ? parsed : [];
}

/** Returns the text of a text, number or boolean; '' for anything else. */
export function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';
}

/** Returns the value of the first key that is present: the two API families use different names. */
export function pick(record: JsonRecord, ...keys: readonly string[]): unknown {
  for (const key of keys) if (record[key] !== undefined && record[key] !== null) return record[key];
  return undefined;
}

/** Cuts to `length` UTF-16 units without splitting a character. */
export function clip(text: string, length: number): string {
  if (text.length <= length) return text;
  const cut = text.slice(0, length);
  return /[\uD800-\uDBFF]$/.test(cut) ? cut.slice(0, -1) : cut;
}
