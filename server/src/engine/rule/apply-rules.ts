import { type RuleLevel, ruleLevels } from '@dingdee/shared/rule-level';
import type { Condition, DatePick, FieldRules, Rule } from '@dingdee/shared/scheme';
import type { RelatedTrouble } from '../../domain/approval/related-approval.js';
import { type FieldProvenance, type Reference, RUNGS, type Rung } from '../../domain/draft/provenance.js';
import { type PayeeTrouble, payeeLevel } from '../payee/payee-words.js';
import { amountOf } from '../source/amount-text.js';
import { instanceLabel } from '../source/approval-source.js';
import { conditionsHold } from '../source/conditions.js';
import { readDate } from '../source/dates.js';
import { countPlaceholders, fillTemplate } from '../source/source-ref.js';
import { byRule, type Candidate, NOTHING_READ } from './candidate.js';
import { type DateRule, type FoundDay, PUSH_DAY, pickedDay, placedDay } from './days.js';
import { compileExpression, IllegibleTextError } from './expression.js';
import { isOfRelated, keyRefs } from './field-plan.js';
import {
  type AskedKey,
  findJoined,
  findRow,
  joinedRead,
  type Read,
  type RuleContext,
  type SameName,
} from './find-row.js';
import type { AskedFrom, TableBook } from './mapping-book.js';
import { isStopped, NO_STOPS, type Stop } from './rule-stops.js';

/** Result of the rules of one field. */
export interface RuledValue {
  /** null if no rung had a value. */
  value: string | null;
  provenance: FieldProvenance;
  /** Reference that read the source, "instance:originatorName"; '' if nothing feeds the value. */
  sourceRef: string;
  asked: readonly AskedKey[];
  /** Key to map if there is no value. */
  missing: AskedKey | null;
  /** Table key that gave the value. */
  from: AskedKey | null;
  /** Candidate that gave the value, and the one that would have given it without the value set by hand on this bill. */
  chosen: Candidate | null;
  below: Candidate | null;
  /** Text that a date or amount rule could not read, or that an expression could not compare. */
  illegible: { text: string; label: string; compared?: true; decimal?: true } | null;
  /** Label of a control that the rules read and that could not be understood. */
  unreadable: string | null;
  /** Label of a control that decides which rule applies and that could not be understood: no value is chosen, unless it is set by hand. */
  undecided: string | null;
  /** Trouble of a control that the rules read and that does not name exactly one payee. */
  payee: PayeeTrouble | null;
  /** Trouble with a related approval that the rules read. */
  related: RelatedTrouble | null;
  /** Instance ids of the related approvals that the rules read, if the value is theirs. */
  relatedIds: readonly string[];
  /** Set if the value, or the missing key, depends on a department's name that other departments have too. */
  sameName: SameName | null;
  /** Whether a rule is of a kind that this version does not run. */
  unsupported: boolean;
}

const versionNames = new Map<number, string>();
/** Returns the name of a scheme version, "v3". */
function versionName(version: number): string {
  let name = versionNames.get(version);
  if (name === undefined) {
    name = `v${version}`;
    versionNames.set(version, name);
  }
  return name;
}

/** Everything that is found while the rules run. */
interface Trail {
  candidates: Candidate[];
  asked: AskedKey[];
  missing: AskedKey | null;
  sameName: SameName | null;
  illegible: RuledValue['illegible'];
  unreadable: string | null;
  undecided: string | null;
  payee: PayeeTrouble | null;
  related: RelatedTrouble | null;
  relatedIds: readonly string[];
  /** Level of the rule that runs. */
  rung: Rung;
  stops: readonly Stop[];
  unsupported: boolean;
  source: Read | null;
}

const NO_IDS: readonly string[] = [];

/** Runs the rules of one field. All rungs are evaluated, so that the ladder can show what each lower one would have given. */
export function applyRules({ rules }: Pick<FieldRules, 'rules'>, context: RuleContext): RuledValue {
  const trail: Trail = {
    candidates: [],
    asked: [],
    missing: null,
    sameName: null,
    illegible: null,
    unreadable: null,
    undecided: null,
    payee: null,
    related: null,
    relatedIds: NO_IDS,
    rung: 'hand',
    stops: NO_STOPS,
    unsupported: false,
    source: null,
  };
  if (context.lock !== undefined) give(trail, byRule('hand', context.lock, 'hand', { code: 'hand' }, '', NOTHING_READ));
  const levels = levelsOf(rules);
  for (let index = 0; index < rules.length; index++) {
    const rule = rules[index] as Rule;
    const before = trail.candidates.length;
    trail.rung = levels[index] ?? 'scoped';
    const met = rule.when === undefined || conditionsHold(rule.when, context.source, context.row);
    if (rule.when !== undefined) noteConditions(rule.when, context, trail);
    if (typeof met === 'object') trail.undecided ??= met.control;
    else if (met) tryRule(rule, index + 1, trail.rung, context, trail);
    for (let at = before; at < trail.candidates.length; at++) (trail.candidates[at] as Candidate).rule = index + 1;
  }
  return settle(trail);
}

