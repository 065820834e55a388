import { type BaseDataKind, type OwnFieldType, ownKindParts } from '@dingdee/shared/base-data';
import type { TargetName } from '@dingdee/shared/scheme';
import type { TargetFieldLimit } from '../../connectors/target.js';
import type { FieldLimit } from '../../domain/draft/target-form.js';
import type { MustInput, OwnLevel } from '../../domain/draft/usable-base-data.js';
import type { MustInputs } from './must-inputs.js';

/** One of the customer's own fields as it is stored; `kind` is null if it is chosen from no base data, or if its form does not say which. */
export interface StoredOwnField {
  form: string;
  level: OwnLevel;
  key: string;
  label: string;
  type: OwnFieldType;
  kind: BaseDataKind | null;
}

/** What a field holds, as it is stored. */
export type StoredLimit = TargetFieldLimit & { form: string };

const placeOf = (form: string, level: string, key: string): string => `${form}\n${level}\n${key.toLowerCase()}`;
const isAssistant = (kind: BaseDataKind): boolean => ownKindParts(kind)?.of === 'assistant';

/** The known fields and kinds of base data of the customer's own, and what the fields of the bills hold. */
export class OwnFieldBook {
  private readonly kinds: ReadonlyMap<string, BaseDataKind>;
  private readonly limits: ReadonlyMap<string, FieldLimit>;

  /** @param tables code of each mapping table → kind of its targets. @param names of own kinds, as Kingdee has them. @param told what fields hold. @param musts fields that must be filled. */
  constructor(
    readonly fields: readonly StoredOwnField[],
    readonly tables: ReadonlyMap<string, BaseDataKind>,
    readonly names: ReadonlyMap<BaseDataKind, string>,
    readonly told: readonly StoredLimit[] = [],
    readonly musts: MustInputs = new Map(),
  ) {
    this.limits = new Map(
      told.map(({ form, level, name, longest, choices }) => [placeOf(form, level, name), { longest, choices }]),
    );
    this.kinds = new Map(
      fields.flatMap(({ form, level, key, kind }) =>
        kind === null ? [] : [[placeOf(form, level, key), kind] as const],
      ),
    );
  }

  /**
   * Returns the kind of a field. If the form does not say it, a table of 辅助资料 does, because only such a table has numbers of a category;
   * tables of two categories decide nothing.
   * @param asked tables that the field is looked up in.
   */
  kindOf(form: TargetName, level: OwnLevel, key: string, asked: readonly string[]): BaseDataKind | null {
    const told = this.kinds.get(placeOf(form, level, key));
    if (told !== undefined) return told;
    const meant = new Set(asked.flatMap((table) => this.tables.get(table) ?? []).filter(isAssistant));
    const [only] = meant;
    return meant.size === 1 && only !== undefined ? only : null;
  }

  /** Returns what a field holds; null if its form does not say. */
  limitOf(form: TargetName, level: OwnLevel, name: string): FieldLimit | null {
    return this.limits.get(placeOf(form, level, name)) ?? null;
  }

  /** Returns the fields of a form that must be filled and that Kingdee does not fill by itself. */
  mustInputs(form: TargetName): readonly MustInput[] {
    return this.musts.get(form) ?? [];
  }

  /** Returns the own fields of a form; null if nothing is known of the form. */
  fieldsOf(form: TargetName): readonly StoredOwnField[] | null {
    const isOfForm = (each: { form: string }): boolean => each.form === form;
    const fields = this.fields.filter(isOfForm);
    return fields.length > 0 || this.told.some(isOfForm) ? fields : null;
  }

  nameOf(kind: BaseDataKind): string {
    return this.names.get(kind) ?? '';
  }

  /**
   * Returns the own kinds to read: 辅助资料 of a field, and any own kind that a mapping table uses. Another form is read only for a table: it
   * may be a long list that nobody uses.
   */
  wanted(): BaseDataKind[] {
    const ofFields = this.fields.flatMap(({ kind }) => (kind !== null && isAssistant(kind) ? [kind] : []));
    const ofTables = [...this.tables.values()].filter((kind) => ownKindParts(kind) !== null);
    return [...new Set([...ofFields, ...ofTables])].sort();
  }

  /** Text that is equal for two books with the same content. */
  get signature(): string {
    return JSON.stringify([this.fields, [...this.tables], [...this.names], this.told, [...this.musts]]);
  }
}

export const NO_OWN_FIELDS = new OwnFieldBook([], new Map(), new Map());
