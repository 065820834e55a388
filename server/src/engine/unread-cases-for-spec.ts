import type { FieldRules, Rule } from '@dingdee/shared/scheme';
import type { ApprovalInstance, Control, ControlValue } from '../domain/approval/approval-instance.js';
import { contentDigest, type RelatedApproval, type RelatedWhy } from '../domain/approval/related-approval.js';
import type { MappingInput } from './field/mapping-input.js';
import { cell, control, expenseInput, filledBook, instanceOf, row, text } from './reimbursement-for-spec.js';

/** One approval for each sentence on what cannot be read: content that is never passed over, and related approvals (`ISSUE_CASES`). */

const UNREADABLE: ControlValue = { kind: 'unreadable', text: '…' };
const detail = (...more: Parameters<typeof row>): Control =>
  control('报销明细', {
    kind: 'table',
    rows: [row(cell('报销金额(元)', text('156.80')), cell('费用明细', text('住宿')), ...more)],
  });

type Fields = Readonly<Record<string, FieldRules>>;
interface Change {
  header?: Fields;
  rows?: Fields;
  more?: readonly Control[];
  cells?: Parameters<typeof row>;
  given?: Partial<MappingInput>;
}
/** A reimbursement of 156.80 with other rules. */
function reading({ header = {}, rows = {}, more = [], cells = [], given = {} }: Change): MappingInput {
  const input = expenseInput({
    controls: { 报销明细: detail(...cells), 总金额: control('总金额', text('156.80')) },
    more,
  });
  const { content } = input.scheme;
  const rules = { header: { ...content.header, ...header }, rows: { ...content.rows, ...rows } };
  return { ...input, scheme: { ...input.scheme, content: { ...content, ...rules } }, ...given };
}
const field = (label: string, ...rules: Rule[]): FieldRules => ({ label, required: true, rules });
const from = (ref: string): Rule => ({ kind: 'source', from: ref });
const broken = (name: string): Control => control(name, UNREADABLE);
const ifFilled: Rule = { kind: 'constant', value: 'CI0001', when: [{ from: 'field:类别', is: 'filled' }] };

const RELATED = 'related:关联审批单>合同编号';
const contract = (change: Partial<ApprovalInstance> = {}, id = 'A', number = 'HT1'): ApprovalInstance => ({
  ...instanceOf([control('合同编号', text(number))]),
  processInstanceId: id,
  businessId: `20260301${id}`,
  title: `王芳提交的合同${id}`,
  ...change,
});
const known = (...instances: ApprovalInstance[]): Map<string, RelatedApproval> =>
  new Map(
    instances.map((instance) => [
      instance.processInstanceId,
      { kind: 'read', instance, digest: contentDigest(instance) },
    ]),
  );
const none = (why: RelatedWhy): Map<string, RelatedApproval> => new Map([['A', { kind: 'none', why }]]);
const relating = (...ids: (string | null)[]): Control => ({
  ...control('关联审批单', {
    kind: 'related',
    approvals: ids.map((id) => ({ title: id === null ? '' : `标题${id}`, businessId: id, processInstanceId: id })),
  }),
  type: 'RelateField',
});
/** A remark that is taken from related approvals. */
const related = (
  given: ReadonlyMap<string, RelatedApproval>,
  named: Control = relating('A'),
  required = true,
): MappingInput =>
  reading({
    header: { remark: { label: '备注', required, rules: [from(RELATED)] } },
    more: [named],
    given: { related: given },
  });

