import type { BaseDataKind } from '@dingdee/shared/base-data';
import type { TargetName } from '@dingdee/shared/scheme';
import type { FieldLimit } from './target-form.js';

/** Why Kingdee's base data cannot be used: 已禁用, not audited, or no longer listed (kept, since old mappings and bills show its name). */
export const UNUSABLE_REASONS = ['forbidden', 'unaudited', 'gone'] as const;
export type UnusableReason = (typeof UNUSABLE_REASONS)[number];
export const UNUSABLE_WORDS: Readonly<Record<UnusableReason, string>> = {
  forbidden: '已禁用',
  unaudited: '未审核',
  gone: '金蝶里已没有',
};
/**
 * Returns a stored reason in words; null if none is stored.
 * @param code as it is stored.
 */
export const unusableWords = (code: string | null): string | null => {
  const known = UNUSABLE_REASONS.find((each) => each === code);
  return known === undefined ? null : UNUSABLE_WORDS[known];
};

export interface KnownBaseData {
  number: string;
  name: string;
  usable: boolean;
  /** 已禁用 …; null when usable. */
  reason: string | null;
}

export type OwnLevel = 'header' | 'rows';

/** Field that must be filled on a bill and that the receiving system does not fill by itself: by our name, or by its key. */
export interface MustInput {
  level: OwnLevel;
  name: string;
  label: string;
}

/** Kingdee base data as the checks see it. It only ever adds issues and names: payload, provenance and hash do not depend on it. */
export interface UsableBaseData {
  /** False until this kind was listed by Kingdee: before that, nothing can be said of a number that is not there. */
  knows(kind: BaseDataKind): boolean;
  /** Returns an entry that the organisation may use, its own or a group-wide one; null if Kingdee has no such number there. */
  find(kind: BaseDataKind, number: string, orgNumber: string): KnownBaseData | null;
  /** Like `find`, but a number that only other organisations have is returned too: unusable, with the reason and its organisation. */
  lookup(kind: BaseDataKind, number: string, orgNumber: string): (KnownBaseData & { orgNumber: string }) | null;
  /**
   * Returns what a customer's own field is chosen from: as its form says, else by the mapping tables that it is looked up in; null if neither tells.
   * Absent: nothing is known of such fields.
   */
  ownKind?(form: TargetName, level: OwnLevel, key: string, tables: readonly string[]): BaseDataKind | null;
  /**
   * Returns what Kingdee says that a field holds; null if it says nothing. Absent: nothing is known of any field. The form of a bill has it (own-fields.ts);
   * a text that is sent only because of it is cited.
   */
  fieldLimit?(form: TargetName, level: OwnLevel, name: string): FieldLimit | null;
  /** Returns the fields of a form that must be filled; no value depends on them. Absent: nothing is known of any form. */
  mustInputs?(form: TargetName): readonly MustInput[];
}

/** For re-runs that compare payload and hash only. */
export const NO_BASE_DATA: UsableBaseData = { knows: () => false, find: () => null, lookup: () => null };
