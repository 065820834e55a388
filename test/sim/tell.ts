import type { FaultRequest } from '../sandbox/faults.js';
import { DAY_MS, type Happening, type Plan } from './plan.js';

const WEEKDAYS = ['周一', '周二', '周三', '周四', '周五', '周六', '周日'];
const TEN_O_CLOCK = 10 * 60;

/** Returns a time of the plan such as 周一 10:24; each day begins at ten. */
function clockOf(at: number): string {
  const day = Math.floor(at / DAY_MS);
  const minutes = TEN_O_CLOCK + Math.floor((at - day * DAY_MS) / 60_000);
  const two = (value: number): string => String(value).padStart(2, '0');
  return `第 ${Math.floor(day / 7) + 1} 周${WEEKDAYS[day % 7] ?? ''} ${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}

const SYSTEMS = { kingdee: '金蝶', dingtalk: '钉钉' } as const;
const CALLS: Readonly<Record<string, string>> = {
  '': '任何一次请求',
  BatchSave: '保存',
  Submit: '提交',
  '.Audit.': '审核',
  ExecuteBillQuery: '查询单据',
  '.Delete.': '删除',
  AuthService: '登录',
  comments: '写评论',
  '/comments': '写评论',
  processInstances: '读审批',
  instanceIds: '列审批',
  accessToken: '取令牌',
};
const FAULTS: Readonly<Record<FaultRequest['kind'], string>> = {
  'rate-limit': '说太频繁',
  quota: '说额度用完',
  'http-500': '报错 500',
  'http-502-html': '网关报错 502',
  hang: '一直不回答',
  reset: '连接被断开',
  truncate: '回答只来了一半',
  'lose-answer': '做了，但回答丢了',
  'slow-commit': '隔很久才做',
  'session-drop': '会话失效',
  slow: '回答很慢',
  'token-expired': '令牌过期',
  'permission-denied': '说没有权限',
  exception: '抛出异常',
  'database-error': '说数据库出错',
  unmentioned: '回答里漏了一张单据',
};
const OPERATIONS = { Save: '保存', Submit: '提交', Audit: '审核' } as const;

function faultWords({ system, kind, api = '', times = 1, skip = 0, delayMs = 0 }: FaultRequest): string {
  const late =
    kind === 'slow' || kind === 'slow-commit'
      ? `（${delayMs < 120_000 ? `${Math.round(delayMs / 1000)} 秒` : `${Math.round(delayMs / 60_000)} 分钟`}）`
      : '';
  const after = skip === 0 ? '' : `，先放过 ${skip} 次`;
  return `${SYSTEMS[system]}${CALLS[api] ?? api}：${FAULTS[kind]}${late}，${times} 次${after}`;
}

function words(happening: Happening): string {
  switch (happening.what) {
    case 'filed':
      return `通过了 ${happening.count} 张左右的报销`;
    case 'changed':
      return `有人修改了一张已通过${happening.booked ? '、金蝶已有付款单' : ''}的审批`;
    case 'revoked':
      return `有人撤销了一张已通过${happening.booked ? '、金蝶已有付款单' : ''}的审批`;
    case 'work':
      return '财务看了一遍工作台，审核、推送、处理停下的单据';
    case 'fault':
      return faultWords(happening.fault);
    case 'question':
      return `金蝶在${OPERATIONS[happening.operation]}时问了一句“是否继续”，${happening.times} 次`;
    case 'workflow':
      return happening.on ? '金蝶挂上了审批流，接口不能审核' : '金蝶的审批流撤掉了';
    case 'un-audited':
      return '有人在金蝶里反审核了一张付款单，十分钟后又审核了';
    case 'pause':
      return `管理员暂停推送 ${happening.minutes} 分钟`;
    case 'restart':
      return '钉蝶重启了一次';
    case 'dies':
      return deathWords(happening);
    case 'frozen':
      return `钉蝶所在的机器停住 ${happening.minutes} 分钟`;
    case 'deaf':
      return `钉钉列不出审批（${FAULTS[happening.kind]}）${happening.minutes} 分钟，单张还读得到`;
    case 'quoted':
      return '下一次保存时，有人在一张正推送的审批下留言，写了付款单号';
    case 'spoilt':
      return `一张推送中或结果不明的单据，库里的 ${happening.column} 坏了，读不出来`;
    case 'slow':
      return `金蝶变慢，每次请求 ${happening.ms} 毫秒`;
  }
}

function deathWords({ call, writes, sent, minutes }: Extract<Happening, { what: 'dies' }>): string {
  const from = call === '' ? '第' : `${CALLS[call] ?? CALLS[`.${call}.`] ?? call}送到后的第`;
  const when =
    call !== '' && writes === 0
      ? `${CALLS[call] ?? CALLS[`.${call}.`] ?? call}已送到、还没有回答时被杀`
      : `${from} ${writes} 次往外写时被杀，那次${sent ? '已送到' : '没送出'}`;
  return `钉蝶的进程在${when}，${minutes} 分钟后再启动`;
}

/** Tells the events of a plan, one line each, in words that an accountant can follow. */
export function storyOf({ seed, days, renumbers, single, reads, happenings }: Plan): string {
  const site = `种子 ${seed}，${days} 天；付款单由${renumbers ? '金蝶' : '钉蝶'}编号，${single ? '一次请求保存提交审核' : '逐步保存、提交、审核'}；推送前${reads ? '再读一遍审批' : '不再读审批'}`;
  return [site, ...happenings.map((happening) => `${clockOf(happening.at)}　${words(happening)}`)].join('\n');
}
