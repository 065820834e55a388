import { DINGTALK_ADMIN, type ProbeWords, SERVER_ADMIN } from './said.js';

const SUBSCRIPTION = '钉钉开放平台 → 应用开发 → 钉蝶 → 开发配置 → 事件订阅';
const BY_SWEEPS = '审批不会漏，由补扫补上，只是晚一些看到。';
const TRY = '通过一条审批，几秒后再查这一项';

const untold =
  (way: string): ProbeWords['findings'][string] =>
  (told) => ({
    came: `近三天有 ${told.text('approvals')} 条审批通过了，没有收到事件：${told.text('names')}`,
    means: BY_SWEEPS,
    fix: {
      who: DINGTALK_ADMIN,
      where: SUBSCRIPTION,
      what: `${way}，勾上“审批实例开始、结束”，订阅规则里要有这些表单，每行以 type/finish 结尾；本月的推送次数用完了，或另一个程序也用这个应用连着，也会这样`,
    },
  });

export const EVENT_WORDS: Readonly<Record<string, ProbeWords>> = {
  'dingtalk/events': {
    group: '登录、权限范围',
    title: () => '事件推送',
    asked: '审批一通过，钉钉就通知吗',
    findings: {
      comes: (told) => ({ came: `连着，最近一条 ${told.at()}` }),
      'comes-http': (told) => ({ came: `钉钉来调用，最近一条 ${told.at()}` }),
      'none-yet': () => ({
        came: '连着，还没有来过事件',
        means: '应用里有没有订阅审批的结束，来过一条才知道：只说发起的不算。',
        fix: { who: DINGTALK_ADMIN, where: SUBSCRIPTION, what: `选 Stream 模式，勾上“审批实例开始、结束”；${TRY}` },
      }),
      'none-yet-http': () => ({
        came: '等钉钉来调用，还没有来过事件',
        means: '应用里有没有订阅审批的结束，来过一条才知道：只说发起的不算。',
        fix: {
          who: DINGTALK_ADMIN,
          where: SUBSCRIPTION,
          what: `选 HTTP 推送，填好请求地址，勾上“审批实例开始、结束”；${TRY}`,
        },
      }),
      untold: untold('推送方式选 Stream 模式'),
      'untold-http': untold('推送方式选 HTTP 推送'),
      refused: (told) => ({
        came: told.text('words'),
        means: BY_SWEEPS,
        fix: {
          who: DINGTALK_ADMIN,
          where: `${SUBSCRIPTION}；凭证与基础信息`,
          what: '推送方式选 Stream 模式，核对 Client ID、Client Secret',
        },
      }),
      down: (told) => ({
        came: told.text('words'),
        means: BY_SWEEPS,
        fix: {
          who: SERVER_ADMIN,
          where: '服务器的网络',
          what: '放行到 api.dingtalk.com 和 *.dingtalk.com 的 443 端口，包括长连接（wss）',
        },
      }),
      off: () => ({
        came: '没有开（DINGTALK_EVENTS=off）',
        means: '新审批要等补扫才看到，补扫也多用钉钉的额度。',
        fix: { who: SERVER_ADMIN, where: '.env', what: '去掉 DINGTALK_EVENTS=off，重启' },
      }),
      'not-started': () => ({ came: '钉蝶还没有启动过', means: '启动以后在这里看得到。' }),
    },
  },
};
