import { CLIENT_WORDS } from './client-words.js';
import { EVENT_WORDS } from './event-words.js';
import { DINGTALK_ADMIN, type ProbeWords, SCHEME_ADMIN, SERVER_ADMIN, type Told, titled } from './said.js';

const CONSOLE = '钉钉开放平台 → 应用开发 → 钉蝶';
const LOGIN = '登录、权限范围';
const APPROVALS = '审批';
const soFar = (told: Told): string =>
  `${told.count('used')} / ${told.count('limit')} 次，月底约 ${told.count('forecast')} 次`;
const MORE_CALLS = {
  who: DINGTALK_ADMIN,
  where: '钉钉管理后台 → 应用 → API 调用量',
  what: '看剩余额度，需要时购买加量包；买了以后，请部署钉蝶的管理员把新的次数写进设置（DINGTALK_MONTHLY_CALLS）',
};
const formName = (name: string, id: string): string => name || id;

export const DINGTALK_WORDS: Readonly<Record<string, ProbeWords>> = {
  'dingtalk/login': {
    group: LOGIN,
    title: () => '登录钉钉',
    asked: '用应用的凭证取一次访问凭证',
    findings: {
      in: () => ({ came: '登录成功' }),
      unavailable: (told) => ({
        came: told.text('words'),
        means: '采集、回写、登录都做不了。',
        fix: {
          who: DINGTALK_ADMIN,
          where: `${CONSOLE} → 凭证与基础信息；开发配置 → 安全设置 → 服务器出口IP`,
          what: '核对 Client ID、Client Secret 和出口 IP',
        },
      }),
      unreachable: (told) => ({
        came: /^\d+$/.test(told.text('reason'))
          ? `钉钉或它前面的网关回答了错误 ${told.text('reason')}`
          : `服务器连不上钉钉（${told.text('reason')}）`,
        means: '采集、回写、登录都做不了。',
        fix: {
          who: SERVER_ADMIN,
          where: '钉蝶服务器的网络、域名解析、对外的防火墙和代理',
          what: '让服务器能用 https 访问 api.dingtalk.com 和 oapi.dingtalk.com，再查这一项',
        },
      }),
      address: (told) => ({
        came: told.text('words'),
        means: '采集、回写、登录都做不了。',
        fix: {
          who: DINGTALK_ADMIN,
          where: `${CONSOLE} → 开发配置 → 安全设置 → 服务器出口IP`,
          what: '加上服务器访问外网时的公网地址',
        },
      }),
    },
  },
  'dingtalk/scope': {
    group: LOGIN,
    title: () => '通讯录授权范围',
    asked: '应用看得到哪些部门和人',
    findings: {
      all: () => ({ came: '全部员工' }),
      narrow: (told) => ({
        came: `只有 ${told.text('departments')} 个部门、${told.text('people')} 个人`,
        means: '范围以外的人提交的审批，钉钉不会列给钉蝶，也不报错：采集会漏掉它们。',
        fix: {
          who: DINGTALK_ADMIN,
          where: `${CONSOLE} → 权限管理 → 通讯录授权范围`,
          what: '改为全部员工，再把漏掉的日期重新采集',
        },
      }),
    },
  },
  'dingtalk/quota': {
    group: LOGIN,
    title: () => '本月接口额度',
    asked: '钉蝶本月用了多少次',
    findings: {
      'not-counted': () => ({ came: '钉蝶还没有启动过，没有计数', means: '以后在这里看得到用量。' }),
      enough: (told) => ({ came: soFar(told) }),
      slower: (told) => ({
        came: soFar(told),
        means: '采集放慢，让额度用到月底：新审批晚到，不会丢。多久一次，看“采集”页。',
        fix: MORE_CALLS,
      }),
      'runs-short': (told) => ({
        came: soFar(told),
        means: '不够用到月底：用完后采集停到下月，之后补齐，不会漏；审核、推送照常。',
        fix: MORE_CALLS,
      }),
      'nearly-spent': (told) => ({
        came: `${soFar(told)}，已用 ${told.text('percent')}%`,
        means: '快用完了：用完后采集停到下月，之后补齐，不会漏；审核、推送照常，回写也要等到下月。',
        fix: MORE_CALLS,
      }),
    },
  },
  ...EVENT_WORDS,
  ...CLIENT_WORDS,
  'dingtalk/forms': {
    group: APPROVALS,
    title: () => '审批表单列表',
    asked: '应用看得到哪些审批表单',
    findings: {
      listed: (told) => ({ came: `${told.text('forms')} 张表单` }),
      none: () => ({
        came: '一张也看不到',
        means: '选不了要采集的表单。',
        fix: {
          who: DINGTALK_ADMIN,
          where: `${CONSOLE} → 权限管理`,
          what: '开通 Workflow.Form.Read；确认公司里有已发布的审批表单',
        },
      }),
      'form-gone': (told) => ({
        came: `列表里没有：${told.text('names')}`,
        means: '表单停用、删除或对应用不可见：它的新审批采集不到。',
        fix: {
          who: DINGTALK_ADMIN,
          where: '钉钉 → OA 审批 → 管理后台 → 审批表单',
          what: '重新启用这张表单，或在钉蝶里换一张',
        },
      }),
    },
  },
  'dingtalk/form': {
    group: APPROVALS,
    title: ({ subject }) => titled('表单控件', formName(subject.name, subject.id)),
    asked: '表单有哪些控件',
    findings: {
      read: (told) => ({ came: `${told.text('controls')} 个控件` }),
      'no-controls': () => ({
        came: '没有控件',
        means: '方案里的字段对不上这张表单。',
        fix: { who: DINGTALK_ADMIN, where: '钉钉 → OA 审批 → 管理后台 → 审批表单', what: '确认表单已发布，再查这一项' },
      }),
    },
  },
  'dingtalk/approvals': {
    group: APPROVALS,
    title: ({ subject }) => titled('列出审批、读详情', formName(subject.name, subject.id)),
    asked: '近 30 天通过的审批，读其中三条',
    findings: {
      read: (told) => ({ came: `列出 ${told.text('found')} 条，读了 ${told.text('read')} 条，控件都读得出` }),
      none: () => ({
        came: '近 30 天一条也没有',
        means: '新表单是正常的；以前有过审批的，就是应用看不到它们。',
        fix: {
          who: DINGTALK_ADMIN,
          where: `${CONSOLE} → 权限管理`,
          what: '核对 Workflow.Instance.Read 和通讯录授权范围',
        },
      }),
      'no-approval': (told) => ({
        came: `读了 ${told.text('read')} 条，${told.text('broken')} 条不是认得的审批`,
        means: '这些审批采集不进来。',
        fix: { who: SCHEME_ADMIN, where: '体检结果文件', what: '连同审批编号转给钉蝶的维护人' },
      }),
      unreadable: (told) => ({
        came: `读了 ${told.text('read')} 条，读不出的控件：${told.text('names')}`,
        means: '用到这些控件的单据会停在 待补映射，不会猜。',
        fix: { who: SCHEME_ADMIN, where: '体检结果文件', what: '连同控件名称转给钉蝶的维护人' },
      }),
      'json-like': (told) => ({
        came: `读了 ${told.text('read')} 条，这些控件的内容像没有拆开的数据：${told.text('names')}`,
        means: '用到它们的字段会带着多余的符号。',
        fix: { who: SCHEME_ADMIN, where: '方案 → 映射', what: '不要用这些控件，或转给钉蝶的维护人' },
      }),
    },
  },
  'dingtalk/accounts': {
    group: APPROVALS,
    title: ({ subject }) => titled('收款账号', formName(subject.name, subject.id)),
    asked: '读到的审批里，收款账户有没有账号',
    findings: {
      'with-number': (told) => ({ came: `${told.text('accounts')} 个收款账户都有账号` }),
      'no-control': () => ({ came: '读到的审批里没有收款账户' }),
      'none-read': () => ({ came: '没有读到审批', means: '有了审批再查。' }),
      'without-number': (told) => ({
        came: `${told.text('accounts')} 个收款账户里 ${told.text('without')} 个没有账号`,
        means: '选的是钉钉账户：审批里只有姓名。这样的单据会停下来，等人补账号。',
        fix: {
          who: DINGTALK_ADMIN,
          where: '钉钉 → OA 审批 → 管理后台 → 审批表单 → 收款账户控件',
          what: '只允许选银行卡；或在钉蝶的映射表里补员工账号',
        },
      }),
    },
  },
  'dingtalk/times': {
    group: APPROVALS,
    title: ({ subject }) => titled('审批时间', formName(subject.name, subject.id)),
    asked: '发起时间与审批编号里的时间是否一致',
    findings: {
      agree: (told) => ({ came: `${told.text('read')} 条都一致` }),
      'none-read': () => ({ came: '没有读到审批', means: '有了审批再查。' }),
      odd: (told) => ({
        came: `${told.text('read')} 条里 ${told.text('odd')} 条对不上`,
        means: '业务日期可能差一天。',
        fix: { who: SCHEME_ADMIN, where: '体检结果文件', what: '先不要推送，转给钉蝶的维护人' },
      }),
    },
  },
  'dingtalk/people': {
    group: APPROVALS,
    title: () => '读申请人姓名',
    asked: '一条审批的申请人叫什么',
    findings: {
      named: (told) => ({ came: `读到 ${told.text('name')}` }),
      'none-read': () => ({ came: '没有读到审批', means: '有了审批再查。' }),
      left: () => ({ came: '查不到这个人，可能已离职', means: '在职的人一般读得到；再查一次会换一条审批。' }),
      nameless: () => ({
        came: '查到了人，没有姓名',
        means: '需要姓名的字段会停下来，不会写工号当姓名。',
        fix: { who: DINGTALK_ADMIN, where: `${CONSOLE} → 权限管理`, what: '开通 成员信息读权限（qyapi_get_member）' },
      }),
      'not-visible': () => ({
        came: '这个人不在应用的通讯录授权范围里（50002）',
        means: '姓名读不到，他以后的审批也可能采集不到。',
        fix: { who: DINGTALK_ADMIN, where: `${CONSOLE} → 权限管理 → 通讯录授权范围`, what: '改为全部员工' },
      }),
    },
  },
  'dingtalk/departments': {
    group: APPROVALS,
    title: () => '读部门名称和上级',
    asked: '公司最上面的部门叫什么',
    findings: {
      named: (told) => ({ came: `读到 ${told.text('name')}` }),
      'not-visible': () => ({
        came: '公司最上面的部门不在应用的通讯录授权范围里',
        means: '先处理“通讯录授权范围”那一项，再查这一项。',
      }),
      denied: (told) => ({
        came: `没开通（${told.text('errorCode')}）：${told.text('words')}`,
        means: '两个部门同名时分不清是哪一个：单据停在 待补映射，不会猜。别的照常。',
        fix: { who: DINGTALK_ADMIN, where: `${CONSOLE} → 权限管理`, what: '开通 qyapi_get_department_list，约 1 分钟' },
      }),
    },
  },
  'dingtalk/comment': {
    group: APPROVALS,
    title: () => '在审批下写评论',
    asked: '往一条不存在的审批写评论：什么都写不上，只看有没有权限',
    findings: {
      has: () => ({ came: '有权限（用不存在的审批试过）' }),
      nobody: () => ({ came: '没有可以署名的人，没有问', means: '有人登录过钉蝶以后再查。' }),
      'other-refusal': (told) => ({
        came: `钉钉先看了别的${told.quoted()}`,
        means: '有没有权限，要写一条试写评论才知道。',
      }),
      denied: (told) => ({
        came: `没开通（${told.text('errorCode')}）：${told.text('words')}`,
        means: '入账后不能回写审批；采集、审核、推送照常。',
        fix: { who: DINGTALK_ADMIN, where: `${CONSOLE} → 权限管理`, what: '开通 Workflow.Instance.Write，约 1 分钟' },
      }),
    },
  },
  'dingtalk/todos': {
    group: APPROVALS,
    title: () => '放钉钉待办',
    asked: '把一条不存在的待办点成完成：什么都改不了，只看有没有权限',
    findings: {
      has: () => ({ came: '有权限（用不存在的待办试过）' }),
      off: () => ({ came: '设置里关掉了（DINGTALK_TODOS=off），没有问' }),
      nobody: () => ({ came: '没有可以问的人，没有问', means: '有人登录过钉蝶以后再查。' }),
      without: (told) => ({
        came: `没有权限点 Todo.Todo.Write${told.quoted()}`,
        means: '指派以后，钉钉的待办里没有这一条；指派、工作通知、审核、推送都照常。',
        fix: {
          who: DINGTALK_ADMIN,
          where: `${CONSOLE} → 权限管理`,
          what: '开通 Todo.Todo.Write，约 1 分钟，再点“再查”',
        },
      }),
    },
  },
  'dingtalk/canary': {
    group: '经同意才试的',
    title: () => '试写一条评论',
    asked: '在选定的一条已完成的审批下写一条评论',
    findings: {
      written: (told) => ({ came: `${told.at()} 在审批 ${told.text('approval')} 写上了` }),
      'not-written': (told) => ({
        came: `审批 ${told.text('approval')}：没有写上${told.quoted()}`,
        means: '入账后的回写也会这样：单据照常入账，显示 未回写。',
        fix: { who: SCHEME_ADMIN, where: '方案 → 回写', what: '换一个看得到审批的回写人，例如表单的抄送人' },
      }),
      'in-doubt': (told) => ({
        came: `审批 ${told.text('approval')}：回答丢了，不知道写上没有${told.quoted()}`,
        means: '到钉钉里打开这条审批看一眼；不会自己再写一遍。',
      }),
      asked: (told) => ({
        came: `${told.at()} 开始写，还没有结果`,
        means: '一直是这样，就到钉钉里打开这条审批看一眼。',
      }),
      'not-yet': () => ({ came: '没有试过，要人同意', means: '评论在已完成的审批上写不写得上，写一条才知道。' }),
    },
  },
};
