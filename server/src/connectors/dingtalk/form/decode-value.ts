import { plainForms } from '@dingdee/shared/plain-forms';
import type { ControlValue } from '../../../domain/approval/approval-instance.js';
import { isRecord, type JsonRecord, listOf, parseJson, pick, recordOf, textOf } from '../../../json/json-reading.js';
import { repeatsKey } from '../../../json/repeated-keys.js';

const EMPTY: ControlValue = { kind: 'empty' };
const text = (value: string): ControlValue => ({ kind: 'text', text: value });
const unreadable = (value: unknown): ControlValue => ({ kind: 'unreadable', text: printed(value) });

/** Returns whether nothing was filled in: "", blanks, the word "null", false, and lists and records of nothing else. */
export function isBlank(value: unknown): boolean {
  if (typeof value === 'string') return value.trim() === '' || value.trim() === 'null';
  if (typeof value === 'object' && value !== null) return Object.values(value).every(isBlank);
  return value === undefined || value === null || value === false;
}

/** Returns the text of an item: '' if it is blank, null if it has content without a readable text, which is never the same (decision 171). */
function itemText(item: unknown, ...keys: readonly string[]): string | null {
  if (isBlank(item)) return '';
  if (!isRecord(item)) return textOf(item) || null;
  return keys.map((key) => textOf(item[key])).find((said) => !isBlank(said)) ?? null;
}

/** Parses JSON that may be wrapped as text once more (dingtalk.md §5.3, nested JSON). @returns undefined if it is no JSON. */
export const parseWrapped = (value: unknown): unknown => unwrapped(value).parsed;

/** Does the same, and also returns undefined if a key occurs twice. */
export function parseUnrepeated(value: unknown): unknown {
  const { text, parsed } = unwrapped(value);
  return text !== null && repeatsKey(text, parsed) ? undefined : parsed;
}

