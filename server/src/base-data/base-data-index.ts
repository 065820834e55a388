import type { BaseDataItem, BaseDataKind } from '@dingdee/shared/base-data';
import type { UsableBaseData } from '../domain/draft/usable-base-data.js';

/** The cached base data in memory, for checks and names; a refresh makes a new one. */
export class BaseDataIndex implements UsableBaseData {
  private readonly byNumber = new Map<string, BaseDataItem[]>();
  private readonly kinds = new Set<string>();
  /** Kind → organisations that may use something of it; '' = group-wide. */
  private readonly orgs = new Map<string, Set<string>>();

  constructor(items: Iterable<BaseDataItem> = []) {
    for (const item of items) {
      const key = `${item.kind}\n${item.number}`;
      const same = this.byNumber.get(key);
      if (same) same.push(item);
      else this.byNumber.set(key, [item]);
      this.kinds.add(item.kind);
      if (item.usable) this.orgs.set(item.kind, (this.orgs.get(item.kind) ?? new Set()).add(item.orgNumber));
    }
  }

  get size(): number {
    return [...this.byNumber.values()].reduce((count, items) => count + items.length, 0);
  }

  knows(kind: BaseDataKind): boolean {
    return this.kinds.has(kind);
  }

  /** How many organisations of Kingdee are known: those that are listed, else those that anything belongs to. */
  get organisations(): number {
    const listed = [...this.byNumber.values()].filter((items) =>
      items.some(({ kind, usable }) => kind === 'organisation' && usable),
    ).length;
    const owners = new Set([...this.orgs.values()].flatMap((orgs) => [...orgs]));
    owners.delete('');
    return Math.max(listed, owners.size);
  }

  /** Whether an organisation may use anything of a kind. */
  hasAny(kind: BaseDataKind, orgNumber: string): boolean {
    const orgs = this.orgs.get(kind);
    return orgs !== undefined && (orgs.has(orgNumber) || orgs.has(''));
  }

  /** As an organisation may use it: its own or group-wide, usable or not; null where it has no such number. */
  find(kind: BaseDataKind, number: string, orgNumber: string): BaseDataItem | null {
    const items = this.all(kind, number);
    return items.find((item) => item.orgNumber === orgNumber) ?? items.find((item) => item.orgNumber === '') ?? null;
  }

  /** Like find, but of a number that only other organisations have it says so: unusable, with that reason. */
  lookup(kind: BaseDataKind, number: string, orgNumber: string): BaseDataItem | null {
    const own = this.find(kind, number, orgNumber);
    if (own) return own;
    const others = this.all(kind, number);
    const [first] = others;
    if (!first) return null;
    // Without an organisation in question, any that may use it will do.
    if (orgNumber === '') return others.find((item) => item.usable) ?? first;
    const owners = others.map((item) => item.orgNumber).join('、');
    return { ...first, usable: false, reason: `不属于组织 ${orgNumber}，只在组织 ${owners} 可用` };
  }

  /** Name for a number, wherever it is; the number itself where it is not known. */
  nameOf(kind: BaseDataKind, number: string, orgNumber: string): string {
    return (this.find(kind, number, orgNumber) ?? this.all(kind, number)[0])?.name ?? number;
  }

  private all(kind: BaseDataKind, number: string): readonly BaseDataItem[] {
    return this.byNumber.get(`${kind}\n${number}`) ?? [];
  }
}
