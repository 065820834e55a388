import { isLosslessNumber, parse } from 'lossless-json';
import { isPersonal } from './may-stay.js';
import type { Heard } from './recorder.js';

/** Words that the answers of one site have in common. */
export interface SiteWords {
  /** Labels of the approval's form and of the bill's form; code looks for fields by them. Only answers about a form count. */
  labels: ReadonlySet<string>;
  /** Kingdee's field names that occurred in questions or answers, in lower case. */
  fields: ReadonlySet<string>;
  /** Ids of people; they are personal under any key. */
  people: ReadonlySet<string>;
}

const DINGTALK_FORM = /\/workflow\/forms\/schemas\//i;
const KINGDEE_FORM = /\.QueryBusinessInfo\./i;
/** Shorter texts, and the texts below, are ordinary words of every answer, not ids. */
const LEAST = 4;
const NOBODY = new Set(['admin', 'manager', 'user', 'root', 'test', 'name', 'text', 'null', 'true', 'false']);

/** Reads all answers once before any of them is masked. */
export function siteWords(heard: readonly Pick<Heard, 'path' | 'asked' | 'body'>[]): SiteWords {
  const labels = new Set<string>();
  const fields = new Set<string>();
  const people = new Set<string>();
  for (const { path, asked, body } of heard) {
    for (const [name, value] of new URLSearchParams(path.split('?')[1] ?? '')) seen(value, name);
    walk(asked, '', seen);
    walk(body, '', seen);
    const of = path.split('?')[0] ?? '';
    if (DINGTALK_FORM.test(of)) walk(body, '', (value, key) => key === 'label' && labels.add(value));
    if (KINGDEE_FORM.test(of)) {
      walk(body, '', (value, key) => key === 'Value' && labels.add(value));
      walk(body, '', (value, key) => key === 'Key' && /^F\w+$/.test(value) && fields.add(value.toLowerCase()));
    }
  }
  return { labels, fields, people };

  function seen(value: string, key: string): void {
    // A value in quotes is no field.
    if (/^(?:field_?keys|filter_?string|order_?string)$/i.test(key))
      for (const [field] of value.replace(/'[^']*'/g, '').matchAll(/\bF\w+/g)) fields.add(field.toLowerCase());
    const ofPerson = isPersonal(key) && value.length >= LEAST && /^[\w.@-]+$/.test(value);
    if (ofPerson && !NOBODY.has(value.toLowerCase())) people.add(value);
  }
}

/** Visits every text and number of an answer with its key, also inside nested JSON. */
function walk(value: unknown, key: string, tell: (text: string, key: string) => unknown): void {
  if (typeof value === 'string') {
    const inner = /^\s*[[{"]/.test(value) ? parsed(value) : undefined;
    if (inner === undefined) tell(value, key);
    else walk(inner, key, tell);
  } else if (isLosslessNumber(value)) tell(value.value, key);
  else if (Array.isArray(value)) for (const item of value) walk(item, key, tell);
  else if (typeof value === 'object' && value !== null)
    for (const [name, item] of Object.entries(value)) walk(item, name, tell);
}

function parsed(text: string): unknown {
  try {
    return parse(text);
  } catch {
    return undefined;
  }
}
