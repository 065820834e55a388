import type { BillDetail } from '@dingdee/shared/bill-detail';
import { mount } from '@vue/test-utils';
import { expect, it } from 'vitest';
import BillHead from './BillHead.vue';

const hintOf = (about: Pick<BillDetail, 'purpose' | 'title'>) =>
  mount(BillHead, {
    props: {
      bill: {
        ...about,
        payee: '华新',
        department: '',
        amount: '1.00',
        businessId: '1',
        issues: [],
        attachments: 0,
      } as unknown as BillDetail,
      position: null,
      orgName: '',
      closable: false,
    },
    global: { stubs: { SiblingBills: true, StateTag: true, ShareButton: true, DdIcon: true, MoneyText: true } },
  })
    .get('.purpose')
    .attributes('title');

it('the purpose, which its line may cut, can be read in full beside the title of the approval', () => {
  const purpose = '采购三季度研发用测试设备与配套线缆';
  expect(hintOf({ purpose, title: '李雷提交的付款申请' })).toBe(`${purpose}\n李雷提交的付款申请`);
  expect(hintOf({ purpose: '', title: '李雷提交的付款申请' })).toBe('李雷提交的付款申请');
});
