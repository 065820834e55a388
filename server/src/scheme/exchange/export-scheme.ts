import { isHeaderRow } from '@dingdee/shared/header-row';
import type { FieldRules, SchemeContent } from '@dingdee/shared/scheme';
import {
  type ExportedScheme,
  OWN_ORGANISATION,
  type OwnValue,
  SCHEME_FILE_KIND,
  SCHEME_FILE_VERSION,
  schemeFileContent,
  type WantedColumn,
  type WantedControl,
} from '@dingdee/shared/scheme-file';
import { formNamed } from '../../connectors/forms/payment-form.js';
import type { FormControlSchema } from '../../connectors/source.js';
import { conditionWords } from '../../domain/approval/filter-words.js';
import { maskText } from '../../domain/bill/account-mask.js';
import { fallbacksOf } from '../../domain/draft/field-writers.js';
import type { TargetField } from '../../domain/draft/target-form.js';
import { contentRefs, ruleRefs } from '../../engine/rule/field-plan.js';
import { topNames } from '../../engine/source/named-controls.js';
import { type ParsedRef, parseRef } from '../../engine/source/source-ref.js';
import { controlCalled } from '../form/match-controls.js';
import { proposeMatches } from '../form/propose-matches.js';
import { beginnings } from '../market/blank.js';
import { withNumbers } from '../market/file-content.js';

interface Exported {
  name: string;
  content: SchemeContent;
  /** The form as the scheme knows it; empty if it was not read. */
  form: readonly FormControlSchema[];
}

/** Exports a scheme as a file without connection and form code. Values that belong to this site stay in the rules and are listed. Pure. */
export function exportScheme({ name, content, form }: Exported): ExportedScheme {
  const { id, header, rows } = formNamed(content.target);
  const place = (fields: Readonly<Record<string, TargetField>>) => (text: string, field: string) =>
    text === content.orgNumber && fields[field]?.baseData === 'organisation' ? OWN_ORGANISATION : text;
  const file = {
    kind: SCHEME_FILE_KIND,
    version: needsVersionTwo(content) ? SCHEME_FILE_VERSION : 1,
    code: /^[a-z0-9-]{1,60}$/.test(content.template) ? content.template : 'imported',
    name: name.slice(0, 80),
    description: `“${content.formName.slice(0, 120)}”的方案，导出自钉蝶。`,
    target: id,
    controls: wantedIn(content, form),
    content: schemeFileContent.parse({
      ...content,
      header: withNumbers(content.header, place(header)),
      rows: withNumbers(content.rows, place(rows)),
    }),
    samples: [],
  } satisfies ExportedScheme['file'];
  return { fileName: `${name.replace(/[^\p{L}\p{N}()_-]+/gu, '_').slice(0, 60)}.json`, file, own: ownValues(content) };
}

/** Tells whether the content has rules that a program of the first format would drop silently. */
const needsVersionTwo = ({ header, rows }: SchemeContent): boolean =>
  [...Object.values(header), ...Object.values(rows)].some(({ rules }) =>
    rules.some((rule) => rule.kind === 'lookup' && (rule.with !== undefined || rule.defaults !== undefined)),
  );

/** Returns the controls that the rules read, as in a template: by name, with other names that the form and the market know. */
function wantedIn(content: SchemeContent, form: readonly FormControlSchema[]): WantedControl[] {
  const top = topNames(form).all;
  const { table } = content.detail;
  const ofHeader = isHeaderRow(table);
  const detail = ofHeader ? null : controlCalled(table, top);
  const known = knownNames(content.template, form);
  const of = (name: string, among: readonly FormControlSchema[], place: 'field' | 'row'): WantedColumn => {
    const control = controlCalled(name, among);
    const usual = control ? known.get(control.id) : undefined;
    const label = control?.label.trim() ?? '';
    const aliases = [label, control?.alias ?? '', ...(usual ? [usual.name, ...usual.aliases] : [])];
    return {
      name,
      types: [...new Set([...(control ? [control.type.slice(0, 40)] : []), ...(usual?.types ?? [])])],
      aliases: [...new Set(aliases)]
        .filter((alias) => alias !== '' && alias !== name && alias.length <= 200)
        .slice(0, 60),
      without: usual?.without ?? withoutIt(content, name, place),
      ...(isNeeded(content, name, place) ? { needed: true } : {}),
    };
  };
  const names = (place: 'field' | 'row') => [
    ...new Set(
      contentRefs(content).flatMap((ref) => {
        const parsed = parseRef(ref);
        return isAt(parsed, place) ? parsed.names.map(({ printed }) => printed) : [];
      }),
    ),
  ];
  const rows = names('row');
  const fields = [...new Set([...names('field'), ...(ofHeader ? rows : [])])];
  const columns = rows.map((name) => of(name, detail?.children ?? [], 'row'));
  const tables: WantedControl[] = ofHeader
    ? []
    : [
        {
          ...of(table, top, 'field'),
          types: ['TableField'],
          needed: true,
          without: '没有明细就没有可以付款的行',
          columns,
        },
      ];
  return [...tables, ...fields.map((name) => of(name, top, 'field'))];
}

