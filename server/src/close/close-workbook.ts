import type { CloseContent, ClosePack } from '@dingdee/shared/close';
import {
  closeStateWords,
  HAND_WORDS,
  leftOf,
  ONLY_KINGDEE,
  POINT_STATUS_WORDS,
  pointStatus,
  pointWords,
  SEVERAL_ITEMS,
  STALE_WORDS,
} from '@dingdee/shared/close-words';
import { type Amount, toFen } from '@dingdee/shared/money';
import type { CountAndSum } from '@dingdee/shared/page';
import { GAPS } from '@dingdee/shared/statement';
import { BETWEEN, bucketWords } from '@dingdee/shared/statement-words';
import { TERM_WORDS } from '@dingdee/shared/term-words';
import { Injectable } from '@nestjs/common';
import { type Cell, money, type Sheet, workbookOf } from '../dataset/export/exact-workbook.js';
import type { Actor } from '../domain/actor.js';
import { beijingClock, beijingDate } from '../domain/beijing-time.js';
import { closeMonthOf } from './close-month.js';
import { CloseStore } from './close-store.js';
import { ShowClose } from './show-close.js';

const when = (at: number): string => beijingClock(at).slice(0, 16).replace('T', ' ');
const UNKNOWN = `${TERM_WORDS.noYuanSum}（张）`;
const unknownOf = ({ unknown = 0 }: Pick<CountAndSum, 'unknown'>): Cell => (unknown > 0 ? unknown : '');

/** The pack as an Excel file: the numbers of the page, with every list complete. */
@Injectable()
export class CloseWorkbook {
  constructor(
    private readonly showing: ShowClose,
    private readonly store: CloseStore,
  ) {}

  /** Writes the download to the audit log. @returns the bytes of an .xlsx file. @throws CloseMonthError */
  async of(code: string, by: Actor): Promise<Buffer> {
    const pack = await this.showing.show(code);
    const sheets = [
      totals(pack),
      differences(pack.content),
      await this.accruals(pack),
      points(pack),
      await this.changes(pack),
    ];
    await this.store.fetched(closeMonthOf(code, Date.now()), by);
    return workbookOf(sheets);
  }

  private async accruals({ month, content }: ClosePack): Promise<Sheet> {
    const rows: Cell[][] = content.accrualGroups.map(({ orgName, costItem, count, amount, unknown }) => [
      '合计',
      orgName,
      costItem || SEVERAL_ITEMS,
      '',
      '',
      '',
      count,
      money(amount),
      unknownOf({ unknown }),
    ]);
    for (const each of await this.showing.allAccruals(month))
      rows.push([
        each.businessId,
        each.orgName,
        each.costItem || SEVERAL_ITEMS,
        each.payee,
        beijingDate(each.finishedAt),
        each.state,
        1,
        each.amount === null ? '' : money(each.amount),
        each.amount === null ? 1 : '',
      ]);
    const { accruals } = content;
    rows.push(['总计', '', '', '', '', '', accruals.count, money(accruals.amount), unknownOf(accruals)]);
    return {
      name: '暂估',
      head: ['审批编号', '组织', '费用项目', '收款人', '审批完成', '状态', '张数', '金额', UNKNOWN],
      rows,
    };
  }

  private async changes({ month }: ClosePack): Promise<Sheet> {
    const rows: Cell[][] = [];
    const shown = (amount: Amount | null | undefined): Cell => (amount == null ? '' : money(amount));
    for (const { day, businessId, billNo, payee, formName, reason, before, now } of await this.showing.allChanges(
      month,
    ))
      rows.push([
        day,
        formName,
        businessId ?? '',
        billNo ?? '',
        payee,
        reason,
        shown(before?.ledger),
        shown(now?.ledger),
        shown(before?.kingdee),
        shown(now?.kingdee),
      ]);
    return {
      name: '签字后变动',
      head: [
        '日期',
        '表单',
        '审批编号',
        '单据编号',
        '收款人',
        '原因',
        '台账 签字时',
        '台账 现在',
        '金蝶 签字时',
        '金蝶 现在',
      ],
      rows,
    };
  }
}

function totals(pack: ClosePack): Sheet {
  const { content, month, round, state, signatures, hash } = pack;
  const sums = ({ dingtalk, ledger, kingdee }: Pick<CloseContent, 'dingtalk' | 'ledger' | 'kingdee'>): Cell[] =>
    [dingtalk, ledger, kingdee].flatMap((side) => [side.count, money(side.amount), unknownOf(side)]);
  const about: Cell[][] = [
    [],
    ['月份', month],
    ['第几次结账', round],
    ['状态', closeStateWords(state, leftOf(pack))],
    ...signatures.map(({ hand, byName, at, holds }): Cell[] => [
      HAND_WORDS[hand],
      byName,
      when(at),
      holds ? '' : STALE_WORDS,
    ]),
    ['数字指纹', hash],
  ];
  return {
    name: '合计',
    head: ['表单', '钉钉条数', '钉钉金额', UNKNOWN, '台账张数', '台账金额', UNKNOWN, '金蝶张数', '金蝶金额', UNKNOWN],
    rows: [
      ...content.forms.map((form): Cell[] => [form.formName || ONLY_KINGDEE, ...sums(form)]),
      ['合计', ...sums(content)],
      ...about,
    ],
  };
}

function differences({ forms, buckets }: CloseContent): Sheet {
  const row = (form: string, { gap, bucket, entries, count, amount }: CloseContent['buckets'][number]): Cell[] => [
    form,
    BETWEEN[gap],
    bucketWords({ gap, bucket }).name,
    entries,
    count,
    money(amount),
  ];
  return {
    name: '差异',
    head: ['表单', '在哪两方之间', '归类', '张数', '条数变化', '金额'],
    rows: [
      ...forms.flatMap((form) => form.buckets.map((each) => row(form.formName || ONLY_KINGDEE, each))),
      ...GAPS.flatMap((gap) => buckets.filter((each) => each.gap === gap)).map((each) => row('合计', each)),
    ],
  };
}

const points = ({ content, month }: ClosePack): Sheet => ({
  name: '检查',
  head: ['检查', '结果', '条数', '金额', UNKNOWN, '说明', '谁', '什么时候'],
  rows: content.points.map(({ count, amount, unknown, days, note, ...point }): Cell[] => [
    pointWords({ ...point, count }, month),
    POINT_STATUS_WORDS[pointStatus(point)],
    count,
    amount === null || toFen(amount) === 0n ? '' : money(amount),
    unknownOf({ unknown }),
    [note?.text ?? '', days.join('、')].filter((each) => each !== '').join('；'),
    note?.byName ?? '',
    note === null ? '' : when(note.at),
  ]),
});
