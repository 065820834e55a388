import type { LedgerHold } from '@dingdee/shared/hold';
import { count, dateTime } from '../ui/formats.js';
import { plainWords } from '../ui/plain-words.js';

const STOPPED = '推送、回写和定时采集全部暂停，什么都没有发送；审核、补映射和“现在采集”照常。';

/** Formats the ledger marker, the head of the database and the gap between them. */
function missing({ marker, head }: Pick<LedgerHold, 'marker' | 'head'>): string {
  if (marker === null) return '';
  const until = `恢复标记记到审计第 ${count(marker.seq)} 条（${dateTime(marker.at)}）`;
  if (head === null) return `${until}，库里一条也没有。`;
  const rows = marker.seq - head.seq;
  return rows > 0
    ? `${until}，库里只到第 ${count(head.seq)} 条（${dateTime(head.at)}），少了 ${count(rows)} 条。`
    : `${until}，库里的这一段却不同，像是另一份库。`;
}

export const holdWords = {
  title: ({ cause }: Pick<LedgerHold, 'cause'>): string =>
    ({
      ahead: '数据库比恢复标记旧，可能是恢复了备份',
      lost: '恢复标记不在了，认不出数据库是不是旧的备份',
      'by-hand': '已全部暂停',
    })[cause],
  why: (hold: LedgerHold): string => {
    if (hold.cause === 'by-hand') return `${hold.by} ${dateTime(hold.since)} 暂停：${hold.reason ?? ''}。${STOPPED}`;
    if (hold.cause === 'lost')
      return `可能换了服务器，或标记文件被删掉了。${hold.head ? `库里的审计到 ${dateTime(hold.head.at)}。` : ''}${STOPPED}`;
    return `${missing(hold)}这段时间里的审核、排除、冲销、角色和映射改动都不在了。${STOPPED}`;
  },
  /** Text before and after the command to run. */
  forAdmin: {
    before: '放行之前：① 看方案的编号和审批键；② 点“现在采集”；③ 在服务器上运行 ',
    command: 'npm run ops -- verify',
    after: '；④ 把已用别的方式付过的单据重新排除。',
  },
  forOthers: (admins: readonly string[]): string =>
    `请管理员${admins.length > 0 ? `（${admins.join('、')}）` : ''}看过后放行。`,
  look: '看过了，放行…',
  ask: '确认放行？',
  means: (n: number, money: string): string =>
    n > 0
      ? `${count(n)} 笔 ¥${money} 推送中或存疑的，没发送的退回“待推送”，金蝶里已有的停在“异常”，都要有人重新确认才会继续。备份之后推送过的，发送前会在金蝶查到，不会重发。`
      : '现在没有推送中的单据。备份之后推送过的，发送前会在金蝶查到，不会重发。',
  go: '放行',
  going: '正在放行…',
  keep: plainWords.keep,
  markerFailing: (at: number): string => `${dateTime(at)} 起恢复标记写不进去`,
  markerMeans:
    '推送照常。在修好之前，放回备份后钉蝶认不出数据库变旧了：请管理员检查 LEDGER_MARKER_FILE 所在的磁盘，这期间要恢复备份，先运行 npm run ops -- hold。',
} as const;
