/** A reimbursement of five rows, as in DingTalk's v1.0 detail answer (dingtalk.md §4.2, §5). */

const field = (id: string, name: string, value: string, componentType = 'TextField') => ({
  id,
  name,
  componentType,
  value,
});
const ROWS = [
  ['120.00', '市内交通', '去客户现场'],
  ['36.80', '住宿', '住宿一晚'],
  ['88.00', '市内交通', '夜间回程'],
  ['256.40', '住宿', '展会期间'],
  ['19.90', '市内交通', '取样品'],
] as const;
const TOTAL = '521.10';

/** Returns one approval as JSON text. @param index makes business id and title unique, so that no approval profits from another. */
export function fiveRows(index: number): string {
  const table = ROWS.map(([amount, item, note], row) => ({
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
      { componentType: 'TextField', label: '费用说明', key: 'n', value: note },
    ],
  }));
  const record = (showName: string, date: string) => ({
    userId: '4417',
    date,
    type: 'EXECUTE_TASK_NORMAL',
    result: 'AGREE',
    showName,
    remark: '',
  });
  return JSON.stringify({
    success: true,
    result: {
      title: `冯赟提交的费用报销 ${index}`,
      createTime: '2026-03-05T09:10Z',
      finishTime: '2026-03-05T23:30Z',
      originatorUserId: '4417',
      originatorDeptId: '468210369',
      originatorDeptName: '市场部',
      status: 'COMPLETED',
      result: 'agree',
      businessId: `202603050910${String(index).padStart(9, '0')}`,
      bizAction: 'NONE',
      operationRecords: [record('直属主管', '2026-03-05T10:00Z'), record('财务', '2026-03-05T11:00Z')],
      tasks: [
        { taskId: 1, userId: '4417', status: 'COMPLETED', result: 'AGREE' },
        { taskId: 2, userId: '4418', status: 'COMPLETED', result: 'AGREE' },
      ],
      formComponentValues: [
        field('p', '费用归属项目', '智慧园区一期'),
        field('c', '报销类别', '行政报销', 'DDSelectField'),
        field('a', '行政报销类型', '差旅费', 'DDSelectField'),
        field('t', '报销明细', JSON.stringify(table), 'TableField'),
        field('s', '总金额', TOTAL, 'CalculateField'),
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
