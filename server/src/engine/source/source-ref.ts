import { comparableName } from './control-name.js';

/** What a reference may ask of a payee's account: "field:收款账号#number". */
export const ACCOUNT_PARTS = ['number', 'name', 'bank'] as const;
export type AccountPart = (typeof ACCOUNT_PARTS)[number];

/**
 * A SourceRef, taken apart: "row:费用明细|项目费用明细" → row, two names; "field:收款账号#number" → the account number in that control.
 * A part after "#" is only one of number, name, bank; any other "#" belongs to the label.
 */
export interface ParsedRef {
  place: 'field' | 'row' | 'instance';
  names: readonly { printed: string; comparable: string }[];
  part: AccountPart | null;
}

const PART = new RegExp(`#(${ACCOUNT_PARTS.join('|')})$`, 'u');
const parsed = new Map<string, ParsedRef>();
const MOST = 5000;

/** @param ref checked by the contract's `sourceRef` when the scheme was saved. */
export function parseRef(ref: string): ParsedRef {
  const ready = parsed.get(ref);
  if (ready) return ready;
  const colon = ref.indexOf(':');
  const place = ref.slice(0, colon);
  const part = PART.exec(ref)?.[1] as AccountPart | undefined;
  const names = ref.slice(colon + 1, part ? -part.length - 1 : undefined).split('|');
  const result: ParsedRef = {
    place: place === 'row' || place === 'instance' ? place : 'field',
    names: names.map((name) => ({ printed: name.trim(), comparable: comparableName(name) })),
    part: part ?? null,
  };
  if (parsed.size >= MOST) parsed.clear();
  parsed.set(ref, result);
  return result;
}

const PLACEHOLDER = /\{((?:field|row|instance):[^{}]{1,200})\}/gu;

/** A text template, taken apart: what is printed as it stands at even places, references at odd ones. */
const templates = new Map<string, readonly string[]>();
function templateParts(template: string): readonly string[] {
  const ready = templates.get(template);
  if (ready) return ready;
  // One group: split() keeps what it matched.
  const parts = template.split(PLACEHOLDER);
  if (templates.size >= MOST) templates.clear();
  templates.set(template, parts);
  return parts;
}

/** References of a text template, in order. */
export const placeholderRefs = (template: string): string[] => templateParts(template).filter((_, i) => i % 2 === 1);

/** Fills a template; runs of blanks become one, so that an empty control leaves no hole. */
export const fillTemplate = (template: string, read: (ref: string) => string): string =>
  templateParts(template)
    .map((part, i) => (i % 2 === 1 ? read(part) : part))
    .join('')
    .replace(/\s+/gu, ' ')
    .trim();
