/**
 * The invented company that both stand-ins share: DingTalk knows its people and departments, Kingdee its base data.
 * Pure data, the same at every start. Base data kinds and numbers follow kingdee.md §7.3 and §8.2.
 */

export interface Organisation {
  number: string;
  name: string;
}

/** A department belongs to one using organisation (kingdee.md §8.2). */
export interface Department {
  /** Kingdee number, `BM` and six digits. */
  number: string;
  name: string;
  orgNumber: string;
  /** DingTalk's numeric department id (root is 1). */
  dingtalkDeptId: number;
  managerUserid: string;
}

export interface EmployeeBankAccount {
  number: string;
  bank: string;
  holder: string;
}

export interface Employee {
  /** DingTalk userid: 16 to 20 digits, some with a leading zero; text, never a number (dingtalk.md). */
  userid: string;
  unionid: string;
  name: string;
  /** BD_Empinfo number, `YG` and five digits; DingTalk's job_number. */
  staffNumber: string;
  departmentNumber: string;
  orgNumber: string;
  mobile: string;
  title: string;
  /** Main administrator in DingTalk. */
  admin: boolean;
  bankAccount: EmployeeBankAccount;
}

export interface CostItem {
  number: string;
  name: string;
}

/** One choice of the form's 费用明细 (general) or 项目费用明细 (project) select. */
export interface ExpenseType {
  label: string;
  table: 'general' | 'project';
  /** Cost item that an accountant would choose; the expected value in tests. */
  costItemNumber: string;
}

export interface Supplier {
  number: string;
  name: string;
  orgNumbers: readonly string[];
}

export interface Customer {
  number: string;
  name: string;
  orgNumber: string;
}

/** The company's own bank account (CN_BANKACNT); the same number may exist in several organisations. */
export interface OwnBankAccount {
  number: string;
  name: string;
  bank: string;
  orgNumber: string;
}

export interface CashAccount {
  number: string;
  name: string;
  orgNumber: string;
}

export interface SettlementType {
  number: string;
  name: string;
  /** cash needs FCashAccount, bank needs FACCOUNTID, note needs neither. */
  kind: 'cash' | 'bank' | 'note';
}

export interface NumberedName {
  number: string;
  name: string;
}

export interface Currency extends NumberedName {
  code: string;
}

export const organisations: readonly Organisation[] = [
  { number: '101', name: '云杉科技（杭州）有限公司' },
  { number: '102', name: '云杉科技（上海）有限公司' },
];

const DEPARTMENTS: readonly (readonly [number: string, name: string, orgNumber: string])[] = [
  ['BM000001', '总经理办公室', '101'],
  ['BM000002', '人力资源部', '101'],
  ['BM000003', '行政部', '101'],
  ['BM000004', '财务部', '101'],
  ['BM000005', '市场部', '101'],
  ['BM000006', '华东销售部', '101'],
  ['BM000007', '华南销售部', '101'],
  ['BM000008', '研发一部', '101'],
  ['BM000009', '研发二部', '101'],
  ['BM000010', '测试部', '101'],
  ['BM000011', '产品部', '101'],
  ['BM000012', '信息技术部', '101'],
  ['BM000013', '采购部', '101'],
  ['BM000014', '法务部', '101'],
  ['BM000015', '客户成功部', '101'],
  ['BM000016', '上海销售部', '102'],
  ['BM000017', '上海研发部', '102'],
  ['BM000018', '上海综合部', '102'],
  ['BM000019', '上海财务部', '102'],
];

