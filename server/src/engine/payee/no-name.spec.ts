import { describe, expect, it } from 'vitest';
import { cell, row, text } from '../reimbursement-for-spec.js';
import { isNoName } from './no-name.js';
import { readPayee } from './payee-reading.js';

const CARD = '6222021234567890123';
const read = (value: Parameters<typeof readPayee>[0]['value']) =>
  readPayee({ id: 'C', name: '收款账号', alias: null, type: 'TextField', value });

const NONE =
  '无 没有 暂无 空 同上 如上 同前 见附件 详见附件 见附图 见合同 详见合同 见备注 见发票 如附件 待定 待补 待补充 待确认 未知 不详 不适用 N/A n/a NA none - -- / \\ 0 000 。 * ？ 本人 自己 我 申请人 申请人本人 同申请人 报销人 收款人 户名 （无） “无” xx 见附件1 见附件一 附件 见名单 详见工资表 以合同为准 后补 多人 供应商 房东 本公司';
const NAMES =
  '无锡华光公司 无印良品 无忧 本人生物科技有限公司 同仁堂 同方股份有限公司 同济医院 见山公司 见小明 如家酒店 如意 待月楼酒店 空军总医院 附件科技有限公司 公司达 张三 李四 王一 何不详 暂明 3M 360公司 58同城 O·Henry 李Na X公司 ALI 于无 申请人力资源公司 中国石化 附件王五金店 房东的猫文化公司 供应商联盟公司 多人行旅行社';

it('only the whole text is no name', () => {
  expect(NONE.split(' ').filter((word) => !isNoName(word))).toEqual([]);
  expect(NAMES.split(' ').filter(isNoName)).toEqual([]);
  expect(isNoName('')).toBe(false);
});

describe('an account beside a word that is no name is an account without a name', () => {
  it.each(NONE.split(' ').map((word) => [word]))('%s', (word) => {
    const readings = [
      read({ kind: 'object', entries: { accountName: word, accountNumber: CARD } }),
      read({ kind: 'table', rows: [row(cell('户名', text(word)), cell('账号', text(CARD)))] }),
    ];
    for (const [at, { name, guessed, trouble }] of readings.entries())
      expect([at, name, guessed, trouble]).toEqual([at, '', false, null]);
    const shown = read({ kind: 'object', entries: { value: `张三 ${CARD}`, accountName: word, accountNumber: CARD } });
    expect([word, shown.number, shown.trouble?.code]).toEqual([word, '', 'payee-left-over']);
    const labelled = read(text(`户名：${word}\n账号：${CARD}`));
    if (labelled.trouble === null) expect([word, labelled.name]).toEqual([word, '']);
  });

  it('a name that only contains such a word is the name', () => {
    for (const name of ['无锡华光公司', '无印良品', '同仁堂', '本人生物科技有限公司', '见山公司'])
      for (const given of [
        read({ kind: 'object', entries: { accountName: name, accountNumber: CARD } }),
        read(text(`户名：${name}\n账号：${CARD}`)),
      ])
        expect(given).toMatchObject({ number: CARD, name, trouble: null });
  });
});
