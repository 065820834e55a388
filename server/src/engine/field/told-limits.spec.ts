import type { SchemeContent } from '@dingdee/shared/scheme';
import { describe, expect, it } from 'vitest';
import { worded } from '../../domain/draft/issue-words.js';
import { citedLimits, withOwnFields } from '../../domain/draft/own-fields.js';
import { writeProvenance } from '../../domain/draft/provenance-text.js';
import type { FieldLimit } from '../../domain/draft/target-form.js';
import { NO_BASE_DATA } from '../../domain/draft/usable-base-data.js';
import { mapApproval } from '../map-approval.js';
import { control, expenseInput, text } from '../reimbursement-for-spec.js';

type Limits = Readonly<Record<string, Partial<FieldLimit>>>;
/** Maps a reimbursement whose remark is a text of this length, at a site that says this of its fields. */
function mapped(
  length: number,
  limits: Limits = {},
  { rules = {}, locks = {} }: { rules?: object; locks?: Record<string, string> } = {},
) {
  const input = expenseInput({ controls: { 备注: control('备注', text('字'.repeat(length))) }, locks });
  const { scheme } = input;
  const remark = { label: '摘要', required: false, rules: [{ kind: 'source' as const, from: 'field:备注' }] };
  const content = { ...scheme.content, header: { ...scheme.content.header, remark, ...rules } } as SchemeContent;
  const told = {
    fieldLimit: (_form: string, level: string, name: string) => {
      const limit = limits[`${level}.${name}`];
      return limit ? { longest: null, choices: [], ...limit } : null;
    },
  };
  const given = { ...input, scheme: { ...scheme, content }, baseData: { ...NO_BASE_DATA, ...told } };
  const result = mapApproval({ ...given, target: withOwnFields(input.target, content, told) });
  const again = (cited = result.citations.longest ?? {}) =>
    mapApproval({ ...given, baseData: NO_BASE_DATA, target: withOwnFields(input.target, content, citedLimits(cited)) });
  return { result, again, remark: result.draft?.header.remark };
}
const issuesOf = ({ result }: ReturnType<typeof mapped>, path = 'header.remark') =>
  result.issues.filter((issue) => issue.path === path).map((issue) => [issue.level, issue.code, worded(issue).message]);

describe('a text that is longer than the field of the site', () => {
  it('is told with both lengths, and is not cut: a person decides whether the field holds it', () => {
    const short = mapped(51, { 'header.remark': { longest: 50 } });
    expect(issuesOf(short)).toEqual([
      ['amber', 'over-limit', expect.stringMatching(/^摘要有 51 个字，金蝶的表单说这个字段最多 50 个/)],
    ]);
    expect(short.result.fields.header.remark).toHaveLength(51);
    expect(issuesOf(mapped(50, { 'header.remark': { longest: 50 } }))).toEqual([]);
  });

  it('is cut at our own limit and told where the site says nothing, as ever', () => {
    const plain = mapped(300);
    expect([plain.remark?.length, plain.result.citations.longest]).toEqual([255, undefined]);
    expect(issuesOf(plain)).toEqual([
      ['amber', 'too-long', '摘要有 300 个字，金蝶只收 255 个，已截短。核对截短后的内容。'],
    ]);
    const other = mapped(300, { 'rows.comment': { longest: 50 } });
    expect(other.result).toEqual(plain.result);
  });

  it('is cut and told, as ever, at the limit of a field that takes no less than we know', () => {
    const site = { 'header.remark': { longest: 500 } };
    const long = mapped(700, site);
    expect([long.remark?.length, long.result.citations.longest]).toEqual([500, { 'header.remark': 500 }]);
    expect(issuesOf(long)).toEqual([
      ['amber', 'too-long', '摘要有 700 个字，金蝶只收 500 个，已截短。核对截短后的内容。'],
    ]);
    expect(long.again().hash).toBe(long.result.hash);
    const same = mapped(700, { 'header.remark': { longest: 255 } });
    expect([same.result.hash, same.result.citations.longest]).toEqual([mapped(700).result.hash, undefined]);
  });

  it('and is longer than ours too is cut at ours, and both are told', () => {
    const both = mapped(400, { 'header.remark': { longest: 50 } });
    expect(both.remark).toHaveLength(255);
    expect(issuesOf(both).map(([, code]) => code)).toEqual(['too-long', 'over-limit']);
  });

  it('is told of a value set by hand too, until a shorter one is set', () => {
    const site = { 'header.remark': { longest: 50 } };
    expect(issuesOf(mapped(51, site, { locks: { 'header.remark': '字'.repeat(60) } }))).toHaveLength(1);
    expect(issuesOf(mapped(51, site, { locks: { 'header.remark': '改短了' } }))).toEqual([]);
    expect(mapped(51, site, { locks: { 'header.remark': '改短了' } }).remark).toBe('改短了');
  });

  it('stops an account that the field does not hold', () => {
    const found = mapped(1, { 'rows.oppositeAccount': { longest: 12 } });
    expect(issuesOf(found, 'rows[0].oppositeAccount')).toEqual([
      ['red', 'over-limit', expect.stringContaining('有 19 个字，金蝶的这个字段最多 12 个')],
    ]);
  });
});

