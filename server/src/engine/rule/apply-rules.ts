import { parseAmount } from '@dingdee/shared/money';
import type { FieldRules, Rule } from '@dingdee/shared/scheme';
import type { ControlRow } from '../../domain/approval/approval-instance.js';
import { rivalsOf, type SeenDepartment, type SeenDepartments } from '../../domain/approval/department-key.js';
import { type FieldProvenance, type Reference, RUNGS, type Rung } from '../../domain/draft/provenance.js';
import { type PayeeTrouble, payeeLevel } from '../payee/payee-words.js';
import type { ApprovalSource } from '../source/approval-source.js';
import { conditionsHold } from '../source/conditions.js';
import { readDate } from '../source/dates.js';
import { fillTemplate, placeholderRefs } from '../source/source-ref.js';
import { cut } from '../source/texts.js';
import { type AskedFrom, type BookRow, KEY_LENGTH, type MappingBook } from './mapping-book.js';

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
  /** The reference behind its source, "instance:originatorName"; '' where nothing feeds it. */
  sourceRef: string;
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
  /** The value, or the missing key, rests on a department's name that others have too. */
  sameName: SameName | null;
  /** A rule kind that this version does not run. */
  unsupported: boolean;
}

/** A row that says a department by its name alone, while several have that name. */
export interface SameName {
  /** What the approval prints. */
  name: string;
  /** All of them, the one that is meant first where that is known. */
  all: readonly SeenDepartment[];
  /** Whether the approval says which one it means. */
  meantKnown: boolean;
  /** Whether it is a row 本部门, not the key itself, that the name stands in. */
  scoped: boolean;
  /** What to map instead. */
  asked: AskedKey;
}

export interface RuleContext {
  source: ApprovalSource;
  row: ControlRow | null;
  book: MappingBook;
  asks: AskedFrom;
  departments: SeenDepartments;
  schemeVersion: number;
  lock: string | undefined;
}

export interface Candidate {
  rung: Rung;
  value: string;
  kind: FieldProvenance['kind'];
  reference: Reference;
  version: string;
  source: string;
  sourceLabel: string;
  from: AskedKey | null;
  sameName?: SameName | null;
  /** What the rule itself says, as it is written in the scheme; null for what it reads. */
  fixed: string | null;
  /** The reference that read its source; '' where nothing feeds it. */
  ref: string;
}

/** Everything that was seen while the rules ran. */
interface Trail {
  candidates: Candidate[];
  asked: AskedKey[];
  missing: AskedKey | null;
  sameName: SameName | null;
  illegible: RuledValue['illegible'];
  unreadable: string | null;
  /** With the number of candidates there were before: no later rule may speak for a payee who cannot be told. */
  payee: { trouble: PayeeTrouble; before: number } | null;
  unsupported: boolean;
  source: Read | null;
}

/** Runs the rules of one field. All rungs are evaluated, so that the ladder can say what each lower one would have given. */
export function applyRules({ rules }: Pick<FieldRules, 'rules'>, context: RuleContext): RuledValue {
  const trail: Trail = {
    candidates: [],
    asked: [],
    missing: null,
    sameName: null,
    illegible: null,
    unreadable: null,
    payee: null,
    unsupported: false,
    source: null,
  };
  if (context.lock !== undefined)
    trail.candidates.push(byRule('hand', context.lock, 'hand', { code: 'hand' }, '', NOTHING_READ));
  let lookedUp = false;
  for (const [index, rule] of rules.entries()) {
    const unscoped = lookedUp ? 'default' : 'scoped';
    const rung = rule.scope === 'row' ? 'row' : rule.scope ? 'scoped' : unscoped;
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
      kind: chosen?.kind ?? 'rule',
      reference: chosen?.reference ?? { code: 'none' },
      version: chosen?.version ?? '',
      source: (chosen?.source || source?.text) ?? '',
      sourceLabel: (chosen?.sourceLabel || source?.label) ?? '',
      ladder,
    },
    sourceRef: (chosen?.sourceLabel ? chosen.ref : source?.ref) ?? '',
    asked: trail.asked,
    missing: chosen ? null : trail.missing,
    from: chosen?.from ?? null,
    chosen,
    below: byRules[0] ?? null,
    illegible: chosen ? null : trail.illegible,
    unreadable: chosen ? null : trail.unreadable,
    payee: chosen ? null : (payee?.trouble ?? null),
    sameName: chosen
      ? (chosen.sameName ?? null)
      : trail.missing && trail.missing === trail.sameName?.asked
        ? trail.sameName
        : null,
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
            rung === 'default' ? 'default' : 'rule',
            { code: 'constant', rule: number },
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
          byRule(
            rung,
            value,
            'rule',
            { code: 'template', rule: number },
            version,
            { text: texts.join(' '), label, ref: trail.source?.ref ?? '' },
            rule.text,
          ),
        );
      return;
    }
    case 'source':
    case 'date':
    case 'amount': {
      const from = read(rule.from, context, trail);
      const { text, label } = from;
      if (text === '') return;
      const value = rule.kind === 'source' ? text : rule.kind === 'date' ? readDate(text) : parseAmount(text);
      if (value === null) trail.illegible ??= { text, label };
      else trail.candidates.push(byRule(rung, value, 'form', { code: 'form', label }, version, from));
      return;
    }
    case 'lookup':
      lookUp(rule, number, rule.scope ? rung : 'table', context, trail);
      return;
    case 'expression':
      trail.unsupported = true;
  }
}

