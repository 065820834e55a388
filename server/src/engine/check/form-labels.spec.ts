import { describe, expect, it } from 'vitest';
import { mapped, top } from '../payloads-for-spec.js';

/** What is asked about one more control on a form that pays 156.80: level and code. */
const asked = (label: string, value: string, type = 'TextField') =>
  mapped({ more: [top(label, value, type)] }).issues.map(({ level, code }) => `${level} ${code}`);

describe('an offset that nothing subtracts stops the bill under any of its labels', () => {
  it.each([
    '沖銷備用金',
    '沖抵借款金額',
    '抵銷預付款',
    '減：備用金',
    '减：备用金',
    '减:其他',
    '减备用金',
    '（减）备用金',
    '扣：借款',
    '扣借款',
    '扣回借款',
    '扣备用金金额',
    '減借款',
    'Less: Advance',
    'Less advance payment',
    '歸還備用金',
    '預付款',
    '代扣個稅',
    '不可报销金额',
    '不报销金额',
    '暂支金额',
    '退补金额',
    '差额退补',
    '扣违约金',
    '未批准金额',
    '不同意金额',
    '财务不同意金额',
    '扣款意见',
    '还款情况',
  ])('%s', (label) => {
    expect(asked(label, '50')).toEqual(['red offset']);
    expect(asked(label, '0')).toEqual([]);
  });

  it.each([
    ['减免说明', '老客户减免50元'],
    ['扣款说明', '迟到扣50'],
    ['备用金账户', '6222021234567890123'],
    ['备用金账号', '1002'],
    ['備用金帳號', '1002'],
    ['减排项目', '2026年减排1期'],
    ['扣子采购数量', '50'],
    ['减速机型号', 'R50'],
    ['Lesson', '3'],
    ['借款單號', '202601020304000011111'],
    ['是否沖抵借款', '否'],
    ['可抵扣進項稅額', '9.00'],
    ['备用金余额', '3000'],
    ['备用金類型', '差旅1'],
  ])('%s=%s is none', (label, value) => {
    expect(asked(label, value)).toEqual([]);
  });
});

describe('what somebody took off is never the amount to be paid', () => {
  it.each(['财务核减金额', '部门核减金額', '公司核减', '领导核减金额'])('%s', (label) => {
    // All of it refused: it is the sum of the rows, and nothing is to be paid.
    expect(asked(label, '156.80')).toEqual(['red offset']);
    expect(asked(label, '0.00')).toEqual([]);
  });
  it('核减后金额 is what is paid', () => {
    expect(asked('核减后金额', '156.80')).toEqual([]);
    expect(asked('核减后金额', '100')).toEqual(['red payable-differs']);
  });
});

it('an account in the place of an offset is told by its last digits', () => {
  const { issues } = mapped({ more: [top('退款账户', '农业银行 6222021234567890123')] });
  expect(issues.map(({ code }) => code)).toEqual(['offset']);
  expect(JSON.stringify(issues)).toContain('尾号 0123');
  expect(JSON.stringify(issues)).not.toContain('6222021234567890123');
});

describe('an amount that may have to be subtracted is asked about', () => {
  it.each(['个人自付', '自付金额', '超标金额', '超标准部分', '抹零金额', '调整金额', '财务调整金额'])('%s', (label) => {
    expect(asked(label, '50')).toEqual(['amber maybe-offset']);
    expect(asked(label, '0')).toEqual([]);
  });

  it.each([
    ['是否超标', '是，2晚'],
    ['超标原因', '展会期间涨到500'],
    ['调整说明', '减50'],
    ['自付说明', '自付50'],
  ])('%s=%s is not', (label, value) => {
    expect(asked(label, value)).toEqual([]);
  });
});

