/** An approval for specs, of an invented form: only what parseApproval reads of a v1.0 answer (dingtalk.md §4.2, §5). */

export interface SpecApproval {
  index: number;
  originatorUserId?: string;
  department?: string;
  departmentId?: string;
  rows?: readonly { amount: string; item: string }[];
  total?: string;
  /** Minute on Beijing's clock in which it passed, "2027-01-01T00:30"; absent: in March 2026. */
  finishedAt?: string;
}

export const FINISHED_AT = '2026-03-05T23:30';

const field = (id: string, name: string, value: string, componentType = 'TextField') => ({
  id,
  name,
  componentType,
  value,
});

export const instanceId = (index: number): string => `inst-${String(index).padStart(6, '0')}`;

export function rawApproval(approval: SpecApproval): string {
  const { index, originatorUserId, department, departmentId, rows, total, finishedAt = FINISHED_AT } = approval;
  const lines = rows ?? [
    { amount: '120.00', item: '市内交通' },
    { amount: '36.80', item: '住宿' },
  ];
  const sum = lines.reduce((fen, { amount }) => fen + BigInt(amount.replace('.', '')), 0n);
  const digits = sum.toString().padStart(3, '0');
  const table = lines.map(({ amount, item }, row) => ({
    rowNumber: `TableField_1_${row}`,
    rowValue: [
      { componentType: 'DDDateField', label: '费用发生日期', key: 'd', value: '2026-03-01' },
      { componentType: 'MoneyField', label: '报销金额(元)', key: 'm', value: amount },
      {
        componentType: 'DDSelectField',
        label: '费用明细',
        key: 'e',
        value: item,
        extendValue: { label: item, key: 'o' },
      },
    ],
  }));
  return JSON.stringify({
    success: true,
    result: {
      title: '冯赟提交的费用报销',
      createTime: '2026-03-05T09:10Z',
      finishTime: `${finishedAt}Z`,
      originatorUserId: originatorUserId ?? '4417',
      originatorDeptId: departmentId ?? '468210369',
      originatorDeptName: department ?? '市场部',
      status: 'COMPLETED',
      result: 'agree',
      businessId: `202603050910${String(index).padStart(9, '0')}`,
      bizAction: 'NONE',
      operationRecords: [],
      tasks: [],
      formComponentValues: [
        field('p', '费用归属项目', '智慧园区一期'),
        field('c', '报销类别', '行政报销', 'DDSelectField'),
        field('a', '行政报销类型', '差旅费', 'DDSelectField'),
        field('t', '报销明细', JSON.stringify(table), 'TableField'),
        field('s', '总金额', total ?? `${digits.slice(0, -2)}.${digits.slice(-2)}`, 'CalculateField'),
        field(
          'r',
          '收款账号',
          JSON.stringify({ accountName: '冯赟', accountNumber: '6222 0000 1111 2222', bankName: '招商银行杭州分行' }),
          'RecipientAccountField',
        ),
        field('x', '公司帐号付款(如需公司帐号付款请选择)', 'null', 'DDSelectField'),
      ],
    },
  });
}
