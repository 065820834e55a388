import { parseAmount } from '@dingdee/shared/money';
import type { FieldRules, Rule } from '@dingdee/shared/scheme';
import type { ControlRow } from '../../domain/approval/approval-instance.js';
import type { FieldProvenance } from '../../domain/draft/mapping-result.js';
import { type PayeeTrouble, payeeLevel } from '../payee/payee-words.js';
import type { ApprovalSource } from '../source/approval-source.js';
import { conditionsHold } from '../source/conditions.js';
import { readDate } from '../source/dates.js';
import { fillTemplate, placeholderRefs } from '../source/source-ref.js';
import { cut } from '../source/texts.js';
import { type AskedFrom, type BookRow, KEY_LENGTH, type MappingBook, SCOPE_WORDS } from './mapping-book.js';

/** Precedence, top first (product.md §4). */
export const RUNGS = ['人工锁定', '行级规则', '部门/表单规则', '映射表', '默认'] as const;
export type Rung = (typeof RUNGS)[number];

/** A key that was asked of a table while a field got its value. */
export interface AskedKey {
  table: string;
  tableName: string;
  key: string;
  keyLabel: string;
  orgNumber: string;
  found: boolean;
  /** The row that answered. */
  row: BookRow | null;
}

/** What the rules of one field came to. */
export interface RuledValue {
  /** null = no rung had anything. */
  value: string | null;
  provenance: FieldProvenance;
  asked: readonly AskedKey[];
  /** The key to map where there is no value. */
  missing: AskedKey | null;
  /** The table and key that gave the value. */
  from: AskedKey | null;
  /** What the value came from, and what would have given it without the hand on this bill. */
  chosen: Candidate | null;
  below: Candidate | null;
  /** Text that a date or amount rule could not read. */
  illegible: { text: string; label: string } | null;
  /** A control that the rules read could not be understood. */
  unreadable: string | null;
  /** A control that the rules read does not name exactly one payee. */
  payee: PayeeTrouble | null;
  /** A rule kind that this version does not run. */
  unsupported: boolean;
}

export interface RuleContext {
  source: ApprovalSource;
  row: ControlRow | null;
  book: MappingBook;
  asks: AskedFrom;
  schemeVersion: number;
  lock: string | undefined;
}

export interface Candidate {
  rung: Rung;
  value: string;
  kind: FieldProvenance['kind'];
  reference: string;
  version: string;
  source: string;
  sourceLabel: string;
  from: AskedKey | null;
  /** What the rule itself says, as it is written in the scheme; null for what it reads. */
  fixed: string | null;
}

/** Everything that was seen while the rules ran. */
interface Trail {
  candidates: Candidate[];
  asked: AskedKey[];
  missing: AskedKey | null;
  illegible: RuledValue['illegible'];
  unreadable: string | null;
  /** With the number of candidates there were before: no later rule may speak for a payee who cannot be told. */
  payee: { trouble: PayeeTrouble; before: number } | null;
  unsupported: boolean;
  source: { text: string; label: string } | null;
}

/** Runs the rules of one field. All rungs are evaluated, so that the ladder can say what each lower one would have given. */
export function applyRules({ rules }: Pick<FieldRules, 'rules'>, context: RuleContext): RuledValue {
  const trail: Trail = {
    candidates: [],
    asked: [],
    missing: null,
    illegible: null,
    unreadable: null,
    payee: null,
    unsupported: false,
    source: null,
  };
  if (context.lock !== undefined)
    trail.candidates.push(byRule('人工锁定', context.lock, '人工', '人工锁定', '', { text: '', label: '' }));
  let lookedUp = false;
  for (const [index, rule] of rules.entries()) {
    const unscoped = lookedUp ? '默认' : '部门/表单规则';
    const rung = rule.scope === 'row' ? '行级规则' : rule.scope ? '部门/表单规则' : unscoped;
    if (rule.kind === 'lookup' && !rule.scope) lookedUp = true;
    if (conditionsHold(rule.when, context.source, context.row)) tryRule(rule, index + 1, rung, context, trail);
  }
  return settle(trail);
}

function settle(trail: Trail): RuledValue {
  let hit: Candidate | null = null;
  const { payee } = trail;
  const stopped = payee && payeeLevel(payee.trouble) === 'red' ? payee.before : trail.candidates.length;
  const candidates = trail.candidates.slice(0, stopped);
  const ladder = RUNGS.map((rung) => {
    const candidate = candidates.find((one) => one.rung === rung) ?? null;
    if (!hit && candidate) hit = candidate;
    return { rung, value: candidate?.value ?? null, hit: hit !== null && hit === candidate };
  });
  const chosen = hit as Candidate | null;
  const byRules = RUNGS.slice(1).flatMap((rung) => candidates.find((one) => one.rung === rung) ?? []);
  const { source } = trail;
  return {
    value: chosen?.value ?? null,
    provenance: {
      kind: chosen?.kind ?? '规则',
      reference: chosen?.reference ?? '',
      version: chosen?.version ?? '',
      source: (chosen?.source || source?.text) ?? '',
      sourceLabel: (chosen?.sourceLabel || source?.label) ?? '',
      ladder,
    },
    asked: trail.asked,
    missing: chosen ? null : trail.missing,
    from: chosen?.from ?? null,
    chosen,
    below: byRules[0] ?? null,
    illegible: chosen ? null : trail.illegible,
    unreadable: chosen ? null : trail.unreadable,
    payee: chosen ? null : (payee?.trouble ?? null),
    unsupported: chosen === null && trail.unsupported,
  };
}

