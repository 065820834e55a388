import type { CuresQuery, FormCure, FormCures } from '@dingdee/shared/form-cure';
import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';
import { FormDefinitions } from '../scheme/drift/form-definitions.js';
import { SchemeStore } from '../scheme/version/scheme-store.js';
import { type CuredRule, curedRules, kindOfControl, withCure } from './cure-rules.js';
import { RunTrial } from './run-trial.js';
import type { Tried } from './try-one.js';

/** Most cures of one rule that are tried: each maps the newest approvals once. */
const MOST_TRIED = 8;
const MOST_SHOWN = 4;

/** Shows how a rule that reads a changed control could read another one, with how many of the newest approvals that fills. Writes nothing. */
@Injectable()
export class ShowCures {
  constructor(
    private readonly db: Database,
    private readonly schemes: SchemeStore,
    private readonly forms: FormDefinitions,
    private readonly trying: RunTrial,
  ) {}

  /** @throws SchemeNotFoundError */
  async of(schemeId: string, { control }: CuresQuery): Promise<FormCures> {
    const { currentVersion, processCode } = await this.schemes.get(schemeId);
    const version = await this.schemes.version(schemeId, currentVersion);
    const form = await this.forms.one(processCode);
    const found = form === null ? [] : curedRules(version.content, version.form, form, control);
    const names = await this.tableNames();
    const counted = new Map<string, number>();
    const items: FormCure[] = [];
    let tried = 0;
    for (const cure of found) {
      const place = `${cure.part}.${cure.name} ${cure.index}`;
      const before = counted.get(place) ?? 0;
      if (before === MOST_TRIED) continue;
      counted.set(place, before + 1);
      const all = await this.trying.withContent(schemeId, withCure(version.content, withoutDefaults(cure)));
      tried = all.length;
      items.push({
        field: `${cure.part}.${cure.name}`,
        label: version.content[cure.part][cure.name]?.label ?? cure.name,
        index: cure.index,
        rule: cure.rule,
        control: cure.control.label || cure.control.id,
        kind: kindOfControl(cure.control),
        table: cure.rule.kind === 'lookup' ? (names.get(cure.rule.table) ?? cure.rule.table) : null,
        filled: all.filter((one) => isFilled(one, cure)).length,
      });
    }
    return { version: currentVersion, tried, items: best(items) };
  }

  private async tableNames(): Promise<ReadonlyMap<string, string>> {
    const rows = await this.db.query<{ code: string; name: string }>('SELECT code, name FROM mapping_table');
    return new Map(rows.map(({ code, name }) => [code, name]));
  }
}

const byFilled = (one: FormCure, other: FormCure): number =>
  one.field === other.field && one.index === other.index ? other.filled - one.filled : 0;

/** Returns the rule without what it gives where its table has no row: such a value says nothing of the control. */
function withoutDefaults(cure: CuredRule): CuredRule {
  if (cure.rule.kind !== 'lookup') return cure;
  const { default: _, defaults: _own, ...rule } = cure.rule;
  return { ...cure, rule };
}

/** Returns true if that rule gives the field a value, in each row, and none that stops the bill. */
function isFilled({ result: { fields, issues }, used }: Tried, { part, name, index, rule }: CuredRule): boolean {
  const stops = issues.some(({ level, path }) => level === 'red' && path.replace(/\[\d+\]/, '') === `${part}.${name}`);
  if (stops) return false;
  const given = (path: string, value: string | undefined) => (value ?? '') !== '' && used.get(path) === index + 1;
  if (part === 'header') return given(`header.${name}`, fields.header[name]);
  const has = (row: (typeof fields.rows)[number], at: number) =>
    rule.kind === 'amount' ? row.amount !== null : given(`rows[${at}].${name}`, row.fields[name]);
  return fields.rows.length > 0 && fields.rows.every(has);
}

/** Returns of each rule the cures that fill most. */
function best(items: readonly FormCure[]): FormCure[] {
  const shown = new Map<string, number>();
  return [...items].sort(byFilled).filter(({ field, index }) => {
    const before = shown.get(`${field} ${index}`) ?? 0;
    shown.set(`${field} ${index}`, before + 1);
    return before < MOST_SHOWN;
  });
}
