import { describe, expect, it } from 'vitest';
import { placeGroups, refLabel } from './rule-places.js';
import { goesWith, inExpression, joinRefs, piecesOf, refsInExpression, singleRefs, splitRef } from './rule-refs.js';

const place = (ref: string, label: string) => ({ ref, label, kind: 'TextField', options: [] });
const fields = {
  places: {
    row: [place('row:付款公司', '付款公司')],
    form: [place('field:总金额', '总金额')],
    approval: [place('instance:title', '审批标题')],
  },
};

describe('what may be read for a field', () => {
  it('has the columns of the details first for a row', () => {
    expect(placeGroups(fields, 'rows', '报销明细').map(({ label }) => label)).toEqual([
      '报销明细',
      '审批表头',
      '审批本身',
    ]);
  });
  it('has them last for the head, which reads them where an approval becomes several bills: who pays is chosen before it is split', () => {
    const groups = placeGroups(fields, 'header', '报销明细');
    expect(groups.map(({ places }) => places[0]?.ref)).toEqual(['field:总金额', 'instance:title', 'row:付款公司']);
    expect(groups.at(-1)?.label).toBe('报销明细的列（一张审批分成几张单据时才有值）');
  });
});

describe('a control of related approvals', () => {
  const [one, other] = ['related:关联审批单>合同编号', 'related:关联审批单>合同号'];
  it('is one reference, whose names are those on the related approvals', () => {
    expect(splitRef(`${one}#number`)).toEqual({ place: 'related:关联审批单>', names: ['合同编号'], part: '#number' });
    expect(singleRefs('related:关联审批单>合同编号|合同号')).toEqual([one, other]);
    expect(joinRefs([one, other])).toBe('related:关联审批单>合同编号|合同号');
  });
  it('has only controls that the same control names as its substitutes', () => {
    expect(goesWith(one, other)).toBe(true);
    expect(goesWith(one, 'related:关联合同>合同编号')).toBe(false);
    expect(goesWith(one, 'field:合同编号')).toBe(false);
  });
  it('is found in texts and expressions, and is called by both names', () => {
    expect(piecesOf(`合同 {${one}}`)).toEqual([{ text: '合同 ' }, { ref: one }]);
    expect(refsInExpression(`${inExpression(one)} + "号"`)).toEqual([one]);
    const groups = [
      { label: '表单', places: [{ ref: one, label: '关联审批单 › 合同编号', kind: '单行文本', options: [] }] },
    ];
    expect(refLabel(one, groups)).toBe('关联审批单 › 合同编号');
  });
});
