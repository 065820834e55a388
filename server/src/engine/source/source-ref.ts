import { comparableName } from './control-name.js';

/** Parts of a payee's account that a reference may ask for: "field:收款账号#number". */
export const ACCOUNT_PARTS = ['number', 'name', 'bank'] as const;
export type AccountPart = (typeof ACCOUNT_PARTS)[number];

/** Part of a 关联审批单: "field:关联审批单#businessId" reads the 审批编号 of the related approvals in place of their titles. */
export const NUMBERS_PART = 'businessId';
export type RefPart = AccountPart | typeof NUMBERS_PART;

/**
 * A parsed SourceRef: "row:费用明细|项目费用明细" → row, two names; "field:收款账号#number" → the account number in that control. The part after "#" is one of
 * number, name, bank and businessId; any other "#" belongs to the label. "related:关联审批单>合同编号" → related, the name of the control on the
 * approval itself, and `within` "field:合同编号", which reads each related approval; the part is in both.
 */
export interface ParsedRef {
  place: 'field' | 'row' | 'instance' | 'related';
  names: readonly { printed: string; comparable: string }[];
  part: RefPart | null;
  /** Reference that reads a related approval; null unless the place is `related`. */
  within: string | null;
}

const PART = new RegExp(`#(${[...ACCOUNT_PARTS, NUMBERS_PART].join('|')})$`, 'u');
const parsed = new Map<string, ParsedRef>();
const MOST = 5000;

/** @param ref reference that the contract's `sourceRef` checked when the scheme was saved. */
export function parseRef(ref: string): ParsedRef {
  const ready = parsed.get(ref);
  if (ready) return ready;
  const colon = ref.indexOf(':');
  const place = ref.slice(0, colon);
  const part = PART.exec(ref)?.[1] as RefPart | undefined;
  const inner = place === 'related' ? ref.indexOf('>', colon) : -1;
  const names = ref.slice(colon + 1, inner >= 0 ? inner : part ? -part.length - 1 : undefined).split('|');
  const result: ParsedRef = {
    place: inner >= 0 ? 'related' : place === 'row' || place === 'instance' ? place : 'field',
    names: names.map((name) => ({ printed: name.trim(), comparable: comparableName(name) })),
    part: part ?? null,
    within: inner >= 0 ? `${WITHIN}${ref.slice(inner + 1)}` : null,
  };
  if (parsed.size >= MOST) parsed.clear();
  parsed.set(ref, result);
  return result;
}

const WITHIN = 'field:';

/** Returns the reference with other names for its controls on the approval itself. */
export const withNames = ({ place, part, within }: ParsedRef, names: readonly string[]): string => {
  const called = `${place}:${names.join('|')}`;
  return within === null ? `${called}${part ? `#${part}` : ''}` : `${called}>${within.slice(WITHIN.length)}`;
};

const PLACEHOLDER = /\{((?:field|row|instance|related):[^{}]{1,300})\}/gu;

/** Parsed text templates: literal text at even positions, references at odd ones. */
const templates = new Map<string, readonly string[]>();
function templateParts(template: string): readonly string[] {
  const ready = templates.get(template);
  if (ready) return ready;
  // The pattern has one group: split() keeps what it matched.
  const parts = template.split(PLACEHOLDER);
  if (templates.size >= MOST) templates.clear();
  templates.set(template, parts);
  return parts;
}

/** Returns the references of a text template, in order. */
export const placeholderRefs = (template: string): string[] => templateParts(template).filter((_, i) => i % 2 === 1);

/** Returns the number of placeholders, repeated ones included. */
export const countPlaceholders = (template: string): number => (templateParts(template).length - 1) / 2;

/** Fills a template; runs of blanks become one, so that an empty control leaves no gap. */
export function fillTemplate(template: string, read: (ref: string) => string): string {
  const parts = templateParts(template);
  let text = '';
  for (let at = 0; at < parts.length; at++) text += at % 2 === 1 ? read(parts[at] ?? '') : parts[at];
  return (isEven(text) ? text : text.replace(/\s+/gu, ' ')).trim();
}

/** Returns whether all blanks are single plain spaces: the other characters are ASCII, or from 、 (U+3001) on, as in nearly every text. */
function isEven(text: string): boolean {
  let blank = false;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 0x20) {
      if (blank) return false;
      blank = true;
    } else if ((code > 0x20 && code < 0x7f) || (code > 0x3000 && code < 0xfeff)) blank = false;
    else return false;
  }
  return true;
}