/** Returns control id → the market's names for it, if the scheme was made from a template. */
function knownNames(template: string, form: readonly FormControlSchema[]): ReadonlyMap<string, WantedColumn> {
  const wanted = beginnings().find(({ code }) => code === template)?.controls ?? [];
  return new Map(
    proposeMatches(wanted, form).flatMap(({ name, table, control }) => {
      const around = table === null ? wanted : (wanted.find((one) => one.name === table)?.columns ?? []);
      const found = around.find((one) => one.name === name);
      return control !== null && found ? [[control, found] as const] : [];
    }),
  );
}

const fieldsOf = ({ header, rows }: SchemeContent): FieldRules[] => [...Object.values(header), ...Object.values(rows)];
/** A control that names related approvals is a control of the form itself. */
const isAt = ({ place }: Pick<ParsedRef, 'place'>, wanted: 'field' | 'row'): boolean =>
  place === wanted || (place === 'related' && wanted === 'field');

const reads = (refs: readonly string[], name: string, place: 'field' | 'row'): boolean =>
  refs.some((ref) => {
    const parsed = parseRef(ref);
    return isAt(parsed, place) && parsed.names.some(({ printed }) => printed === name);
  });

function withoutIt(content: SchemeContent, name: string, place: 'field' | 'row'): string {
  const labels = fieldsOf(content)
    .filter(({ rules }) => reads(rules.flatMap(ruleRefs), name, place))
    .map(({ label }) => label);
  if (labels.length > 0) return `${[...new Set(labels)].slice(0, 6).join('、')}不从它取值`;
  return reads([content.totalFrom], name, place) ? '没有总金额可以核对' : '采集条件看不到它';
}

const isNeeded = (content: SchemeContent, name: string, place: 'field' | 'row'): boolean =>
  reads((content.rows[formNamed(content.target).row.amount]?.rules ?? []).flatMap(ruleRefs), name, place);

/** Numbers that Kingdee itself ships are the same on every site. */
const EVERYWHERE = /_SYS$|^PRE\d{3}$/;

/**
 * Lists the values in the rules that are valid on this site only: numbers of its base data, accounts, its own fields, and the person who comments.
 */
function ownValues(content: SchemeContent): OwnValue[] {
  const own: OwnValue[] = [];
  const add = (what: string, value: string) => {
    if (value !== '' && !own.some((one) => one.what === what && one.value === value)) own.push({ what, value });
  };
  const look = (fields: SchemeContent['header'], known: Readonly<Record<string, TargetField>>) => {
    for (const [name, { label, rules }] of Object.entries(fields)) {
      const target = known[name];
      if (!target) add('自定义字段', `${label || name}（${name}）`);
      for (const rule of rules) {
        const values = rule.kind === 'constant' ? [rule.value] : rule.kind === 'lookup' ? fallbacksOf(rule) : [];
        for (const value of values) {
          const general =
            EVERYWHERE.test(value) || (value === content.orgNumber && target?.baseData === 'organisation');
          if (value === '' || general || (target && !target.baseData && !target.masked)) continue;
          add(label || name, target?.masked ? maskText(value) : value);
        }
        const { defaults = {} } = rule.kind === 'lookup' ? rule : {};
        for (const organisation of Object.keys(defaults)) add(`${label || name}的默认值按组织`, organisation);
      }
    }
  };
  const target = formNamed(content.target);
  look(content.header, target.header);
  look(content.rows, target.rows);
  // Listed so that the person who imports the file sees what the filter leaves out.
  for (const condition of content.filter) add('采集条件', conditionWords(condition));
  if (content.writeback.asUserId !== null) add('回写用谁的名义', content.writeback.asUserId);
  return own;
}