/** The rules of a version never change, so their levels are computed once. */
const levels = new WeakMap<readonly Rule[], readonly RuleLevel[]>();
function levelsOf(rules: readonly Rule[]): readonly RuleLevel[] {
  const ready = levels.get(rules);
  if (ready) return ready;
  const own = ruleLevels(rules);
  levels.set(rules, own);
  return own;
}

function settle(trail: Trail): RuledValue {
  const { candidates, stops, source, asked, undecided } = trail;
  let chosen: Candidate | null = null;
  let below: Candidate | null = null;
  const ladder: Step[] = [EMPTY.hand, EMPTY.row, EMPTY.scoped, EMPTY.table, EMPTY.default];
  for (let place = 0; candidates.length > 0 && place < RUNGS.length; place++) {
    const rung = RUNGS[place] as Rung;
    for (let index = 0; index < candidates.length; index++) {
      const candidate = candidates[index] as Candidate;
      if (candidate.rung !== rung || (stops.length > 0 && isStopped(stops, rung, index))) continue;
      const hit = chosen === null;
      if (hit) chosen = candidate;
      if (below === null && rung !== 'hand') below = candidate;
      ladder[place] = { rung, value: candidate.value, hit };
      break;
    }
  }
  if (chosen === null || (undecided !== null && chosen.rung !== 'hand')) return settledOnNothing(trail, ladder);
  return {
    value: chosen.value,
    provenance: {
      kind: chosen.kind,
      reference: chosen.reference,
      version: chosen.version,
      source: chosen.source || (source === null ? '' : source.text),
      sourceLabel: chosen.sourceLabel || (source === null ? '' : source.label),
      ladder,
    },
    sourceRef: chosen.sourceLabel ? chosen.ref : source === null ? '' : source.ref,
    asked,
    missing: null,
    from: chosen.from,
    chosen,
    below,
    illegible: null,
    unreadable: null,
    undecided: null,
    payee: null,
    related: null,
    relatedIds: chosen.rung === 'hand' ? NO_IDS : trail.relatedIds,
    sameName: chosen.sameName ?? null,
    unsupported: false,
  };
}

function stop(trail: Trail): void {
  trail.stops = [...trail.stops, { rung: trail.rung, before: trail.candidates.length }];
}

function stopAtIllegible(trail: Trail, illegible: NonNullable<RuledValue['illegible']>): void {
  trail.illegible ??= illegible;
  stop(trail);
}

type Step = FieldProvenance['ladder'][number];
const emptyAt = (rung: Rung): Step => Object.freeze({ rung, value: null, hit: false });
/** Shared steps: most rungs of most fields have no value. */
const EMPTY: Readonly<Record<Rung, Step>> = {
  hand: emptyAt('hand'),
  row: emptyAt('row'),
  scoped: emptyAt('scoped'),
  table: emptyAt('table'),
  default: emptyAt('default'),
};

function settledOnNothing(
  { source, asked, missing, sameName, illegible, unreadable, undecided, payee, related, unsupported }: Trail,
  ladder: FieldProvenance['ladder'],
): RuledValue {
  return {
    value: null,
    provenance: {
      kind: 'rule',
      reference: { code: 'none' },
      version: '',
      source: source === null ? '' : source.text,
      sourceLabel: source === null ? '' : source.label,
      ladder,
    },
    sourceRef: source === null ? '' : source.ref,
    asked,
    missing,
    from: null,
    chosen: null,
    below: null,
    illegible,
    unreadable,
    undecided,
    payee,
    related,
    relatedIds: NO_IDS,
    sameName: missing && missing === sameName?.asked ? sameName : null,
    unsupported,
  };
}

