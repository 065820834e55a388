import { describe, expect, it } from 'vitest';
import { placeGroups } from './rule-places.js';

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
