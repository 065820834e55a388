import type { FieldRules, SchemeContent } from '@dingdee/shared/scheme';
import type { MarketTemplate } from './market-template.js';

const field = (label: string, rules: FieldRules['rules'], required = true): FieldRules => ({ label, rules, required });
const constant = (label: string, value: string): FieldRules => field(label, [{ kind: 'constant', value }]);

const EXPENSE = 'row:费用明细|项目费用明细';
const PROJECT_EXPENSE = 'row:项目费用明细|费用明细';
const COMPANY_ACCOUNT = 'field:公司帐号付款(如需公司帐号付款请选择)';

const person = (label: string): FieldRules =>
  field(label, [{ kind: 'lookup', table: 'contactUnit', key: 'instance:originatorUserId' }]);
const department = (label: string): FieldRules =>
  field(label, [{ kind: 'lookup', table: 'department', key: 'instance:originatorDeptName' }]);
const organisation = (label: string, orgNumber: string): FieldRules =>
  field(label, [{ kind: 'lookup', table: 'payOrg', key: 'instance:originatorDeptName', default: orgNumber }]);
/** What the applicant chose; where nothing was chosen, the organisation's own account under the key 默认. */
const account = (label: string, table: string): FieldRules =>
  field(label, [
    { kind: 'lookup', table, key: COMPANY_ACCOUNT },
    { kind: 'lookup', table, key: 'instance:default', when: [{ from: COMPANY_ACCOUNT, is: 'empty' }] },
  ]);

/** 费用报销 → 付款单, every field of interface.md. Numbers as in kingdee.md §7.3. */
export const expenseToPaybill: MarketTemplate = {
  code: 'expense-to-paybill',
  name: '费用报销 → 付款单',
  description: '员工报销单通过后生成一张付款单，付给报销人；一条报销明细对应一行付款单明细。',
  target: 'AP_PAYBILL',
  content: ({ processCode, formName, orgNumber, outcome }): SchemeContent => ({
    template: 'expense-to-paybill',
    processCode,
    formName,
    orgNumber,
    detail: { table: '报销明细' },
    totalFrom: 'field:总金额',
    header: {
      billType: constant('单据类型', 'FKDLX02_SYS'),
      businessDate: field('业务日期', [{ kind: 'date', from: 'instance:finishDate' }]),
      contactUnitType: constant('往来单位类型', 'BD_Empinfo'),
      contactUnit: person('往来单位'),
      receivingUnitType: constant('收款单位类型', 'BD_Empinfo'),
      receivingUnit: person('收款单位'),
      payOrg: organisation('付款组织', orgNumber),
      settleOrg: organisation('结算组织', orgNumber),
      currency: constant('币别', 'PRE001'),
      settleCurrency: constant('结算币别', 'PRE001'),
      exchangeRate: constant('汇率', '1'),
      settleRate: constant('结算汇率', '1'),
      department: department('部门'),
      remark: field(
        '备注',
        [
          {
            kind: 'template',
            text: '{field:报销类别} {field:行政报销类型|项目报销类型} {field:费用归属项目} {instance:businessId}',
          },
        ],
        false,
      ),
    },
    rows: {
      settlementType: field('结算方式', [
        { kind: 'lookup', table: 'settlementType', key: COMPANY_ACCOUNT, default: 'JSFS04_SYS' },
      ]),
      purpose: constant('付款用途', 'SFKYT10_SYS'),
      amount: field('应付金额', [{ kind: 'amount', from: 'row:报销金额(元)' }]),
      costItem: field('费用项目', [
        {
          kind: 'lookup',
          table: 'costItem',
          key: PROJECT_EXPENSE,
          when: [{ from: 'field:报销类别', is: 'contains', value: '项目' }],
        },
        { kind: 'lookup', table: 'costItem', key: EXPENSE },
      ]),
      expenseDepartment: department('费用承担部门'),
      department: department('部门'),
      ourBankAccount: account('我方银行账号', 'bankAccount'),
      cashAccount: account('我方现金账号', 'cashAccount'),
      oppositeAccount: field('对方银行账号', [{ kind: 'source', from: 'field:收款账号#number' }], false),
      oppositeName: field(
        '对方账户名称',
        [
          { kind: 'source', from: 'field:收款账号#name' },
          { kind: 'source', from: 'instance:originatorName' },
        ],
        false,
      ),
      oppositeBank: field('对方开户行', [{ kind: 'source', from: 'field:收款账号#bank' }], false),
      comment: field(
        '行备注',
        [{ kind: 'template', text: `{row:费用发生日期} {${EXPENSE}} {field:费用归属项目}` }],
        false,
      ),
    },
    filter: [],
    outcome,
    billNoPrefix: 'DD',
    writeback: {
      comment: true,
      text: '已生成付款单 {{billNo}}，日期 {{date}}，金额 {{amount}}',
      asUserId: null,
      noticeOriginator: false,
    },
    cutOverDate: null,
  }),
};