/** `text`: the JSON text of `parsed`; null if there is none. */
function unwrapped(value: unknown): { text: string | null; parsed: unknown } {
  if (typeof value !== 'string') return { text: null, parsed: value };
  let text = value;
  let parsed = parseJson(text);
  for (let depth = 0; depth < 2 && typeof parsed === 'string' && /^\s*[[{"]/.test(parsed); depth++) {
    const inner = parseJson(parsed);
    if (inner === undefined) break;
    text = parsed;
    parsed = inner;
  }
  return { text: parsed === undefined ? null : text, parsed };
}

/** Returns whether the text is JSON, also if it is wrapped as text once more. */
const isJson = (value: string): boolean => looksLikeJson(value) || typeof parseWrapped(value) === 'object';
const looksLikeJson = (value: string): boolean => /^\s*[[{]/.test(value);

/**
 * Decodes DDMultiSelectField, DDDateRangeField, CascadeField, AddressField: a JSON array of texts, or plain text. An item without a readable text
 * makes the control unreadable: the others are not all that was chosen.
 */
export function decodeList(value: string): ControlValue {
  const parsed = parseWrapped(value);
  if (parsed === undefined) return looksLikeJson(value) ? { kind: 'unreadable', text: value } : text(value);
  if (!Array.isArray(parsed)) return text(value);
  const items = parsed.map((item) => itemText(item, 'label', 'value', 'name'));
  if (items.includes(null)) return unreadable(value);
  const filled = items.flatMap((item) => item || []);
  return filled.length === 0 ? EMPTY : { kind: 'list', items: filled };
}

/** Decodes DDDateRangeField, [start, end] and perhaps the duration. A range without a start is unreadable: its end would be read as the start. */
export function decodeRange(value: string): ControlValue {
  const parsed = parseWrapped(value);
  if (!Array.isArray(parsed) || !isBlank(parsed[0]) || isBlank(parsed)) return decodeList(value);
  const [, end, duration] = parsed;
  return isBlank(end) && Number(duration) === 0 ? EMPTY : unreadable(value);
}

/**
 * Returns whether the printed names of departments are those beside the ids. A name may be printed with its path, or with a note in brackets; without
 * a name for each id nothing shows that they differ.
 */
export function areSameDepartments(value: unknown, ext: unknown): boolean {
  const chosen = recordsOf(parseWrapped(ext)).map((one) =>
    plainForms(textOf(pick(one, 'name', 'deptName', 'label'))).trim(),
  );
  if (chosen.length === 0 || chosen.includes('')) return true;
  const names = parseWrapped(value);
  let left = plainForms(Array.isArray(names) ? names.map(textOf).join(',') : printed(value));
  for (const name of chosen.sort((a, b) => b.length - a.length)) {
    const form = endsOf(name).find((one) => left.includes(one));
    if (form === undefined) return false;
    left = left.replace(form, () => (form === name ? FOUND : END_FOUND));
  }
  return left.split(/[,，、;；]/u).every((part) => !/[\p{L}\p{N}]/u.test(part) || AROUND.test(part.trim()));
}

/** Returns a name and the ends of its path, the longest first: 杭州_销售部, 销售部. */
const endsOf = (name: string): readonly string[] =>
  [name, ...[...name.matchAll(/[-/>·•_\\|]/gu)].map(({ index }) => name.slice(index + 1).trim())].filter(
    (one) => one !== '',
  );

/** Stands for a name that was found; around it may be its path and a note. */
const FOUND = '⟦⟧';
/** Stands for the end of a name's path; another path before it names another department: 华东_销售部 is not 华北_销售部. */
const END_FOUND = '⟪⟫';
const AROUND = /^(?:(?:.*[-/>·•_\\|]\s*)?⟦⟧|⟪⟫)\s*(?:\(.*\))?$/u;

/**
 * Decodes InnerContactField: names as text, the people themselves in extValue, where `emplId` is the userid. Both say the same people, or nobody knows
 * who is meant.
 */
export function decodePeople(value: string, ext: unknown): ControlValue {
  const parsed = parseWrapped(ext);
  const people = recordsOf(parsed).map((person) => ({
    userId: textOf(pick(person, 'emplId', 'userId', 'userid')),
    name: textOf(pick(person, 'name', 'orgUserName', 'nick')),
  }));
  const printedNames = parseWrapped(value);
  const names = Array.isArray(printedNames) ? printedNames.map(textOf) : value.split(/[,，、]/u);
  const told = names.map((name) => name.trim()).filter((name) => name !== '' && name !== 'null');
  const both = [...told, ...people.map(({ userId, name }) => name || userId)].join(',');
  if (people.length > 0 && besideRecords(parsed).length > 0)
    return unreadable(`${both},${printed(besideRecords(parsed))}`);
  if (people.length > 0 && people.every(({ name }) => name !== ''))
    return told.length === 0 || sameNames(value, people) ? { kind: 'people', people } : unreadable(both);
  // extValue has no names: the printed names are assigned to its people in order if the numbers match.
  if (people.length > 0 && told.length === people.length)
    return { kind: 'people', people: people.map(({ userId, name }, i) => ({ userId, name: name || (told[i] ?? '') })) };
  if (people.length > 0 && told.length > 0) return unreadable(both);
  if (told.length > 0) return Array.isArray(printedNames) ? { kind: 'list', items: told } : text(value);
  return people.length > 0 ? { kind: 'people', people } : EMPTY;
}

/** Returns whether the printed names, or ids, are those of the people and of nobody else. What joins them is UNCONFIRMED (dingtalk.md §5.1). */
function sameNames(value: string, people: readonly { userId: string; name: string }[]): boolean {
  const bare = (name: string) => name.replace(/[(（][^()（）]*[)）]/gu, '').trim();
  return [people.map(({ name }) => bare(name)), people.map(({ userId }) => userId)].some((ids) => {
    let left = bare(value);
    for (const one of ids.sort((a, b) => b.length - a.length)) {
      if (one === '' || !left.includes(one)) return false;
      left = left.replace(one, () => ' ');
    }
    return !/[\p{L}\p{N}]/u.test(left);
  });
}

/** Returns whether an extValue is a list of people, whatever the component is called. */
export const isListOfPeople = (ext: unknown): boolean => {
  const people = parseWrapped(ext);
  return Array.isArray(people) && people.length > 0 && people.every((one) => isRecord(one) && one.emplId !== undefined);
};

/** Decodes DDAttachment; keeps four of its five parts: not fileSize, which is a number while the others are text. */
export function decodeAttachments(value: unknown): ControlValue {
  const parsed = parseWrapped(value);
  if (!Array.isArray(parsed) || parsed.some((file) => !isRecord(file) && !isBlank(file))) return unreadable(value);
  const files = parsed.filter(isRecord).map((file) => ({
    name: textOf(pick(file, 'fileName', 'file_name', 'name')),
    kind: textOf(pick(file, 'fileType', 'file_type')),
    fileId: textOrNull(pick(file, 'fileId', 'file_id')),
    spaceId: textOrNull(pick(file, 'spaceId', 'space_id')),
  }));
  return files.length === 0 ? EMPTY : { kind: 'files', files };
}

/** Decodes DDPhotoField: a JSON array of addresses; the last part of the path is the only name. */
export function decodePhotos(value: unknown): ControlValue {
  const parsed = parseWrapped(value);
  if (!Array.isArray(parsed) || parsed.some((photo) => textOf(photo) === '' && !isBlank(photo)))
    return unreadable(value);
  const files = parsed
    .map(textOf)
    .filter((address) => address !== '')
    .map((address) => ({
      name:
        address
          .replace(/[?#].*$/, '')
          .split('/')
          .at(-1) ?? address,
      kind: 'photo',
      fileId: null,
      spaceId: null,
      address,
    }));
  return files.length === 0 ? EMPTY : { kind: 'files', files };
}

/** Decodes RelateField: `value` holds the titles, extValue the numbers and ids in the same order. */
export function decodeRelated(value: string, ext: unknown): ControlValue {
  const parsed = parseWrapped(value);
  if (parsed === undefined && looksLikeJson(value)) return { kind: 'unreadable', text: value };
  const titles = Array.isArray(parsed) ? parsed.map(textOf) : value === '' ? [] : [value];
  const links = linksOf(recordOf(parseWrapped(ext))).map(recordOf);
  const approvals = Array.from({ length: Math.max(titles.length, links.length) }, (_, i) => ({
    title: titles[i] ?? '',
    businessId: textOrNull(links[i]?.businessId),
    processInstanceId: idOf(links[i] ?? {}),
  }));
  return approvals.length === 0 ? EMPTY : { kind: 'related', approvals };
}

/** Returns the id of a link; some have it in an address only, "…?procInstId=…" (forms-in-the-wild.md). */
const idOf = (link: JsonRecord): string | null =>
  textOrNull(pick(link, 'procInstId', 'processInstanceId')) ??
  (/[?&]procInstId=([\w-]{8,64})/u.exec(textOf(link.url))?.[1] || null);

/** Returns the links of {list: […]} or {data: {list: […]}} (forms-in-the-wild.md). */
const linksOf = (ext: JsonRecord): readonly unknown[] => {
  const list = listOf(ext.list);
  return list.length > 0 ? list : listOf(recordOf(ext.data).list);
};

/**
 * Decodes InvoiceField and RecipientAccountField: no public payload exists (dingtalk.md §5.1), so all keys are kept. One object → `object`;
 * several → a table with one cell per key; plain text stays text, with the keys of extValue in addition.
 */
export function decodeFreeForm(value: unknown, ext: unknown): ControlValue {
  const parsed = parseUnrepeated(value);
  const own = recordsOf(parsed);
  const extra = parseUnrepeated(ext);
  const beside = recordsOf(extra);
  const plain = typeof value === 'string' ? value : printed(value);
  if (parsed === undefined && isJson(plain)) return { kind: 'unreadable', text: plain };
  if (extra === undefined && parseWrapped(ext) !== undefined) return { kind: 'unreadable', text: printed(ext) };
  if (own.length > 0 && besideRecords(parsed).length > 0) return unreadable(plain);
  if (besideRecords(extra).length > 0) return unreadable(`${plain} ${printed(ext)}`.trim());
  // A sentence like "2 个账户" stands for the records of extValue; a number in it may be a further account.
  const told = own.length === 0 && beside.length > 1 && /(?:\d[^\d]?){8}/u.test(plain) ? [{ value: plain }] : [];
  const more =
    own.length > 1 && speaksOfAccount(ext) ? beside.filter((one) => !own.some((each) => isSame(one, each))) : [];
  const records =
    own.length === 0 ? [...told, ...beside] : [...own, ...(own.length === 1 && beside.length > 1 ? beside : more)];
  const [first, ...others] = records;
  if (!first) return plain === '' ? EMPTY : Array.isArray(parsed) ? decodeList(plain) : text(plain);
  if (others.length > 0) return { kind: 'table', rows: records.map(entriesAsRow) };
  const entries = flatten(first);
  if (own.length > 0) return { kind: 'object', entries: { ...entries, ...besides(beside[0] ?? {}, entries) } };
  return { kind: 'object', entries: plain === '' ? entries : shownBeside(plain, entries) };
}

/** Returns the entries of extValue with the text that a person sees; a `value` of its own is another text, and stays beside it. */
function shownBeside(value: string, { value: own = '', ...entries }: Record<string, string>): Record<string, string> {
  return { value, ...entries, ...(isBlank(own) || own === value ? {} : { 'ext.value': own }) };
}

const isSame = (one: JsonRecord, other: JsonRecord): boolean => JSON.stringify(one) === JSON.stringify(other);

/** Returns the filled items of a list that are no records: another payee may be among them, as text. */
const besideRecords = (parsed: unknown): unknown[] =>
  Array.isArray(parsed) ? parsed.filter((item) => !isRecord(item) && !isBlank(item)) : [];

const recordsOf = (parsed: unknown): JsonRecord[] => (Array.isArray(parsed) ? parsed : [parsed]).filter(isRecord);

/** Returns the entries of extValue beside an object in `value`; if the two differ, both are kept. */
function besides(beside: JsonRecord, entries: Readonly<Record<string, string>>): Record<string, string> {
  const more = Object.entries(flatten(beside)).filter(([key, said]) => said !== '' && said !== entries[key]);
  return Object.fromEntries(more.map(([key, said]) => [(entries[key] ?? '') === '' ? key : `ext.${key}`, said]));
}

/** Returns whether the keys of an extValue point to an account. */
export const speaksOfAccount = (ext: unknown): boolean =>
  recordsOf(parseWrapped(ext)).some((record) =>
    Object.keys(flatten(record)).some((key) => /account|card|bank|[账帐卡]|银行/iu.test(key)),
  );

/** Returns the names in the extValue of a control without a value: one department or choice, or several. */
export function decodeNames(ext: unknown, isList = false): ControlValue {
  if (isBlank(ext)) return EMPTY;
  const parsed = parseWrapped(ext);
  // A word alone may be the key of a choice: it is nobody's name.
  const items = (Array.isArray(parsed) ? parsed : [parsed]).map((item) =>
    isBlank(item) ? '' : isRecord(item) ? itemText(item, 'name', 'deptName', 'label') : null,
  );
  if (parsed === undefined || items.includes(null)) return unreadable(ext);
  const names = items.flatMap((name) => name || []);
  if (names.length === 0) return EMPTY;
  return isList ? { kind: 'list', items: names } : text(names.join(','));
}

function entriesAsRow(record: JsonRecord) {
  const cells = Object.entries(flatten(record)).map(([key, content]) => ({
    id: key,
    name: key,
    alias: null,
    type: 'TextField',
    value: content === '' ? EMPTY : text(content),
  }));
  return { rowNumber: null, cells };
}

/** Flattens {bank: {name: "…"}} to {"bank.name": "…"}; lists stay JSON text. */
export function flatten(record: JsonRecord): Record<string, string> {
  const entries: Record<string, string> = {};
  flattenInto(entries, record, '');
  return entries;
}

function flattenInto(entries: Record<string, string>, record: JsonRecord, prefix: string): void {
  for (const [key, value] of Object.entries(record)) {
    const path = prefix === '' ? key : `${prefix}.${key}`;
    if (isRecord(value)) flattenInto(entries, value, path);
    else addEntry(entries, path, Array.isArray(value) ? JSON.stringify(value) : textOf(value));
  }
}

/** Adds an entry. Two different texts under one label become two entries: 账号, 账号（2）. */
export function addEntry(entries: Record<string, string>, label: string, said: string): void {
  let key = label;
  for (let nth = 2; (entries[key] ?? '') !== '' && entries[key] !== said; nth++) key = `${label}（${nth}）`;
  if (said !== '' || !(key in entries)) entries[key] = said;
}

export const printed = (value: unknown): string =>
  typeof value === 'string' ? value : (JSON.stringify(value) ?? String(value));

const textOrNull = (value: unknown): string | null => textOf(value) || null;