describe('a text that only the site lets through', () => {
  const site = { 'header.remark': { longest: 500 } };
  it('is sent whole, and the bill cites the limit: run again without Kingdee it gives the same bytes', () => {
    const { result, again, remark } = mapped(300, site);
    expect(remark).toHaveLength(300);
    expect(result.citations.longest).toEqual({ 'header.remark': 500 });
    expect(JSON.stringify(again().draft)).toBe(JSON.stringify(result.draft));
    expect([again().hash, writeProvenance(again().provenance)]).toEqual([
      result.hash,
      writeProvenance(result.provenance),
    ]);
    // Without its citation it would be another bill.
    expect(again({}).hash).not.toBe(result.hash);
  });

  it('is cited by no bill whose texts need no more than our own limit', () => {
    const { result, again } = mapped(255, site);
    expect([result.citations.longest, again().hash]).toEqual([undefined, result.hash]);
  });

  it('of a field of the customer’s own keeps the order of the others', () => {
    const own = (from: string) => ({ label: '', required: false, rules: [{ kind: 'source', from }] });
    const rules = { F_B: own('field:备注'), F_A: own('field:总金额'), F_C: own('field:总金额') };
    const { result, again } = mapped(300, { 'header.F_B': { longest: 500 } }, { rules });
    expect(result.citations.longest).toEqual({ 'header.F_B': 500 });
    expect(Object.keys(result.draft?.header ?? {}).slice(-3)).toEqual(['F_A', 'F_B', 'F_C']);
    expect(JSON.stringify(again().draft)).toBe(JSON.stringify(result.draft));
  });
});

describe('a value that the field of the site does not offer', () => {
  const way = (value: string) => ({
    rules: { F_A_Way: { label: '报销类别', required: true, rules: [{ kind: 'constant', value }] } },
  });
  const site = {
    'header.F_A_Way': {
      choices: [
        { value: 'CL', caption: '差旅' },
        { value: 'ZD', caption: '招待' },
      ],
    },
  };
  it('is told with the values that it offers', () => {
    const wrong = mapped(1, site, way('BG'));
    expect(issuesOf(wrong, 'header.F_A_Way')).toEqual([
      ['amber', 'not-offered', expect.stringMatching(/^报销类别是“BG”，.*只有：CL 差旅、ZD 招待，/)],
    ]);
    expect(mapped(1, site, way('ZD')).result.draft?.header.F_A_Way).toBe('ZD');
    expect(issuesOf(mapped(1, {}, way('BG')), 'header.F_A_Way')).toEqual([]);
  });

  it('is found in the form’s own lists too', () => {
    const found = mapped(1, { 'header.contactUnitType': { choices: [{ value: 'BD_Supplier', caption: '供应商' }] } });
    expect(issuesOf(found, 'header.contactUnitType').map(([level, code]) => [level, code])).toEqual([
      ['amber', 'not-offered'],
    ]);
  });

  it('is none in another case of letters, nor where several values are chosen', () => {
    for (const value of ['zd', 'CL,ZD', 'CL, ZD'])
      expect(issuesOf(mapped(1, site, way(value)), 'header.F_A_Way')).toEqual([]);
    expect(issuesOf(mapped(1, site, way('CL,BG')), 'header.F_A_Way')).toHaveLength(1);
  });
});