/** What stands on the approval, and which reference read it; '' where none did. */
interface Read {
  text: string;
  label: string;
  ref: string;
  /** departmentKey() where a department was read. */
  department?: string;
}
const NOTHING_READ: Read = { text: '', label: '', ref: '' };

function lookUp(
  rule: Extract<Rule, { kind: 'lookup' }>,
  number: number,
  ownRung: Rung,
  context: RuleContext,
  trail: Trail,
): void {
  const asked = read(rule.key, context, trail);
  const { text } = asked;
  const table = context.book.get(rule.table);
  const tableName = table?.name ?? rule.table;
  const byDefaultKey = rule.key === 'instance:default';
  const shown = byDefaultKey ? NOTHING_READ : asked;
  if (text !== '') {
    const { key, printed, keyLabel, row, sameName } = findRow(rule, asked, context);
    const lookedUp: AskedKey = {
      table: rule.table,
      tableName,
      key,
      keyLabel,
      orgNumber: context.asks.orgNumber,
      found: row !== null,
      row,
    };
    trail.asked.push(lookedUp);
    const doubt = sameName ? { ...sameName, asked: lookedUp } : null;
    if (doubt) trail.sameName ??= doubt;
    if (row) {
      const rung = byDefaultKey ? 'default' : row.scope === 'company' ? ownRung : 'scoped';
      trail.candidates.push({
        rung,
        value: row.targetNumber,
        kind: byDefaultKey ? 'default' : 'table',
        reference: { code: 'table', table: rule.table, name: tableName, scope: row.scope, key: printed },
        version: `r${table?.revision ?? 0}`,
        source: shown.text,
        sourceLabel: shown.label,
        from: lookedUp,
        sameName: doubt,
        fixed: null,
        ref: shown.ref,
      });
    } else if (rule.default === undefined) trail.missing ??= lookedUp;
  }
  if (rule.default !== undefined && rule.default !== '')
    trail.candidates.push(
      byRule(
        'default',
        rule.default,
        'default',
        { code: 'fallback', rule: number },
        `v${context.schemeVersion}`,
        shown,
        rule.default,
      ),
    );
}

/** The row for what was read, and by which key it is asked for: that of the department itself where one name is not enough. */
function findRow(
  { key: ref, table: code }: Extract<Rule, { kind: 'lookup' }>,
  { text, department }: Read,
  { book, asks, departments, source }: RuleContext,
) {
  const table = book.get(code);
  const name = cut(text, KEY_LENGTH).trim();
  const scopedByName = (row: BookRow | null): Omit<SameName, 'asked'> | null => {
    if (row?.scope !== 'department' || row.scopeValue === asks.departmentKey) return null;
    return doubtOf(departments, asks.department, asks.departmentKey, true);
  };
  if (department === undefined) {
    const row = table?.find(name, asks) ?? null;
    const keyLabel = labelOf(ref, source);
    return { key: name, printed: keyLabel || name, keyLabel, row, sameName: scopedByName(row) };
  }
  const doubt = doubtOf(departments, name, department, false);
  const label = departments.ofName(name).find(({ key }) => key === department)?.label ?? name;
  const own = department === '' ? null : (table?.find(department, asks) ?? null);
  if (own) return { key: department, printed: name, keyLabel: label, row: own, sameName: scopedByName(own) };
  const row = table?.find(name, asks) ?? null;
  if (doubt === null) return { key: name, printed: name, keyLabel: '', row, sameName: scopedByName(row) };
  return { key: department || name, printed: name, keyLabel: department === '' ? '' : label, row, sameName: doubt };
}

/** null where the name says which department is meant. */
function doubtOf(
  departments: SeenDepartments,
  name: string,
  key: string,
  scoped: boolean,
): Omit<SameName, 'asked'> | null {
  const others = rivalsOf(departments, name, key);
  if (others.length === 0 || (key === '' && others.length < 2)) return null;
  const meant = departments.ofName(name).filter((one) => one.key === key);
  return { name, all: [...meant, ...others], meantKnown: key !== '', scoped };
}

/** What a key that is an id means to a person. */
function labelOf(ref: string, { instance, originatorName }: ApprovalSource): string {
  if (ref === 'instance:originatorUserId') return cut(originatorName, KEY_LENGTH);
  return ref === 'instance:originatorDeptId' ? cut(instance.originatorDeptName, KEY_LENGTH).trim() : '';
}

function byRule(
  rung: Rung,
  value: string,
  kind: FieldProvenance['kind'],
  reference: Reference,
  version: string,
  source: Read,
  fixed: string | null = null,
): Candidate {
  return {
    rung,
    value,
    kind,
    reference,
    version,
    source: source.text,
    sourceLabel: source.label,
    from: null,
    fixed,
    ref: source.ref,
  };
}

/** Reads and remembers: the first reference names the source of a field that gets no value. */
function read(ref: string, { source, row }: RuleContext, trail: Trail): Read {
  const value = source.read(ref, row);
  if (value.unreadable) trail.unreadable ??= value.label;
  if (value.payee) trail.payee ??= { trouble: value.payee, before: trail.candidates.length };
  if (ref !== 'instance:default' && (!trail.source || (trail.source.text === '' && value.text !== '')))
    trail.source = { text: value.text, label: value.label, ref };
  return {
    text: value.text,
    label: value.label,
    ref,
    ...('department' in value ? { department: value.department } : {}),
  };
}