function tryRule(rule: Rule, number: number, rung: Rung, context: RuleContext, trail: Trail): void {
  const version = versionName(context.schemeVersion);
  switch (rule.kind) {
    case 'constant':
      if (rule.value !== '')
        give(
          trail,
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
      const placeholders = countPlaceholders(rule.text);
      const label = placeholders > 1 ? '多项' : (trail.source?.label ?? '');
      if (texts.length > 0 || placeholders === 0)
        give(
          trail,
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
    case 'date':
      giveDay(rule, rung, context, trail);
      return;
    case 'source':
    case 'amount': {
      const from = read(rule.from, context, trail);
      const { text } = from;
      if (text === '') return;
      const value = rule.kind === 'source' ? text : amountOf(from);
      if (value === null) stopAtIllegible(trail, from);
      else give(trail, byRule(rung, value, 'form', referenceOf(from), version, from));
      return;
    }
    case 'lookup':
      lookUp(rule, number, rung, context, trail);
      return;
    case 'expression':
      compute(rule, number, rung, context, trail);
  }
}

/** Returns the control of the approval, or of the related one, that a value was read from. */
const referenceOf = ({ label, related }: Pick<Read, 'label' | 'related'>): Reference =>
  related === undefined ? { code: 'form', label } : { code: 'related', title: related.title, label: related.of };

/**
 * Gives the day of a control, of a column or of the mapping; if that day is in a closed period and the rule moves it, the first day after the period.
 */
function giveDay(rule: DateRule, rung: Rung, context: RuleContext, trail: Trail): void {
  if (rule.from === PUSH_DAY) {
    giveDayOfMapping(rule, rung, context, trail);
    return;
  }
  const found = rule.pick === undefined ? oneDay(rule, context, trail) : pickedOf(rule, rule.pick, context, trail);
  if (found === null) return;
  const { label, text } = found;
  const { day, closed } = placedDay(found.day, rule.closed, context.closed?.of(context.asks.orgNumber));
  if (closed) context.closed?.meet(context.asks.orgNumber);
  const was = closed && day !== closed.was ? { was: closed.was } : {};
  const picked = rule.pick === undefined ? {} : { pick: rule.pick, ...(found.of ? { of: found.of } : {}) };
  const plain = rule.pick === undefined && !('was' in was);
  const reference: Reference = plain ? referenceOf(found) : { code: 'day', label, ...picked, ...was };
  const kind = 'was' in was ? 'rule' : 'form';
  const source = { text, label, ref: rule.from };
  const candidate = byRule(rung, day, kind, reference, versionName(context.schemeVersion), source);
  give(trail, closed ? { ...candidate, closed } : candidate);
}

function giveDayOfMapping(rule: DateRule, rung: Rung, context: RuleContext, trail: Trail): void {
  const today = context.day?.take();
  if (today === undefined) return;
  const { day, closed } = placedDay(today, rule.closed, context.closed?.of(context.asks.orgNumber));
  if (closed) context.closed?.meet(context.asks.orgNumber);
  const reference: Reference = { code: 'push-day', ...(closed && day !== today ? { was: today } : {}) };
  const source = { text: today, label: instanceLabel('pushDay'), ref: PUSH_DAY };
  const candidate = byRule(rung, day, 'rule', reference, versionName(context.schemeVersion), source);
  give(trail, closed ? { ...candidate, closed } : candidate);
}

type Found = Pick<Extract<FoundDay, { kind: 'day' }>, 'day' | 'text' | 'label' | 'of'> & Pick<Read, 'related'>;

function oneDay({ from }: DateRule, context: RuleContext, trail: Trail): Found | null {
  const { text, label, related } = read(from, context, trail);
  if (text === '') return null;
  const day = readDate(text);
  if (day === null) stopAtIllegible(trail, { text, label });
  return day === null ? null : { day, text, label, of: null, ...(related ? { related } : {}) };
}

function pickedOf({ from }: DateRule, pick: DatePick, context: RuleContext, trail: Trail): Found | null {
  const found = pickedDay(from, pick, context.source, context.lines ?? []);
  if (found.kind === 'unreadable') {
    trail.unreadable ??= found.label;
    stop(trail);
  }
  if (found.kind === 'illegible') stopAtIllegible(trail, { text: found.text, label: found.label });
  if (trail.source === null || trail.source.text === '')
    trail.source = { text: 'text' in found ? found.text : '', label: found.label, ref: from };
  return found.kind === 'day' ? found : null;
}

/** Gives the result of an expression; an empty text is no value. */
function compute(
  { cel }: Extract<Rule, { kind: 'expression' }>,
  number: number,
  rung: Rung,
  context: RuleContext,
  trail: Trail,
): void {
  if (cel === undefined) {
    trail.unsupported = true;
    return;
  }
  const texts: string[] = [];
  const labels = new Set<string>();
  try {
    const value = compileExpression(cel)
      .run((ref) => {
        const from = read(ref, context, trail);
        const { text, label, decimal } = from;
        labels.add(label);
        if (text !== '') texts.push(text);
        // A comparison sees the text alone, and three decimals in a text may be thousands.
        return decimal ? (amountOf(from) ?? text) : text;
      })
      .trim();
    if (value === '') return;
    const label = labels.size > 1 ? '多项' : ([...labels][0] ?? '');
    const source = { text: texts.join(' '), label, ref: trail.source?.ref ?? '' };
    const reference: Reference = { code: 'expression', rule: number };
    give(trail, byRule(rung, value, 'rule', reference, versionName(context.schemeVersion), source, cel));
  } catch (error) {
    if (!(error instanceof IllegibleTextError)) throw error;
    stopAtIllegible(trail, { text: error.text, label: trail.source?.label ?? '', compared: true });
  }
}

function lookUp(
  rule: Extract<Rule, { kind: 'lookup' }>,
  number: number,
  ownRung: Rung,
  context: RuleContext,
  trail: Trail,
): void {
  const { stops } = trail;
  const parts = keyRefs(rule).map((ref) => read(ref, context, trail));
  const asked = parts.length === 1 ? (parts[0] as Read) : joinedRead(parts);
  const { text } = asked;
  const table = context.book.get(rule.table);
  const tableName = table?.name ?? rule.table;
  const byDefaultKey = rule.key === 'instance:default';
  const shown = byDefaultKey ? NOTHING_READ : asked;
  const { defaults = {}, default: forAll } = rule;
  const { orgNumber } = context.asks;
  const fallback = Object.hasOwn(defaults, orgNumber) ? defaults[orgNumber] : forAll;
  // A part that cannot be read is no empty part: the row of an empty one is another row.
  if (text !== '' && trail.stops === stops) {
    const { key, printed, keyLabel, row, sameName } =
      parts.length === 1 ? findRow(rule, asked, context) : findJoined(rule, parts, context);
    const lookedUp: AskedKey = {
      table: rule.table,
      tableName,
      key,
      keyLabel,
      orgNumber: context.asks.orgNumber,
      found: row !== null,
      row,
      ...(row === null && table?.isDated ? comingRow(table, key, context.asks) : {}),
    };
    trail.asked.push(lookedUp);
    const doubt = sameName ? { ...sameName, asked: lookedUp } : null;
    if (doubt) trail.sameName ??= doubt;
    if (row) {
      const rung = byDefaultKey ? 'default' : row.scope === 'company' ? ownRung : 'scoped';
      give(trail, {
        rung,
        rule: number,
        value: row.targetNumber,
        kind: byDefaultKey ? 'default' : 'table',
        reference: {
          code: 'table',
          table: rule.table,
          name: tableName,
          scope: row.scope,
          key: printed,
          ...(row.fromDay ? { fromDay: row.fromDay } : {}),
        },
        version: `r${table?.revision ?? 0}`,
        source: shown.text,
        sourceLabel: shown.label,
        from: lookedUp,
        sameName: doubt,
        fixed: null,
        ref: shown.ref,
      });
    } else if (fallback === undefined) trail.missing ??= lookedUp;
  }
  if (fallback !== undefined && fallback !== '')
    give(
      trail,
      byRule(
        'default',
        fallback,
        'default',
        { code: 'fallback', rule: number },
        versionName(context.schemeVersion),
        shown,
        fallback,
      ),
    );
}

function comingRow(table: TableBook, key: string, asks: AskedFrom): Pick<AskedKey, 'comesOn'> {
  const comesOn = asks.day === '' ? '' : table.comesOn(key, asks);
  return comesOn === '' ? {} : { comesOn };
}

/** Adds a candidate. The first one gets an array of its own: most fields have one candidate, and an array that grows reserves room for many. */
function give(trail: Trail, candidate: Candidate): void {
  if (trail.candidates.length === 0) trail.candidates = [candidate];
  else trail.candidates.push(candidate);
}

/** Reads a value and records what it meets: the first reference names the source of a field that gets no value. */
function read(ref: string, { source, row }: RuleContext, trail: Trail): Read {
  const value = source.read(ref, row);
  if (value.unreadable) trail.unreadable ??= value.label;
  if (value.payee) trail.payee ??= value.payee;
  noteIds(value, trail);
  if (value.related?.trouble) trail.related ??= value.related.trouble;
  // No later rule may give a value for a payee that is not clear, in place of what cannot be read, or of a related approval that is not certain.
  if (value.unreadable || value.related?.trouble || (value.payee && payeeLevel(value.payee) === 'red')) stop(trail);
  if (ref !== 'instance:default' && (!trail.source || (trail.source.text === '' && value.text !== '')))
    trail.source = { text: value.text, label: value.label, ref };
  const { text, label, department, related, decimal } = value;
  const plain: Read = decimal ? { text, label, ref, decimal } : { text, label, ref };
  if (related === undefined) return department === undefined ? plain : { text, label, ref, department };
  return { ...plain, related, ...(department === undefined ? {} : { department }) };
}

function noteConditions(conditions: readonly Condition[], { source, row }: RuleContext, trail: Trail): void {
  for (const { from } of conditions) if (isOfRelated(from)) noteIds(source.read(from, row), trail);
}

function noteIds({ related }: Pick<Read, 'related'>, trail: Trail): void {
  if (related) trail.relatedIds = [...new Set([...trail.relatedIds, ...related.ids])];
}
