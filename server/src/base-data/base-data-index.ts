import { type BaseDataItem, type BaseDataKind, kindWord } from '@dingdee/shared/base-data';
import type { TargetName } from '@dingdee/shared/scheme';
import type { FieldLimit } from '../domain/draft/target-form.js';
import type { MustInput, OwnLevel, UsableBaseData } from '../domain/draft/usable-base-data.js';
import { EntryBlock } from './held/entry-block.js';
import { NO_OWN_FIELDS, type OwnFieldBook } from './own-field/own-field-book.js';

/** The base data that this process holds, packed, for checks, names and searches; a refresh makes a new index. */
export class BaseDataIndex implements UsableBaseData {
  /** Kind → organisation → its blocks, in the order of numbers. */
  private readonly kinds = new Map<BaseDataKind, Map<string, EntryBlock[]>>();
  /** Kinds that Kingdee listed: of a kind that was only seen on other data nobody knows what there is not. */
  private readonly listed = new Set<BaseDataKind>();
  /** Kind → organisations that have a usable entry of it; '' = group-wide. */
  private readonly orgs = new Map<BaseDataKind, Set<string>>();
  /** Number of known organisations of Kingdee: the listed ones, or, if there are more, the owners of entries. */
  readonly organisations: number;

  /**
   * @param held blocks, of each kind and organisation in the order of numbers; or a few entries in any order.
   * @param own the customer's own fields on Kingdee's bills.
   */
  constructor(
    held: Iterable<EntryBlock> | Iterable<BaseDataItem> = [],
    readonly own: OwnFieldBook = NO_OWN_FIELDS,
  ) {
    const given = [...held];
    for (const block of isBlocks(given) ? given : packed(given as BaseDataItem[])) this.take(block);
    const listed = new Set<string>();
    const owners = new Set<string>();
    for (const block of this.blocksOf('organisation'))
      for (let at = 0; at < block.size; at++) if (block.isUsable(at)) listed.add(block.item(at).number);
    for (const orgs of this.orgs.values()) for (const org of orgs) if (org !== '') owners.add(org);
    this.organisations = Math.max(listed.size, owners.size);
  }

  private take(block: EntryBlock): void {
    const kind = this.kinds.get(block.kind) ?? new Map<string, EntryBlock[]>();
    this.kinds.set(block.kind, kind);
    if (block.isListed) this.listed.add(block.kind);
    const same = kind.get(block.orgNumber);
    if (same) same.push(block);
    else kind.set(block.orgNumber, [block]);
    for (let at = 0; at < block.size; at++)
      if (block.isUsable(at)) {
        this.orgs.set(block.kind, (this.orgs.get(block.kind) ?? new Set()).add(block.orgNumber));
        break;
      }
  }

  get size(): number {
    let size = 0;
    for (const kind of this.kinds.keys()) for (const block of this.blocksOf(kind)) size += block.size;
    return size;
  }

  /** Yields the blocks of a kind that an organisation may use (its own and group-wide); without an organisation, all. */
  *blocksOf(kind: BaseDataKind, orgNumber = ''): Generator<EntryBlock> {
    for (const [org, blocks] of this.kinds.get(kind) ?? [])
      if (orgNumber === '' || org === '' || org === orgNumber) yield* blocks;
  }

  ownKind(form: TargetName, level: OwnLevel, key: string, tables: readonly string[]): BaseDataKind | null {
    return this.own.kindOf(form, level, key, tables);
  }

  fieldLimit(form: TargetName, level: OwnLevel, name: string): FieldLimit | null {
    return this.own.limitOf(form, level, name);
  }

  mustInputs(form: TargetName): readonly MustInput[] {
    return this.own.mustInputs(form);
  }

  /** Returns the Chinese name of a kind. */
  word(kind: BaseDataKind): string {
    return kindWord(kind, this.own.nameOf(kind));
  }

  knows(kind: BaseDataKind): boolean {
    return this.listed.has(kind);
  }

  /** Returns whether an organisation may use anything of a kind. */
  hasAny(kind: BaseDataKind, orgNumber: string): boolean {
    const orgs = this.orgs.get(kind);
    return orgs !== undefined && (orgs.has(orgNumber) || orgs.has(''));
  }

  /** Returns an entry as an organisation may use it: its own or group-wide, usable or not; null if there is no such number. */
  find(kind: BaseDataKind, number: string, orgNumber: string): BaseDataItem | null {
    return this.of(kind, number, orgNumber) ?? (orgNumber === '' ? null : this.of(kind, number, ''));
  }

  /** Works like find, but returns a number that only other organisations have as unusable, with that reason. */
  lookup(kind: BaseDataKind, number: string, orgNumber: string): BaseDataItem | null {
    const own = this.find(kind, number, orgNumber);
    if (own) return own;
    const others = this.all(kind, number);
    const [first] = others;
    if (!first) return null;
    // Without an organisation, any usable entry is good.
    if (orgNumber === '') return others.find((item) => item.usable) ?? first;
    const owners = others.map((item) => item.orgNumber).join('、');
    return { ...first, usable: false, reason: `不属于组织 ${orgNumber}，只在组织 ${owners} 可用` };
  }

  /** Returns the name of a number, in whatever organisation; the number itself if it is not known. */
  nameOf(kind: BaseDataKind, number: string, orgNumber: string): string {
    return (this.find(kind, number, orgNumber) ?? this.all(kind, number)[0])?.name ?? number;
  }

  private all(kind: BaseDataKind, number: string): BaseDataItem[] {
    return [...(this.kinds.get(kind)?.keys() ?? [])].flatMap((org) => this.of(kind, number, org) ?? []);
  }

  private of(kind: BaseDataKind, number: string, orgNumber: string): BaseDataItem | null {
    const blocks = this.kinds.get(kind)?.get(orgNumber);
    if (!blocks) return null;
    const sought = Buffer.from(number);
    for (const block of blocks) {
      // Blocks are in order: the first block that ends at or after the number contains it, or no block does.
      if (block.compareNumber(block.size - 1, sought) < 0) continue;
      const at = block.find(sought);
      return at === null ? null : block.item(at);
    }
    return null;
  }
}

const isBlocks = (held: readonly (EntryBlock | BaseDataItem)[]): held is EntryBlock[] => held[0] instanceof EntryBlock;

/** Packs entries into blocks: one for each kind and organisation. */
function packed(items: readonly BaseDataItem[]): EntryBlock[] {
  const groups = new Map<string, BaseDataItem[]>();
  for (const item of items) {
    const key = `${item.kind}\n${item.orgNumber}`;
    groups.set(key, [...(groups.get(key) ?? []), item]);
  }
  return [...groups.values()].flatMap((of) => {
    const [first] = of;
    const entries = of
      .map((item) => ({ ...item, pinyin: '', initials: '' }))
      .sort((one, other) => Buffer.compare(Buffer.from(one.number), Buffer.from(other.number)));
    return first ? [new EntryBlock(first.kind, first.orgNumber, entries)] : [];
  });
}
