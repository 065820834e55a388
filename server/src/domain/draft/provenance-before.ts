import type { ProvenanceKind } from '@dingdee/shared/bill-detail';
import type { FieldProvenance, Reference, RowScope, Rung } from './provenance.js';

/** A reason as it was stored before reasons were codes: Chinese words for its kind and rungs, a sentence for the origin of the value. */
export interface SaidProvenance extends Omit<FieldProvenance, 'kind' | 'reference' | 'ladder'> {
  kind: string;
  reference: string;
  ladder: readonly { rung: string; value: string | null; hit: boolean }[];
}

const KINDS: Readonly<Record<string, ProvenanceKind>> = {
  原值: 'form',
  映射表: 'table',
  规则: 'rule',
  默认: 'default',
  人工: 'hand',
};
const RUNGS: Readonly<Record<string, Rung>> = {
  人工锁定: 'hand',
  行级规则: 'row',
  '部门/表单规则': 'scoped',
  映射表: 'table',
  默认: 'default',
};
const SCOPES: Readonly<Record<string, RowScope>> = { 本申请人: 'applicant', 本部门: 'department', 本表单: 'form' };

/**
 * @returns the reason in codes, as it is stored now.
 * @throws Error for a word that was never stored.
 */
export const fromWords = ({ kind, reference, ladder, ...same }: SaidProvenance): FieldProvenance => ({
  ...same,
  kind: known(KINDS, kind),
  reference: kind === '映射表' ? tableReference(reference) : { code: 'said', text: reference },
  ladder: ladder.map(({ rung, value, hit }) => ({ rung: known(RUNGS, rung), value, hit })),
});

/** "映射表 费用项目（本部门）：市内交通" → its parts; any other wording stays a sentence. */
function tableReference(text: string): Reference {
  const [, name, scope, key] = /^映射表 (.+?)(?:（(本申请人|本部门|本表单)）)?：(.*)$/su.exec(text) ?? [];
  if (name === undefined || key === undefined) return { code: 'said', text };
  return { code: 'table', table: '', name, scope: SCOPES[scope ?? ''] ?? 'company', key };
}

function known<T>(words: Readonly<Record<string, T>>, word: string): T {
  const found = words[word];
  if (found === undefined) throw new Error(`provenance of no known kind: ${word}`);
  return found;
}
