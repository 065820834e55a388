import { BASE_DATA_FORMS } from '@dingdee/shared/base-data';
import { BILL_RIGHTS } from '../../connectors/survey.js';
import type { Proof, Step } from './step.js';

/** Base data that belongs to organisations: if an organisation lacks some, it is added at the step of organisations. */
const OF_ORGANISATIONS = ['organisation', 'department', 'employee', 'supplier', 'bankAccount'] as const;
const LACKS_ORGANISATION = ['org-missing', 'orgs-refused', 'orgs-unknown'];

const LOGIN_TELLS_ELSEWHERE: Proof = { probe: 'kingdee/login', told: [] };

export const KINGDEE_STEPS: readonly Step[] = [
  {
    id: 'kingdee-user',
    name: '专用用户',
    does: '建一个**专用用户**（例如 `dingdee.api`），不要用真人的账号：口令改了、人走了，推送就停',
    why: '钉蝶以它的名义记账',
    sees: '能用它登录一次客户端',
    proves: [LOGIN_TELLS_ELSEWHERE],
  },
  {
    id: 'kingdee-app',
    name: '第三方应用',
    does: '在**要入账的那个账套**里：系统管理 → 第三方系统登录授权 → 新增 → **获取应用 ID**（会打开金蝶的网站，要企业账号登录），记下**应用 ID** 与**应用密钥**',
    why: '钉蝶用它们登录金蝶',
    sees: '两个值。“链接有效时间”用默认的 10 分钟，**不要填 0**。换了账套要重新授权',
    proves: [{ probe: 'kingdee/login' }],
  },
  {
    id: 'kingdee-users',
    name: '用户列表',
    does: '同一页的用户列表，加入第 1 步的用户，保存、**启用**',
    why: '应用只替名单里的人登录',
    sees: '没加，登录会说“不允许用户…登录”',
    proves: [LOGIN_TELLS_ELSEWHERE],
  },
  {
    id: 'kingdee-allowed',
    name: '允许调用',
    does: '基础管理 → 公共设置 → 参数设置 → BOS 平台 → **WebAPI**：允许这个用户调用；同一页若启用了 IP 白名单，加上服务器的地址',
    why: '金蝶另有一张名单',
    sees: '这是最常漏的一步。体检“登录金蝶”会说是哪一种',
    proves: [{ probe: 'kingdee/login', told: ['denied'] }],
  },
  {
    id: 'kingdee-account-set',
    name: '账套',
    does: '账套 ID：在**正式账套**里，第三方系统登录授权 → 生成测试链接，照抄链接里的 `dbid`（不要凭记忆：测试账套常只差一位）',
    why: '付款单进对账套',
    sees: '体检“金蝶地址、账套”写出的账套**名字**就是要入账的那个。这一行是绿的只说明有这个账套，不说明应用在里面有授权',
    proves: [{ probe: 'kingdee/site' }],
  },
  {
    id: 'kingdee-rights',
    name: '权限',
    does: '给它权限：付款单的查看、新增、提交、审核，以及撤销、反审核、删除（“撤回并删除”要用）；费用项目、部门、员工、供应商、组织、结算方式、银行账号、币别、付款用途的查看',
    why: '少一项就有一步做不了',
    sees: '体检“付款单：提交”“付款单：审核”…… 各一行；“新增”只在页面上：体检 → 新增付款单 → 试一次',
    proves: [
      { probe: 'kingdee/look-up' },
      { probe: 'kingdee/amounts' },
      ...BILL_RIGHTS.map((right) => ({ probe: `kingdee/may-${right}` })),
      ...Object.keys(BASE_DATA_FORMS).map((kind) => ({ probe: 'kingdee/base', subject: kind })),
      { probe: 'kingdee/save-right' },
    ],
  },
  {
    id: 'kingdee-organisations',
    name: '组织',
    does: '**每一个要付款的组织**都把它加进去，并把部门、员工、供应商、银行账号分配给这个组织',
    why: '由哪个组织付就写在哪里',
    sees: '体检每个组织一行“付款单：组织名”，写着最近 50 张常用的单据类型；“一张也没有”在新组织是正常的，推过一张就好。启用方案之后，只问方案和映射用到的组织',
    proves: [
      { probe: 'kingdee/bills' },
      ...OF_ORGANISATIONS.map((kind) => ({ probe: 'kingdee/base', subject: kind, told: LACKS_ORGANISATION })),
    ],
  },
  {
    id: 'kingdee-numbering',
    name: '单据编号',
    does: '编码规则：付款单的单据编号最好允许手工录入',
    why: '同一张不会有两个编号',
    sees: '体检“单据编号可以自己填”。不允许也能用：第一张推送后方案会自动暂停并说明，改为“由金蝶编号”，见[运维](operations.md#由金蝶编号的账套)',
    optional: true,
    proves: [{ probe: 'kingdee/numbering' }],
  },
  {
    id: 'kingdee-cashier',
    name: '出纳',
    does: '付款的组织启用出纳；电汇等银行类结算方式，要有我方银行账号',
    why: '没有启用的组织付不了款',
    sees: '体检“出纳：组织名”',
    proves: [{ probe: 'kingdee/cashier' }],
  },
  {
    id: 'kingdee-attachments',
    name: '附件',
    does: '参数设置 → BOS 平台 → 附件：文件服务器或云存储',
    why: '附件跟着付款单走',
    sees: '存在数据库里的，接口传不了附件；付款单照常',
    optional: true,
    proves: [{ probe: 'kingdee/attachments' }],
  },
  {
    id: 'kingdee-expense',
    name: '启用了费用管理的',
    does: '“费用报销付款单”“费用报销其他应付单”不能手工增加，也就不能由程序增加。复制一个单据类型，在方案里选它（体检“费用管理”会说）。',
    why: '',
    sees: '',
    optional: true,
    aside: true,
    proves: [{ probe: 'kingdee/expense' }],
  },
  {
    id: 'kingdee-gateway',
    name: '公有云、网关',
    does: '地址一律填浏览器里打开金蝶时的那个，以 `/k3cloud/` 结尾；跳转到别处的，体检会说跳到了哪个主机：那是浏览器里打开金蝶时的主机，就改填它加 `/k3cloud/`；不是（网关、登录门户、打不开的名字），不要填，请网络管理员让服务器直接访问金蝶。证书不被信任的，体检会说证书上的名字。',
    why: '',
    sees: '',
    aside: true,
    proves: [{ probe: 'kingdee/site', told: ['unavailable'] }],
  },
];
