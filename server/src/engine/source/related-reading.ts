import type { ApprovalInstance, Control } from '../../domain/approval/approval-instance.js';
import {
  citedRelated,
  type RelatedApprovals,
  type RelatedTrouble,
  type RelatedWhy,
  standingTrouble,
} from '../../domain/approval/related-approval.js';
import type { ApprovalSource, SourceValue } from './approval-source.js';
import { type ParsedRef, parseRef } from './source-ref.js';

/** Most related approvals that are read for one control. */
export const MOST_RELATED = 20;

/** A related approval, read by its own references. What it is related to itself is not followed. */
type Opened = Pick<ApprovalSource, 'read' | 'payeeControls'>;

/** Origin of a value that was read on related approvals. */
export interface FromRelated {
  /** Instance ids of the approvals that were read. */
  ids: readonly string[];
  /** Title of the approval, or of each of several. */
  title: string;
  /** Name of the control on them. */
  of: string;
  trouble?: RelatedTrouble;
}

interface Link {
  title: string;
  id: string | null;
}

/** Reads values of the approvals that one approval names. A value counts only if every one of them stands and all say the same. */
export class RelatedReading {
  private readonly opened = new Map<string, Opened>();
  private readonly met = new Map<string, string>();

  /** @param ownId instance id of the approval itself. @param open opens a related approval without its own related ones. */
  constructor(
    private readonly ownId: string,
    private readonly known: RelatedApprovals,
    private readonly open: (instance: ApprovalInstance) => Opened,
  ) {}

  /** Returns what was met of each related approval that was asked for, as it is cited, in the order of the ids. */
  cited(): { related?: Readonly<Record<string, string>> } {
    if (this.met.size === 0) return {};
    return { related: Object.fromEntries([...this.met].sort(([one], [other]) => (one < other ? -1 : 1))) };
  }

  /** Reads the reference on every approval that the control names. @param control null if the approval has no such control. */
  read(control: Control | null, { names, within }: ParsedRef): SourceValue {
    const label = (control?.name ?? names[0]?.printed ?? '').trim();
    const of = nameIn(within);
    if (control === null || control.value.kind === 'empty') return { text: '', label, unreadable: false };
    const links = linksOf(control);
    if (links === null) return { text: '', label, unreadable: true };
    const ids = links.flatMap(({ id }) => id ?? []);
    const stop = (why: RelatedWhy, title: string, values?: readonly string[]): SourceValue => {
      const trouble: RelatedTrouble = { why, control: label, title, of, ...(values ? { values } : {}) };
      return { text: '', label, unreadable: false, related: { ids, title, of, trouble } };
    };
    if (links.length > MOST_RELATED) return stop('many', '');
    const values: (SourceValue & { title: string })[] = [];
    let first: SourceValue | null = null;
    // All of them are met, also behind the first that gives nothing: what is not read yet is then read at once.
    for (const link of links) {
      const found = this.one(link, within ?? '');
      if (typeof found === 'string') first ??= stop(found, link.title);
      else values.push(found);
    }
    if (first !== null) return first;
    const title = [...new Set(values.map((value) => value.title))].join('、');
    const texts = [...new Set(values.map(({ text }) => text))];
    if (texts.length > 1) return stop('differs', '', texts);
    const [{ text, payee, department } = { text: '', payee: undefined, department: undefined }] = values;
    const decimal = values.length > 0 && values.every((value) => value.decimal);
    return {
      text,
      label: `关联审批 ${title} 的 ${of}`,
      unreadable: false,
      related: { ids, title, of },
      ...(decimal ? { decimal } : {}),
      ...(payee ? { payee } : {}),
      ...(department === undefined ? {} : { department }),
    };
  }

  /** Returns the controls of the related approvals that a payee reference names; none if one of these gives no value. */
  payeeControls(control: Control | null, { within }: ParsedRef): Control[] {
    const links = (control && linksOf(control)) ?? [];
    return links.flatMap(({ id }) => {
      const opened = id === null ? undefined : this.opened.get(id);
      return opened ? opened.payeeControls(parseRef(within ?? ''), null) : [];
    });
  }

  private one({ id, title }: Link, within: string): (SourceValue & { title: string }) | RelatedWhy {
    if (id === null) return 'unnamed';
    if (id === this.ownId) return 'itself';
    const known = this.known.get(id) ?? { kind: 'none', why: 'unread' };
    this.met.set(id, citedRelated(known));
    if (known.kind === 'none') return known.why;
    const { instance } = known;
    const trouble = standingTrouble(instance);
    if (trouble !== null) return trouble;
    const opened = this.opened.get(id) ?? this.open(instance);
    this.opened.set(id, opened);
    const value = opened.read(within, null);
    if (value.unreadable || value.ambiguous) return 'unclear';
    return { ...value, title: instance.title.trim() || instance.businessId || title };
  }
}

/** Returns each approval that a control names, once; null if the control names none that can be read. */
function linksOf({ value }: Control): Link[] | null {
  if (value.kind !== 'related') return null;
  const links = value.approvals.map(({ title, processInstanceId }) => ({ title: title.trim(), id: processInstanceId }));
  return links.filter(({ id }, at) => id === null || links.findIndex((one) => one.id === id) === at);
}

const nameIn = (within: string | null): string =>
  within === null
    ? ''
    : parseRef(within)
        .names.map(({ printed }) => printed)
        .join('或');
