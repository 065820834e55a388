/** Draws numbers from a seed: the same seed gives the same run on every machine. */
export class Dice {
  constructor(private state: number) {}
  below(most: number): number {
    this.state = (this.state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) % most;
  }
  pick<T>(items: readonly T[]): T {
    return items[this.below(items.length)] as T;
  }
  digits(length: number): string {
    return Array.from({ length }, () => String(this.below(10))).join('');
  }
}

export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };
export type Component = { [key: string]: Json };

const NAMES = ['冯赟', '李四', '欧阳若兰', '某某（杭州）科技有限公司', '甲乙丙商行'];
const BANKS = ['招商银行杭州分行', '中国工商银行', '杭州联合农商行'];
/** Lengths of card and bank accounts as they occur, short and long: 8 to 32 digits are accepted. */
const LENGTHS = [8, 9, 10, 12, 15, 16, 17, 18, 19, 19, 19, 22, 32] as const;
const groups = (digits: string): string => digits.replace(/(\d{4})(?=\d)/g, '$1 ');

/**
 * Makes the payee's control in one of the seen or plausible shapes; some contain numbers that must not be taken for an account, some two
 * payees.
 */
function payee(dice: Dice): Component {
  const number = `62${dice.digits(dice.pick(LENGTHS) - 2)}`;
  const name = dice.pick(NAMES);
  const bank = dice.pick(BANKS);
  const second = `6217${dice.digits(dice.pick([4, 5, 8, 12]))}`;
  const control = { id: 'RecipientAccountField_1', name: '收款账号', componentType: 'RecipientAccountField' };
  const plain = { accountName: name, accountNumber: number, bankName: bank, accountType: 'BANKCARD' };
  const row = (holder: string, account: string) => ({
    rowNumber: `B_${account}`,
    rowValue: [
      { label: '银行账户名', key: 'b1', value: holder },
      { label: '银行账号', key: 'b2', value: account },
      { label: '开户行', key: 'b3', value: bank, extendValue: {} },
    ],
  });
  const shapes: (() => Component)[] = [
    () => ({ ...control, value: JSON.stringify(plain) }),
    () => ({ ...control, value: JSON.stringify([plain]) }),
    () => ({ ...control, value: JSON.stringify(JSON.stringify(plain)) }),
    () => ({
      ...control,
      value: `{"cardNo":${number},"holder":"${name}","bank":{"name":"${bank}","no":"308331012345"}}`,
    }),
    () => ({ ...control, extValue: JSON.stringify({ ...plain, code: '308331012345', id: dice.digits(16) }) }),
    () => ({ ...control, value: `${name} ${bank}(${number.slice(-4)})`, extValue: JSON.stringify(plain) }),
    () => ({
      ...control,
      componentType: 'TextField',
      value: `户名：${name}\n账号：${groups(number)}\n开户行：${bank}`,
    }),
    () => ({ ...control, componentType: 'TextField', value: `账号：${number} 开户行：${bank} 户名：${name}` }),
    () => ({ ...control, componentType: 'TextareaField', value: `${name} 13${dice.digits(9)} ${number} ${bank}` }),
    () => ({
      ...control,
      componentType: 'TextareaField',
      value: `${name}，身份证号：11010519491231002X，卡号：${number}，${bank}，联行号：308331012345`,
    }),
    () => ({ ...control, componentType: 'TextField', value: `${name} ${groups(number)}（${bank}）` }),
    () => ({ ...control, componentType: 'TextareaField', value: `${bank}${groups(number)} ${name}` }),
    () => ({ ...control, componentType: 'TextareaField', value: `${name} 工资卡：${groups(number)}\n${bank}` }),
    () => ({ ...control, componentType: 'TextField', value: number }),
    () => ({ ...control, componentType: 'TableField', value: JSON.stringify([row(name, number)]) }),
    () => ({
      ...control,
      componentType: 'TableField',
      value: JSON.stringify([row(name, number), row('李四', second)]),
    }),
    () => ({ ...control, componentType: 'TextField', value: `${name} ${number} ${bank}；李四 ${second}` }),
    () => ({ ...control, value: JSON.stringify({ accountType: '钉钉账户', name }) }),
    () => ({ ...control, value: 'null' }),
  ];
  return dice.pick(shapes)();
}

const fen = (amount: number): string => `${Math.floor(amount / 100)}.${String(amount % 100).padStart(2, '0')}`;
const thousands = (amount: string): string => amount.replace(/\B(?=(\d{3})+(?!\d))(?<!\.\d*)/g, ',');
const wide = (text: string): string => text.replace(/[0-9.,]/g, (c) => String.fromCharCode(c.charCodeAt(0) + 0xfee0));