function tryRule(rule: Rule, number: number, rung: Rung, context: RuleContext, trail: Trail): void {
  const version = `v${context.schemeVersion}`;
  switch (rule.kind) {
    case 'constant':
      if (rule.value !== '')
        trail.candidates.push(
          byRule(
            rung,
            rule.value,
            rung === '默认' ? '默认' : '规则',
            `规则 ${number}：常量`,
            version,
            trail.source ?? NOTHING_READ,
            rule.value,
          ),
        );
      return;
    case 'template': {
      const texts: string[] = [];
      const value = fillTemplate(rule.text, (ref) => {
        const { text } = read(ref, context, trail);
        if (text !== '') texts.push(text);
        return text;
      });
      const label = placeholderRefs(rule.text).length > 1 ? '多项' : (trail.source?.label ?? '');
      if (texts.length > 0 || placeholderRefs(rule.text).length === 0)
        trail.candidates.push(
          byRule(rung, value, '规则', `规则 ${number}：文字模板`, version, { text: texts.join(' '), label }, rule.text),
        );
      return;
    }
    case 'source':
    case 'date':
    case 'amount': {
      const { text, label } = read(rule.from, context, trail);
      if (text === '') return;
      const value = rule.kind === 'source' ? text : rule.kind === 'date' ? readDate(text) : parseAmount(text);
      if (value === null) trail.illegible ??= { text, label };
      else trail.candidates.push(byRule(rung, value, '原值', `审批单“${label}”`, version, { text, label }));
      return;
    }
    case 'lookup':
      lookUp(rule, number, rule.scope ? rung : '映射表', context, trail);
      return;
    case 'expression':
      trail.unsupported = true;
  }
}

const NOTHING_READ = { text: '', label: '' };

function lookUp(
  rule: Extract<Rule, { kind: 'lookup' }>,
  number: number,
  ownRung: Rung,
  context: RuleContext,
  trail: Trail,
): void {
  const { text, label } = read(rule.key, context, trail);
  const table = context.book.get(rule.table);
  const tableName = table?.name ?? rule.table;
  const byDefaultKey = rule.key === 'instance:default';
  const shown = byDefaultKey ? NOTHING_READ : { text, label };
  if (text !== '') {
    const key = cut(text, KEY_LENGTH).trim();
    const person = rule.key === 'instance:originatorUserId';
    const keyLabel = person ? cut(context.source.originatorName, KEY_LENGTH) : '';
    const row = table?.find(key, context.asks) ?? null;
    const asked = {
      table: rule.table,
      tableName,
      key,
      keyLabel,
      orgNumber: context.asks.orgNumber,
      found: row !== null,
      row,
    };
    trail.asked.push(asked);
    if (row) {
      const narrowed = row.scope === 'company' ? '' : `（${SCOPE_WORDS[row.scope]}）`;
      const rung = byDefaultKey ? '默认' : row.scope === 'company' ? ownRung : '部门/表单规则';
      trail.candidates.push({
        rung,
        value: row.targetNumber,
        kind: byDefaultKey ? '默认' : '映射表',
        reference: `映射表 ${tableName}${narrowed}：${keyLabel || key}`,
        version: `r${table?.revision ?? 0}`,
        source: shown.text,
        sourceLabel: shown.label,
        from: asked,
        fixed: null,
      });
    } else if (rule.default === undefined) trail.missing ??= asked;
  }
  if (rule.default !== undefined && rule.default !== '')
    trail.candidates.push(
      byRule('默认', rule.default, '默认', `规则 ${number}：默认值`, `v${context.schemeVersion}`, shown, rule.default),
    );
}

function byRule(
  rung: Rung,
  value: string,
  kind: FieldProvenance['kind'],
  reference: string,
  version: string,
  source: { text: string; label: string },
  fixed: string | null = null,
): Candidate {
  return { rung, value, kind, reference, version, source: source.text, sourceLabel: source.label, from: null, fixed };
}

/** Reads and remembers: the first reference names the source of a field that gets no value. */
function read(ref: string, { source, row }: RuleContext, trail: Trail): { text: string; label: string } {
  const value = source.read(ref, row);
  if (value.unreadable) trail.unreadable ??= value.label;
  if (value.payee) trail.payee ??= { trouble: value.payee, before: trail.candidates.length };
  if (ref !== 'instance:default' && (!trail.source || (trail.source.text === '' && value.text !== '')))
    trail.source = { text: value.text, label: value.label };
  return value;
}