describe('an amount to be paid that is not what the bill pays stops it under any of its labels', () => {
  it.each([
    '實付金額',
    '應付員工金額（元）',
    '核定金額',
    '最终报销金额',
    '最終報銷金額',
    '最终核定金额(元)',
    '财务确认金额',
    '财务复核金额',
    '財務覆核金額',
    '财务核算金额',
    '会计复核金额',
    '复核金额',
    '复核后金额',
    '审后金额',
    '审核后金额',
    '核后金额',
    '核减后金额',
    '扣除后金额',
    '冲抵后应付金额',
    '调整后金额',
    '同意金额',
    '同意报销金额',
    '同意支付金额',
    '准予报销金额',
    '准予支付金额',
    '可报销金额',
    '可報銷金額',
    '可报金额',
    '允许报销金额',
    '应报销金额',
    '核报金额',
    '核批金额',
    '实核金额',
    '实际转账金额',
    '实际拨付金额',
    '本次报销金额',
    '公司承担金额',
    '出纳付款金额',
    '确认报销金额',
    '更正后金额',
    'Approved Amount',
    'Net pay',
    'Amount to pay',
  ])('%s', (label) => {
    expect(asked(label, '100')).toEqual(['red payable-differs']);
    expect(asked(label, '156.80')).toEqual([]);
    expect(asked(label, '')).toEqual([]);
  });

  it.each([
    ['同意/不同意', '同意'],
    ['是否同意', '同意'],
    ['同意', '同意'],
    ['同意报销', '同意'],
    ['财务复核人', '张三1'],
    ['财务确认日期', '2026-03-09'],
    ['财务确认', '已确认'],
    ['确认收货数量', '100'],
    ['准予报销说明', '第1次'],
    ['可报销额度', '3000'],
    ['年度可报销金额', '3000'],
    ['可报销余额', '3000'],
    ['合同确认金额', '90000'],
    ['最终用户', '万科1'],
    ['最终验收单号', '2026001'],
    ['报销标准', '500'],
    ['审核备注', '核减100'],
    ['不同意原因', '第1项'],
    ['未批准金额', '0'],
    ['审批额度', '3000'],
    ['核定额度(元)', '3000'],
    ['累计实付金额', '90000'],
    ['累计应付金额', '90000'],
    ['应付余额', '3000'],
    ['允许金额', '3000'],
    ['确认金额', '3000'],
  ])('%s=%s is none', (label, value) => {
    expect(asked(label, value)).toEqual([]);
  });
});

it('an amount in words is the same amount', () => {
  for (const label of ['实付金额（大写）', '实付大写', '财务复核金额大写']) {
    expect(asked(label, '壹佰伍拾陆元捌角整')).toEqual([]);
    expect(asked(label, '壹佰元整')).toContain('red payable-differs');
  }
});

describe('a currency, or a rate, under any of its labels', () => {
  const CURRENCY = [
    '幣別',
    '幣種',
    '币',
    '结算币',
    '結算幣',
    '付款币',
    '支付币',
    '報銷幣別',
    '貨幣',
    '货币单位',
    'Ccy',
    'CCY.',
    'Currency',
    'Payment Currency',
    'Curr.',
  ];
  it.each(CURRENCY)('%s', (label) => {
    expect(asked(label, 'USD')).toEqual(['red foreign-currency']);
    expect(asked(label, '美元')).toEqual(['red foreign-currency']);
    for (const own of ['人民币', '人民幣', 'CNY', 'RMB', '人民币(元)', '人民幣元', '圓', '元', ''])
      expect(asked(label, own)).toEqual([]);
  });

  it.each(['匯率', '折算率', '折合率', '外汇牌价', '兌換率', '結算匯率', '币种换算率', 'FX rate', 'Conversion rate'])(
    '%s',
    (label) => {
      expect(asked(label, '7.12')).toEqual(['red foreign-currency']);
      for (const own of ['1', '1.0000', '0', '100%', '']) expect(asked(label, own)).toEqual([]);
    },
  );

  it('a form that says it is paid in another currency', () => {
    for (const yes of ['是', 'Yes', '外币']) expect(asked('是否外币付款', yes)).toEqual(['red foreign-currency']);
    expect(asked('外币金额', '100')).toEqual(['red foreign-currency']);
    for (const no of ['否', 'No', '人民币', '']) expect(asked('是否外币付款', no)).toEqual([]);
    for (const none of ['0', '0.00', '无', '/', '']) expect(asked('外币金额', none)).toEqual([]);
  });

  it.each(['欧元', '歐元', '港幣', '臺幣', '英鎊', '韓元', '澳門元', '日圓', '美圓'])(
    'an amount with %s beside it is not 人民币',
    (money) => {
      expect(asked('总金额', `156.80 ${money}`)).toContain('red foreign-currency');
    },
  );

  it.each([
    ['人民币', '156.80'],
    ['折合人民币', '156.80'],
    ['人民币(元)', '156.80'],
    ['报销金额(元)', '156.80'],
    ['币种说明', '以美元计'],
    ['匯率日期', '2026-03-02'],
    ['硬币', '3枚'],
    ['游戏币', '100'],
    ['换算率', '12'],
    ['完成率', '80%'],
    ['货币资金', '1000'],
    ['Currently employed', 'yes'],
  ])('%s=%s is none', (label, value) => {
    expect(asked(label, value)).toEqual([]);
  });
});