// The first person of each department leads it. Rare characters on purpose: 䶮 and 㛃 (extension A), 𠮷 and 𬭎 (outside the BMP).
const PEOPLE: readonly (readonly [departmentNumber: string, title: string, names: string])[] = [
  ['BM000001', '总经理助理', '沈砚秋 顾明喆 欧阳静姝'],
  ['BM000002', '招聘专员', '梁书瑶 王伟 杜若昕'],
  ['BM000003', '行政专员', '何婉清 彭𠮷祥 邵丽华 孟庆余'],
  ['BM000004', '会计', '周敏 陆嘉禾 钱思远 方晓彤 许立群'],
  ['BM000005', '市场专员', '冯赟 苏芷晴 江一帆'],
  ['BM000006', '销售经理', '蒋志豪 汪海洋 韩雪松 尹翀 褚彬 葛云鹏'],
  ['BM000007', '销售经理', '罗启航 谭咏欣 阿依古丽·买买提 黎国栋'],
  ['BM000008', '工程师', '程彧 唐䶮 魏子墨 袁浩然 戴祎 金波'],
  ['BM000009', '工程师', '上官文博 董㛃 田甜 潘锦程 贺堃'],
  ['BM000010', '测试工程师', '曹颖 夏侯川 石磊'],
  ['BM000011', '产品经理', '任可欣 姚远 范𬭎'],
  ['BM000012', '系统管理员', '郑毅 龚雨桐'],
  ['BM000013', '采购员', '薛建国 严冬梅 陶然'],
  ['BM000014', '法务', '白洁 聂卫东'],
  ['BM000015', '客户经理', '卢晓燕 毛俊杰 丁香'],
  ['BM000016', '销售经理', '徐振宇 叶知秋 王伟 倪萍'],
  ['BM000017', '工程师', '崔健民 安然 段奕宏 侯亮'],
  ['BM000018', '行政专员', '贾玲玉 司马青'],
  ['BM000019', '会计', '史文静 康宁'],
];

const BANKS = [
  '中国工商银行杭州高新支行',
  '招商银行杭州分行营业部',
  '中国建设银行杭州文三路支行',
  '中国银行上海市徐汇支行',
];

/** Returns a fixed string of digits for a position, from a small multiplicative generator, so that no two runs differ. */
function digits(seed: number, length: number): string {
  let state = (seed * 2654435761 + 97) % 4294967291;
  let text = '';
  while (text.length < length) {
    state = (state * 48271) % 2147483647;
    text += String(state % 10);
  }
  return text;
}

function userid(index: number): string {
  const length = 16 + (index % 5);
  const text = digits(index + 11, length);
  const first = index % 7 === 3 ? '0' : String(1 + (index % 9));
  return first + text.slice(1);
}

export const employees: readonly Employee[] = PEOPLE.flatMap(([departmentNumber, title, names]) =>
  names.split(' ').map((name) => ({ departmentNumber, title, name })),
).map(({ departmentNumber, title, name }, index) => ({
  userid: userid(index),
  unionid: `u${Buffer.from(digits(index + 401, 15)).toString('base64url')}iE`,
  name,
  staffNumber: `YG${String(index + 1).padStart(5, '0')}`,
  departmentNumber,
  orgNumber: Number(departmentNumber.slice(2)) >= 16 ? '102' : '101',
  mobile: `199${digits(index + 801, 8)}`,
  title,
  admin: name === '郑毅',
  bankAccount: {
    number: `6222${digits(index + 1201, 15)}`,
    bank: BANKS[index % BANKS.length] ?? '',
    holder: name,
  },
}));

const leaders = new Map<string, string>();
for (const { departmentNumber, userid: id } of employees)
  if (!leaders.has(departmentNumber)) leaders.set(departmentNumber, id);

export const departments: readonly Department[] = DEPARTMENTS.map(([number, name, orgNumber], index) => ({
  number,
  name,
  orgNumber,
  dingtalkDeptId: 468_210_301 + index * 17,
  managerUserid: leaders.get(number) ?? '',
}));