/** Makes the detail table in one of the spellings of dingtalk.md §5.3. */
function details(dice: Dice, amounts: readonly number[]): Component {
  const spelling = dice.below(5);
  const typed = dice.below(4) > 0;
  const cell = (componentType: string, label: string, value: Json): Component => ({
    ...(typed ? { componentType } : {}),
    label,
    key: `${componentType}_${label}`,
    value,
  });
  const shown = (amount: number) =>
    dice.pick([fen, (a: number) => thousands(fen(a)), (a: number) => wide(fen(a))])(amount);
  const rows: Json[] = amounts.map((amount, i) => {
    const cells: Component[] = [
      cell('DDDateField', '费用发生日期', '2026-03-01'),
      cell('MoneyField', '报销金额(元)', spelling === 4 && dice.below(2) ? Number(fen(amount)) : shown(amount)),
      { ...cell('DDSelectField', '费用明细', dice.pick(['市内交通', '住宿'])), extendValue: { key: 'option_1' } },
      cell('DDPhotoField', '凭证', ['https://static.example/a.jpg']),
    ];
    if (dice.below(3) === 0) cells.reverse();
    if (spelling === 1) return cells.map(({ label = '', value = '' }) => ({ name: label, value }));
    if (spelling === 2) return Object.fromEntries(cells.map(({ label, value = '' }) => [String(label), value]));
    if (spelling === 3) return { rowNumber: `T_${i}`, rowValue: JSON.stringify(cells) };
    return { ...(dice.below(4) ? { rowNumber: `T_${i}` } : {}), rowValue: cells };
  });
  return {
    id: 'TableField_1',
    name: dice.pick(['报销明细', ' 报销明细 ']),
    componentType: 'TableField',
    value: JSON.stringify(rows),
    ...(dice.below(3) ? { extValue: JSON.stringify({ statValue: [], componentName: 'TableField' }) } : {}),
  };
}

/** Other controls: none of them may change what is paid, except by stopping it. */
const OTHERS: readonly ((dice: Dice) => Component)[] = [
  () => ({ id: 'N', name: '说明', componentType: 'TextNote', value: '请附发票' }),
  () => ({
    id: 'P',
    name: '报销凭证拍照上传',
    componentType: 'DDPhotoField',
    value: '["https://static.example/b.jpg"]',
  }),
  () => ({
    id: 'R',
    name: '关联审批单',
    componentType: 'RelateField',
    value: '["出差"]',
    extValue: '{"list":[{"businessId":"202603010830000123456","procInstId":"i"}]}',
  }),
  () => ({
    id: 'D',
    name: '费用承担部门',
    componentType: 'DepartmentField',
    extValue: '[{"number":"1","name":"市场部","id":"9"}]',
  }),
  () => ({
    id: 'C',
    name: '费用归属项目',
    componentType: 'CascadeField',
    value: '["一期","智慧园区"]',
    extValue: '{"code":"1"}',
  }),
  (dice) => ({
    id: 'W',
    name: '币种Moneda',
    componentType: 'DDSelectField',
    value: dice.pick(['CNY', '人民币', 'USD', '美元', 'null']),
  }),
  (dice) => ({
    id: 'O',
    name: dice.pick(['抵扣借款', '冲销备用金金额（元）']),
    componentType: 'MoneyField',
    value: dice.pick(['0', '0.00', '100.00', 'null']),
  }),
  (dice) => ({
    id: 'A2',
    name: dice.pick(['对方银行账号', '付款账号', '备用收款账户']),
    componentType: 'TextField',
    value: dice.pick(['null', `6217${dice.digits(13)}`]),
  }),
];

/** Returns the same answer in the spelling of the older API family. */
export function topapi({ result }: { result: Component }): { errcode: number; errmsg: string; process_instance: Json } {
  const renamed: Readonly<Record<string, string>> = { originatorUserId: 'originator_userid' };
  const snake = (key: string) => renamed[key] ?? key.replace(/[A-Z]/g, (capital) => `_${capital.toLowerCase()}`);
  const respelt = (of: Component): Component =>
    Object.fromEntries(Object.entries(of).map(([key, value]) => [snake(key), value]));
  const components = (result.formComponentValues as Component[]).map((component) => respelt(component));
  const body = { ...respelt(result), create_time: '2026-03-05 09:10:00', finish_time: '2026-03-05 23:30:00' };
  return { errcode: 0, errmsg: 'ok', process_instance: { ...body, form_component_values: components } };
}

/** Makes one v1 answer for our template's form, written after the shapes of dingtalk.md §5 and forms-in-the-wild.md. */
export function approval(dice: Dice): { result: Component; success: Json } {
  const amounts = Array.from({ length: 1 + dice.below(4) }, () => 1 + dice.below(2_000_000));
  const sum = amounts.reduce((total, amount) => total + amount, 0);
  const total = {
    id: 'S',
    name: '总金额',
    componentType: 'CalculateField',
    value: dice.pick([fen(sum), thousands(fen(sum)), fen(sum), 'null']),
  };
  const components: Component[] = [
    { id: 'c', name: '报销类别', componentType: 'DDSelectField', value: '行政报销', extValue: '{"key":"option_1"}' },
    details(dice, amounts),
    total,
    payee(dice),
    ...OTHERS.filter(() => dice.below(4) === 0).map((other) => other(dice)),
  ];
  return {
    success: true,
    result: {
      title: '冯赟提交的费用报销',
      createTime: '2026-03-05T09:10Z',
      finishTime: '2026-03-05T23:30Z',
      originatorUserId: '4417',
      originatorDeptId: '468210369',
      originatorDeptName: '市场部',
      status: 'COMPLETED',
      result: 'agree',
      businessId: '202603050910000012345',
      bizAction: 'NONE',
      operationRecords: [],
      tasks: [],
      formComponentValues: components,
    },
  };
}