export const UNREAD_CASES: Readonly<Record<string, MappingInput>> = {
  'an amount before a later one that says a text': reading({
    rows: {
      amount: field('应付金额', { kind: 'amount', from: 'row:核定金额' }, { kind: 'amount', from: 'row:报销金额(元)' }),
    },
    cells: [cell('核定金额', text('￥100'))],
  }),
  'an amount before a later one that is unreadable': reading({
    rows: {
      amount: field('应付金额', { kind: 'amount', from: 'row:核定金额' }, { kind: 'amount', from: 'row:报销金额(元)' }),
    },
    cells: [cell('核定金额', UNREADABLE)],
  }),
  'an amount whose condition is unreadable': reading({
    rows: {
      amount: field('应付金额', {
        kind: 'amount',
        from: 'row:报销金额(元)',
        when: [{ from: 'field:类别', is: 'filled' }],
      }),
    },
    more: [broken('类别')],
  }),
  'a day before a later one that is no day': reading({
    header: {
      businessDate: field(
        '业务日期',
        { kind: 'date', from: 'field:付款日期' },
        { kind: 'date', from: 'instance:finishDate' },
      ),
    },
    more: [control('付款日期', text('26年4月1日'))],
  }),
  'a payee before a later one that is unreadable': reading({
    header: {
      contactUnit: field(
        '往来单位',
        { kind: 'lookup', table: 'contactUnit', key: 'field:供应商' },
        { kind: 'lookup', table: 'contactUnit', key: 'instance:originatorUserId' },
      ),
    },
    more: [broken('供应商')],
  }),
  'a look-up with a default whose key is unreadable': reading({
    rows: {
      costItem: field('费用项目', { kind: 'lookup', table: 'costItem', key: 'field:类别', default: 'CI0001' }),
    },
    more: [broken('类别')],
  }),
  'a control before a fixed text that is unreadable': reading({
    rows: { costItem: field('费用项目', from('field:类别'), { kind: 'constant', value: 'CI0001' }) },
    more: [broken('类别')],
  }),
  'one control of two that is unreadable': reading({
    rows: { costItem: field('费用项目', from('field:类别|类型')) },
    more: [broken('类别'), control('类型', text('CI0001'))],
  }),
  'a part of a text that is unreadable': reading({
    header: { remark: field('备注', { kind: 'template', text: '{field:类别}{instance:title}' }) },
    more: [broken('类别')],
  }),
  'a part of a joined key that is unreadable': reading({
    rows: {
      costItem: field('费用项目', { kind: 'lookup', table: 'costItem', key: 'row:费用明细', with: ['field:项目'] }),
    },
    more: [broken('项目')],
    given: { book: filledBook({ costItem: { '住宿 ＋ （空）': 'CI0001' } }) },
  }),
  'a joined key without a row': reading({
    rows: {
      costItem: field('费用项目', { kind: 'lookup', table: 'costItem', key: 'row:费用明细', with: ['field:项目'] }),
    },
    more: [control('项目', text('甲'))],
    given: { book: filledBook({ costItem: { 住宿: 'CI0001' } }) },
  }),
  'a rule whose condition is unreadable': reading({
    rows: { costItem: field('费用项目', ifFilled, { kind: 'constant', value: 'CI0005' }) },
    more: [broken('类别')],
  }),
  'an optional field that is unreadable': reading({
    header: { remark: { label: '备注', required: false, rules: [from('field:类别')] } },
    more: [broken('类别')],
  }),

  'a related approval that is not read yet': related(new Map()),
  'a related approval that is deleted': related(none('gone')),
  'a related approval that the app may not read': related(none('denied')),
  'a related approval that is unreadable': related(none('unreadable')),
  'a related approval that is running': related(known(contract({ status: 'RUNNING', result: '', finishedAt: null }))),
  'a related approval that was refused': related(known(contract({ result: 'refuse' }))),
  'the same where the value may be missing': related(known(contract({ result: 'refuse' })), relating('A'), false),
  'a related approval that was withdrawn': related(known(contract({ status: 'TERMINATED' }))),
  'a related approval that revokes another': related(known(contract({ bizAction: 'REVOKE' }))),
  'a related approval that was amended': related(known(contract({ attachedIds: ['X'] }))),
  'a related approval without an id': related(new Map(), relating(null)),
  'an approval that is related to itself': related(new Map(), relating('inst-1')),
  'too many related approvals': related(new Map(), relating(...Array.from({ length: 21 }, (_, at) => `R${at}`))),
  'a related approval whose control is unreadable': related(known(contract({ controls: [broken('合同编号')] }))),
  'related approvals that differ': related(
    known(contract(), contract({}, 'B', 'HT2'), contract({}, 'C', '')),
    relating('A', 'B', 'C'),
  ),
  'a related approval that says nothing': related(known(contract({}, 'A', ''))),
  'an empty control of related approvals': related(new Map(), control('关联审批单', { kind: 'empty' })),
  'a control of related approvals that names none': related(new Map(), control('关联审批单', text('合同'))),
  'a related number that is unknown': reading({
    header: { remark: field('备注', from('field:关联审批单#businessId')) },
    more: [relating('A', null)],
  }),
  'a text with a related approval that is not read yet': reading({
    header: { remark: field('备注', { kind: 'template', text: `{field:总金额} {${RELATED}}` }) },
    more: [relating('A')],
  }),
  'a condition on a related approval that is not read yet': reading({
    header: { remark: field('备注', { kind: 'constant', value: 'x', when: [{ from: RELATED, is: 'empty' }] }) },
    more: [relating('A')],
  }),
  'an account of related approvals without a name': reading({
    rows: { oppositeAccount: field('对方银行账号', from('related:关联审批单>收款账号')) },
    more: [relating('A')],
    given: { related: known(contract({ controls: [control('收款账号', text('见附件'))] })) },
  }),
};