export const costItems: readonly CostItem[] = (
  '差旅费-市内交通 差旅费-机票 差旅费-火车票 差旅费-长途汽车 差旅费-住宿 差旅费-出差补贴 差旅费-签证及保险 差旅费-其他 ' +
  '业务招待费 业务招待费-礼品 办公费-办公用品 办公费-印刷复印 办公费-快递 办公费-图书资料 通讯费-手机 通讯费-宽带 ' +
  '会议费-场地 会议费-餐饮 会议费-其他 培训费-内训 培训费-外训 招聘费-渠道 招聘费-背景调查 职工福利费-团建 ' +
  '职工福利费-节日慰问 职工福利费-体检 职工福利费-工作餐 车辆使用费-油费 车辆使用费-停车过路 车辆使用费-维修保养 ' +
  '房屋租赁费 物业水电费 低值易耗品 软件及云服务费 域名与证书费 广告宣传费-线上 广告宣传费-展会 ' +
  '咨询费-法律 咨询费-审计 知识产权费 技术服务费 项目外包费 项目材料费 项目检测费 项目差旅费 项目实施费 银行手续费 其他费用'
)
  .split(' ')
  .map((name, index) => ({ number: `CI${String(index + 1).padStart(4, '0')}`, name }));

const costItemNumber = new Map(costItems.map(({ name, number }) => [name, number]));

function expense(table: ExpenseType['table'], pairs: readonly (readonly [label: string, costItem: string])[]) {
  return pairs.map(([label, costItem]): ExpenseType => {
    const number = costItemNumber.get(costItem);
    if (number === undefined) throw new Error(`no cost item ${costItem}`);
    return { label, table, costItemNumber: number };
  });
}

/** Most labels equal or resemble the name of a cost item; a person has to map the others. */
export const expenseTypes: readonly ExpenseType[] = [
  ...expense('general', [
    ['市内交通', '差旅费-市内交通'],
    ['机票', '差旅费-机票'],
    ['高铁/动车', '差旅费-火车票'],
    ['长途汽车', '差旅费-长途汽车'],
    ['住宿', '差旅费-住宿'],
    ['出差补贴', '差旅费-出差补贴'],
    ['业务招待费', '业务招待费'],
    ['商务礼品', '业务招待费-礼品'],
    ['办公用品', '办公费-办公用品'],
    ['打印复印', '办公费-印刷复印'],
    ['快递', '办公费-快递'],
    ['手机话费', '通讯费-手机'],
    ['会议场地', '会议费-场地'],
    ['外部培训', '培训费-外训'],
    ['团建活动', '职工福利费-团建'],
    ['加班工作餐', '职工福利费-工作餐'],
    ['油费', '车辆使用费-油费'],
    ['停车费、过路费', '车辆使用费-停车过路'],
    ['软件及云服务费', '软件及云服务费'],
    ['展会', '广告宣传费-展会'],
    ['房屋租赁费', '房屋租赁费'],
    ['其他', '其他费用'],
  ]),
  ...expense('project', [
    ['项目外包费', '项目外包费'],
    ['项目材料费', '项目材料费'],
    ['第三方检测', '项目检测费'],
    ['项目差旅费', '项目差旅费'],
    ['现场实施', '项目实施费'],
    ['技术服务费', '技术服务费'],
    ['专利申请', '知识产权费'],
  ]),
];

/** Values of the form's 费用归属项目. */
export const projects: readonly string[] = [
  '智慧园区一期',
  '江北医院信息平台',
  '城轨票务改造',
  '云杉 ERP 升级',
  '浦东政务中台',
  '“青松”数据治理',
  '日常运营',
];

export const suppliers: readonly Supplier[] = (
  '杭州启明办公用品有限公司 浙江远航旅行社有限公司 杭州锦程汽车租赁有限公司 上海云途会展服务有限公司 杭州聚力人力资源有限公司 ' +
  '浙江数聚信息技术有限公司 杭州澄心文化传播有限公司 宁波海晏物流有限公司 杭州卓越培训学校 上海申浦律师事务所 ' +
  '杭州正信会计师事务所（普通合伙） 苏州恒测检测技术有限公司 南京筑梦装饰工程有限公司 杭州翠苑物业管理有限公司 浙江华讯通信设备有限公司 ' +
  '上海沪江软件服务有限公司 杭州蓝鲸云计算有限公司 嘉兴南湖印务有限公司 杭州食为天餐饮管理有限公司 上海静安商务酒店 ' +
  '杭州西溪国际会议中心 深圳前海知识产权代理有限公司'
)
  .split(' ')
  .map((name, index) => ({
    number: `VEN${String(index + 1).padStart(5, '0')}`,
    name,
    orgNumbers: name.startsWith('上海') ? ['102'] : index % 4 === 0 ? ['101', '102'] : ['101'],
  }));

