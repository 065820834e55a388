import type { CountAndSum } from '@dingdee/shared/page';
import { GAPS, type Statement, type StatementRun } from '@dingdee/shared/statement';
import { BETWEEN, bucketWords } from '@dingdee/shared/statement-words';
import { TERM_WORDS } from '@dingdee/shared/term-words';
import { Injectable } from '@nestjs/common';
import { AuditLog } from '../audit/audit-log.js';
import { Database } from '../database/database.js';
import { type Cell, money, type Sheet, workbookOf } from '../dataset/export/exact-workbook.js';
import type { Actor } from '../domain/actor.js';
import { beijingClock } from '../domain/beijing-time.js';
import { ShowStatement } from './show-statement.js';
import { StatementNotFoundError } from './statement.errors.js';

const when = (at: number): string => beijingClock(at).slice(0, 16).replace('T', ' ');
const unknownOf = ({ unknown = 0 }: CountAndSum): Cell => (unknown > 0 ? unknown : '');
const PAGE = 200;

/** A day's statement as an Excel file: the numbers of the page, and each difference with its bills. */
@Injectable()
export class StatementWorkbook {
  constructor(
    private readonly db: Database,
    private readonly showing: ShowStatement,
    private readonly audit: AuditLog,
  ) {}

  /**
   * Writes the download to the audit log. @returns the bytes of an .xlsx file. @throws StatementDayError, StatementNotFoundError if the day has no
   * statement.
   */
  async of(day: string, by: Actor): Promise<Buffer> {
    const statement = await this.showing.show(day);
    const { run } = statement;
    if (run === null) throw new StatementNotFoundError();
    const sheets = [
      totals(statement, run),
      differences(statement),
      await this.entries(statement, run),
      lines(statement),
    ];
    await this.db.inTransaction((tx) =>
      this.audit.append(tx, by, [{ action: 'statement-file', subjectKind: 'statement', subjectId: day, detail: {} }]),
    );
    return workbookOf(sheets);
  }

  private async entries({ buckets }: Statement, { id }: StatementRun): Promise<Sheet> {
    const rows: Cell[][] = [];
    for (const { gap, bucket } of buckets) {
      const { name } = bucketWords({ gap, bucket });
      for (let cursor: string | null = null, last = false; !last; ) {
        const page = await this.showing.entries(id, { gap, bucket, limit: PAGE, ...(cursor !== null && { cursor }) });
        for (const each of page.items)
          rows.push([
            BETWEEN[gap],
            name,
            each.formName,
            each.orgName,
            each.businessId ?? '',
            each.billNo ?? '',
            each.payee,
            ...[each.dingtalk, each.ledger, each.kingdee].map((amount): Cell => (amount === null ? '' : money(amount))),
            each.sentence ?? '',
            each.next ?? '',
          ]);
        cursor = page.next;
        last = cursor === null;
      }
    }
    return {
      name: '差异单据',
      head: [
        '在哪两方之间',
        '归类',
        '表单',
        '组织',
        '审批编号',
        '单据编号',
        '收款人',
        '钉钉',
        '台账',
        '金蝶',
        '说明',
        '下一步',
      ],
      rows,
    };
  }
}

function totals({ day }: Statement, run: StatementRun): Sheet {
  const side = (name: string, sum: CountAndSum): Cell[] => [name, sum.count, money(sum.amount), unknownOf(sum)];
  return {
    name: '合计',
    head: ['', '笔数', '金额', `没有计入（${TERM_WORDS.noYuanSum}）`],
    rows: [
      side('钉钉审批完成', run.dingtalk),
      side('钉蝶台账', run.ledger),
      side('金蝶付款单', run.kingdee),
      side('未解释', run.red),
      ['对账的日子', day],
      ['生成时间', when(run.startedAt)],
      ['查全了吗', run.problem ?? (run.proven ? '查全了' : '钉钉这一天的审批还没有全部列出，之后再对一次')],
    ],
  };
}

function differences({ buckets }: Statement): Sheet {
  const rows = GAPS.flatMap((gap) =>
    buckets
      .filter((each) => each.gap === gap)
      .map(({ bucket, entries, count, amount }): Cell[] => {
        const { name, means, next } = bucketWords({ gap, bucket });
        return [BETWEEN[gap], name, means, entries, count, money(amount), next];
      }),
  );
  return { name: '差异逐项', head: ['在哪两方之间', '归类', '说明', '单据', '笔数', '金额', '下一步'], rows };
}

function lines({ lines: all }: Statement): Sheet {
  const rows = all.map(({ formName, orgName, orgNumber, dingtalk, ledger, kingdee, red }): Cell[] => [
    formName || '只在金蝶',
    orgName || orgNumber || '未定',
    ...[dingtalk, ledger, kingdee].flatMap(({ count, amount }): Cell[] => [count, money(amount)]),
    money(red.amount),
  ]);
  return {
    name: '按表单与组织',
    head: ['表单', '组织', '钉钉笔数', '钉钉金额', '台账笔数', '台账金额', '金蝶笔数', '金蝶金额', '未解释'],
    rows,
  };
}