export const customers: readonly Customer[] = [
  { number: 'CUST0001', name: '杭州城市轨道集团有限公司', orgNumber: '101' },
  { number: 'CUST0002', name: '江北医院', orgNumber: '101' },
  { number: 'CUST0003', name: '浦东新区大数据中心', orgNumber: '102' },
];

export const banks: readonly NumberedName[] = [
  { number: 'BANK0001', name: '中国工商银行' },
  { number: 'BANK0002', name: '招商银行' },
  { number: 'BANK0003', name: '中国建设银行' },
];

export const bankAccounts: readonly OwnBankAccount[] = [
  {
    number: '1202020109900112233',
    name: '工行杭州高新支行基本户',
    bank: '中国工商银行杭州高新支行',
    orgNumber: '101',
  },
  { number: '571909998810501', name: '招行杭州分行一般户', bank: '招商银行杭州分行营业部', orgNumber: '101' },
  { number: '33050161672700000456', name: '建行文三路项目户', bank: '中国建设银行杭州文三路支行', orgNumber: '101' },
  // Same number in both organisations: the account is set up in both (kingdee.md §7.2).
  { number: '571909998810501', name: '招行杭州分行一般户', bank: '招商银行杭州分行营业部', orgNumber: '102' },
  { number: '440367890123', name: '中行徐汇支行基本户', bank: '中国银行上海市徐汇支行', orgNumber: '102' },
];

export const cashAccounts: readonly CashAccount[] = [
  { number: 'XJ001', name: '杭州现金-人民币', orgNumber: '101' },
  { number: 'XJ002', name: '上海现金-人民币', orgNumber: '102' },
];

// kingdee.md §7.3: numbers 01 to 04 confirmed live.
export const settlementTypes: readonly SettlementType[] = [
  { number: 'JSFS01_SYS', name: '现金', kind: 'cash' },
  { number: 'JSFS02_SYS', name: '现金支票', kind: 'bank' },
  { number: 'JSFS03_SYS', name: '转账支票', kind: 'bank' },
  { number: 'JSFS04_SYS', name: '电汇', kind: 'bank' },
  { number: 'JSFS05_SYS', name: '信汇', kind: 'bank' },
  { number: 'JSFS06_SYS', name: '商业承兑汇票', kind: 'note' },
];

// kingdee.md §7.3: the names of 10 and 23 are UNCONFIRMED there.
export const purposes: readonly NumberedName[] = [
  { number: 'SFKYT08_SYS', name: '采购付款' },
  { number: 'SFKYT09_SYS', name: '预付款' },
  { number: 'SFKYT10_SYS', name: '费用报销' },
  { number: 'SFKYT23_SYS', name: '员工借款' },
];

export const currencies: readonly Currency[] = [
  { number: 'PRE001', name: '人民币', code: 'CNY' },
  { number: 'PRE002', name: '香港元', code: 'HKD' },
  { number: 'PRE003', name: '欧元', code: 'EUR' },
  { number: 'PRE007', name: '美元', code: 'USD' },
];

// kingdee.md §7.3: the names of 03 and 04 are UNCONFIRMED there.
export const billTypes: readonly NumberedName[] = [
  { number: 'FKDLX01_SYS', name: '采购业务付款单' },
  { number: 'FKDLX02_SYS', name: '其他业务付款单' },
  { number: 'FKDLX03_SYS', name: '工资付款单' },
  { number: 'FKDLX04_SYS', name: '费用报销付款单' },
  // §8.1: types of 其他应付单; the names are invented.
  { number: 'QTYFD01_SYS', name: '费用报销其他应付单' },
  { number: 'QTYFD02_SYS', name: '其他应付单' },
];
