import { KINGDEE_ADMIN, type ProbeWords, SCHEME_ADMIN, SERVER_ADMIN, type Told, titled } from './said.js';

const LOGIN = '登录、付款单表单';
const USERS = '金蝶 → 系统管理 → 系统管理 → 第三方系统登录授权';

/** Returns the form of bills that a line is about; lines of the payment bill name no form. */
const billOf = ({ subject }: Told): string => subject.name || '付款单';
const bosOf = (told: Told): string => `金蝶 BOS 设计器 → ${billOf(told)}`;

export const KINGDEE_WORDS: Readonly<Record<string, ProbeWords>> = {
  'kingdee/site': {
    group: LOGIN,
    title: () => '金蝶地址、账套',
    asked: '不登录，问这个地址有哪些账套',
    findings: {
      listed: (told) => ({ came: `账套 ${told.text('name')} 在 ${told.text('listed')} 个账套里` }),
      'not-listed': (told) => ({
        came: `列出 ${told.text('listed')} 个账套，没有设置的这一个：${told.text('names')}`,
        means: '登录会被拒绝，或进到别的账套。',
        fix: {
          who: SERVER_ADMIN,
          where: `设置 KINGDEE_ACCT_ID；${USERS} → 生成测试链接`,
          what: '照测试链接里的账套 ID 填',
        },
      }),
      'no-list': (told) => ({ came: `这个站点不列账套${told.quoted()}`, means: '以登录那一项为准。' }),
      unavailable: (told) => ({
        came: told.text('words'),
        means: '推送和基础资料都停着，单据不会丢，也不会重发。',
        fix: {
          who: SERVER_ADMIN,
          where: '设置 KINGDEE_URL；服务器到金蝶的网络和证书',
          what: '地址填浏览器里打开金蝶时的那个，以 /k3cloud/ 结尾；浏览器里不是上面写的那个主机，或打不开，请网络管理员让服务器直接访问金蝶',
        },
      }),
    },
  },
  'kingdee/login': {
    group: LOGIN,
    title: () => '登录金蝶',
    asked: '用集成用户登录，查一次币别',
    findings: {
      in: (told) => ({ came: told.text('version') === '' ? '登录成功' : `登录成功，版本 ${told.text('version')}` }),
      unavailable: (told) => ({
        came: told.text('words'),
        means: '推送和基础资料都停着，单据不会丢，也不会重发。',
        fix: {
          who: KINGDEE_ADMIN,
          where: USERS,
          what: '先看上一项写的账套是不是要入账的那个（设置 KINGDEE_ACCT_ID）；再核对应用、集成用户、链接有效时间、IP 白名单和服务器时间',
        },
      }),
      denied: (told) => ({
        came: told.text('words'),
        means: '推送和基础资料都停着。',
        fix: {
          who: KINGDEE_ADMIN,
          where: '金蝶 → 基础管理 → 公共设置 → 参数设置 → BOS平台 → WebAPI',
          what: '把集成用户和服务器 IP 加进 WebAPI 的两张白名单',
        },
      }),
    },
  },
  'kingdee/fields': {
    group: LOGIN,
    title: (told) => `${billOf(told)}的字段`,
    asked: '金蝶的这种单据有没有钉蝶要写的每个字段',
    findings: {
      'all-there': (told) => ({ came: `${told.text('fields')} 个字段，要写的都在` }),
      lacks: (told) => ({
        came: `没有：${told.text('names')}`,
        means: `缺了它们${billOf(told)}保存不了，或内容会丢。`,
        fix: {
          who: KINGDEE_ADMIN,
          where: bosOf(told),
          what: '把这些字段放回表单（或告诉钉蝶的维护人它们在本账套叫什么）',
        },
      }),
      'lacks-some': (told) => ({ came: `没有：${told.text('names')}`, means: '这些内容不会写进金蝶；别的照常。' }),
    },
  },
  'kingdee/must-inputs': {
    group: LOGIN,
    title: (told) => titled('必录字段', told.subject.name),
    asked: '这种单据还要求填哪些钉蝶不写的字段',
    findings: {
      'nothing-more': () => ({ came: '没有别的必录字段' }),
      'asks-more': (told) => ({
        came: `还要填：${told.text('names')}`,
        means: `没有它们，每张${billOf(told)}都会被退回。`,
        fix: {
          who: KINGDEE_ADMIN,
          where: `${bosOf(told)} → 字段属性 → 必录`,
          what: '取消必录或给默认值；自己加的字段也可以在钉蝶的方案里映射',
        },
      }),
    },
  },
  'kingdee/bank-inputs': {
    group: LOGIN,
    title: (told) => titled('银企要求的字段', told.subject.name),
    asked: '单据是否要求联行号、开户行、省市这些',
    findings: {
      'nothing-more': () => ({ came: '没有要求' }),
      'asks-for-bank': (told) => ({
        came: `必录：${told.text('names')}`,
        means: '审批里多半没有这些：单据会被退回，或在银企付款时停下。',
        fix: {
          who: KINGDEE_ADMIN,
          where: `${bosOf(told)} → 字段属性；出纳管理 → 银企参数`,
          what: '取消必录，或在员工、供应商的银行信息里填好由金蝶带出',
        },
      }),
    },
  },
  'kingdee/lengths': {
    group: LOGIN,
    title: (told) => titled('单据编号的长度', told.subject.name),
    asked: '单据编号和第三方单据编号能放多长',
    findings: {
      'long-enough': (told) => ({ came: `单据编号 ${told.text('number')}，第三方单据编号 ${told.text('key')}` }),
      'number-short': (told) => ({
        came: `单据编号只能放 ${told.text('length')} 个字符，要 ${told.text('needs')} 个`,
        means: '编号会被截断或退回，认不出是不是同一张。',
        fix: { who: SCHEME_ADMIN, where: '方案 → 编号', what: '缩短编号前缀，或改为由金蝶编号' },
      }),
      'key-short': (told) => ({
        came: `第三方单据编号只能放 ${told.text('length')} 个字符，要 ${told.text('needs')} 个`,
        means: '审批的编号放不下，防重复的核对做不了。',
        fix: { who: KINGDEE_ADMIN, where: `${bosOf(told)} → 第三方单据编号 → 长度`, what: '改为 80' },
      }),
      'not-told': () => ({ came: '金蝶没有说长度', means: '推第一张时会读回核对。' }),
    },
  },
  'kingdee/limits': {
    group: LOGIN,
    title: (told) => titled('方案里写死的内容', told.subject.name),
    asked: '方案的固定值和文字模板，这种单据的字段放不放得下、有没有这个选项',
    findings: {
      fits: (told) => ({ came: `金蝶说了 ${told.text('fields')} 个字段的长度或选项，方案写的都放得下，选项也都有` }),
      'does-not-fit': (told) => ({
        came: `${told.text('first')}${told.text('more')}`,
        means: '用到它的单据会有提醒，写明理由才能通过；金蝶可能不收。',
        fix: {
          who: SCHEME_ADMIN,
          where: '方案 → 规则',
          what: '改短，或换成金蝶有的选项；也可以请金蝶管理员改这个字段',
        },
      }),
      'not-told': () => ({ came: '金蝶没有说长度和选项', means: '照一般的长度核对。' }),
    },
  },
  'kingdee/department': {
    group: LOGIN,
    title: (told) => titled('部门在哪里', told.subject.name),
    asked: '部门在单据头还是明细',
    findings: {
      'in-header': (told) => ({ came: `在单据头（${told.text('key')}）` }),
      'in-rows': (told) => ({ came: `在明细（${told.text('key')}）` }),
      'in-both': (told) => ({ came: `单据头和明细都有（${told.text('key')}）` }),
      'no-department': () => ({ came: '这种单据没有部门', means: '部门不会写进金蝶；费用承担部门照写。' }),
    },
  },
  'kingdee/look-up': {
    group: '付款单',
    title: () => '查付款单',
    asked: '查一个不存在的编号，应该没有',
    findings: {
      'none-found': () => ({ came: '查得通，没有这张' }),
      'found-one': (told) => ({
        came: `居然有编号 ${told.text('number')}`,
        means: '金蝶没有照编号查：核对和防重复都靠不住，先不要推送。',
        fix: { who: KINGDEE_ADMIN, where: '金蝶 → 付款单 列表', what: '看这个编号的单据是怎么来的' },
      }),
    },
  },
  'kingdee/bills': {
    group: '付款单',
    title: ({ who }) => titled('付款单', who),
    asked: '这个组织最新的 50 张付款单',
    findings: {
      usual: (told) => ({
        came: `看到 ${told.text('bills')} 张；单据类型 ${told.text('types')}；付款用途 ${told.text('purposes')}`,
      }),
      none: () => ({
        came: '一张也没有',
        means: '新组织是正常的；金蝶里明明有，就是集成用户没有权限或许可。',
        fix: {
          who: KINGDEE_ADMIN,
          where: '金蝶 → 出纳/应付 → 付款单 列表',
          what: '看这个组织有没有付款单；有，就给集成用户这个组织的数据权限',
        },
      }),
      hidden: (told) => ({
        came: `一张也看不到，而钉蝶推过 ${told.text('held')} 张`,
        means: '许可或数据权限没有了：“查不到”不能当作“没有”，存疑的单据会一直等人。',
        fix: {
          who: KINGDEE_ADMIN,
          where: '金蝶 → 系统管理 → 许可中心；用户 → 组织的数据权限',
          what: '给集成用户付款单的许可和这个组织的权限',
        },
      }),
      'other-types': (told) => ({
        came: `方案写的单据类型 ${told.text('ours')} 在最新的 ${told.text('bills')} 张里没有；常用的是 ${told.text('types')}`,
        means: '公司多半用自己的单据类型：推过去的单据和平时的不一样，或被退回。',
        fix: { who: SCHEME_ADMIN, where: '方案 → 映射 → 单据类型', what: '改成公司常用的那一个' },
      }),
    },
  },
  'kingdee/amounts': {
    group: '付款单',
    title: () => '看得到金额',
    asked: '付款单的金额是不是显示为 ***',
    findings: {
      shown: (told) => ({ came: `${told.text('bills')} 张都看得到` }),
      'no-bill': () => ({ came: '还没有付款单，看不出来', means: '推第一张时会读回核对。' }),
      'amounts-hidden': () => ({
        came: '金额显示为 ***',
        means: '推过去的单据读不回金额：核对做不了，存疑的单据一直等人。',
        fix: {
          who: KINGDEE_ADMIN,
          where: '金蝶 → 系统管理 → 字段权限（或角色 → 字段授权）',
          what: '给集成用户付款单金额字段的查看权限',
        },
      }),
    },
  },
  ...Object.fromEntries(
    (
      [
        ['submit', '提交', '单据只能保存，要人到金蝶里提交。'],
        ['audit', '审核', '单据停在 已提交，要人到金蝶里审核。'],
        ['unsubmit', '撤销', '“撤回并删除”用不了：错的单据要人到金蝶里处理。'],
        ['unaudit', '反审核', '“撤回并删除”用不了：已审核的单据要人到金蝶里反审核。'],
        ['remove', '删除', '“撤回并删除”用不了：错的单据要人到金蝶里删。'],
      ] as const
    ).map(([right, word, means]): [string, ProbeWords] => [
      `kingdee/may-${right}`,
      {
        group: '付款单',
        title: (told) => titled(billOf(told), word),
        asked: `对一个不存在的编号${word}：什么都不会变，只看有没有权限`,
        findings: {
          has: () => ({ came: '有权限（用不存在的编号试过）' }),
          denied: (told) => ({
            came: `没有授权${told.quoted()}`,
            means,
            fix: {
              who: KINGDEE_ADMIN,
              where: `金蝶 → 系统管理 → 批量授权 → ${billOf(told)}`,
              what: `给集成用户 ${word} 权限`,
            },
          }),
        },
      },
    ]),
  ),
  'kingdee/expense': {
    group: '付款单',
    title: () => '费用管理',
    asked: '金蝶里有没有费用报销单',
    findings: {
      none: () => ({ came: '没有费用报销单' }),
      'no-module': () => ({ came: '没有费用管理' }),
      'in-use': () => ({
        came: '有费用报销单：费用管理在用',
        means: '启用费用管理的组织里，费用报销付款单、费用报销其他应付单不能手工或由接口新增，会被退回。',
        fix: {
          who: SCHEME_ADMIN,
          where: '方案 → 映射 → 单据类型',
          what: '改用 其他业务付款单 等别的类型，先用小金额推一张',
        },
      }),
    },
  },
  'kingdee/attachments': {
    group: '付款单',
    title: () => '附件存在哪里',
    asked: '取一个不存在的附件，看金蝶怎么回答',
    findings: {
      'in-files': () => ({ came: '文件服务器或云存储' }),
      'in-database': () => ({
        came: '存在数据库里',
        means: '接口传不了附件；付款单照常。',
        fix: {
          who: KINGDEE_ADMIN,
          where: '金蝶 → 基础管理 → 公共设置 → 参数设置 → BOS平台 → 附件',
          what: '改为文件服务器或云存储',
        },
      }),
    },
  },
  'kingdee/numbering': {
    group: '推过单据才知道的',
    title: (told) => titled('单据编号可以自己填', told.subject.name),
    asked: '钉蝶推过的单据，金蝶留的是不是钉蝶的编号',
    findings: {
      kept: (told) => ({ came: `${told.at()} 的一张留着钉蝶的编号` }),
      'first-bill': () => ({ came: '推第一张才知道', means: '第一张会读回核对；不一样就暂停，请人选。' }),
      'given-another': (told) => ({
        came: `${told.at()} 的一张被金蝶换了编号`,
        means: '没有编号防重复：每张推送前都先查，存疑的不自动重发。',
        fix: {
          who: KINGDEE_ADMIN,
          where: `金蝶 → 基础管理 → 编码规则 → ${billOf(told)}`,
          what: '允许手工修改编号；不能改，就在方案里选 由金蝶编号',
        },
      }),
    },
  },
  'kingdee/workflow': {
    group: '推过单据才知道的',
    title: (told) => `${billOf(told)}上的审批流`,
    asked: '推过的付款单是直接审核，还是被金蝶的审批流接管',
    findings: {
      passes: (told) => ({ came: `${told.at()} 的一张直接审核了` }),
      'first-bill': () => ({ came: '推第一张才知道', means: '有审批流的，推过去会停在 已提交，等金蝶里的人审。' }),
      holds: (told) => ({
        came: `${told.at()} 的一张被审批流接管`,
        means: '推过去的单据停在 已提交，金蝶里审完才算入账。',
        fix: {
          who: SCHEME_ADMIN,
          where: '方案 → 推送到哪一步',
          what: '改为 保存并提交；或请金蝶管理员让集成用户的单据不走审批流',
        },
      }),
    },
  },
  'kingdee/period': {
    group: '推过单据才知道的',
    title: ({ who }) => titled('会计期间', who),
    asked: '本月有没有审核过的付款单；期间本身接口查不到',
    findings: {
      'was-open': (told) => ({ came: `本月开着：${told.at()} 审核过一张业务日期 ${told.text('date')} 的` }),
      'cannot-ask': () => ({ came: '接口查不到，本月还没有审核过', means: '已结账的，推送时会被退回，单据不会丢。' }),
      closed: (told) => ({
        came: `${told.at()} 被退回${told.quoted()}`,
        means: '业务日期在已结账期间的单据推不出去。',
        fix: {
          who: KINGDEE_ADMIN,
          where: '金蝶 → 出纳管理、应付款管理 → 期末处理',
          what: '反结账；或在钉蝶里把业务日期改到开着的期间',
        },
      }),
    },
  },
  'kingdee/cashier': {
    group: '推过单据才知道的',
    title: ({ who }) => titled('出纳', who),
    asked: '这个组织有没有启用出纳',
    findings: {
      on: (told) => ({ came: `已启用，${told.at()} 审核过付款单` }),
      'first-bill': () => ({ came: '有银行账号；推第一张才知道', means: '没有启用的，推送时会被退回，单据不会丢。' }),
      'no-accounts': () => ({
        came: '一个银行账号也没有',
        means: '银行结算的付款单要我方账号：推不出去。',
        fix: {
          who: KINGDEE_ADMIN,
          where: '金蝶 → 出纳管理 → 基础资料 → 银行账号；出纳管理 → 启用',
          what: '给这个组织建或分配银行账号，并启用出纳',
        },
      }),
      off: (told) => ({
        came: `${told.at()} 被退回：没有启用出纳`,
        means: '这个组织的付款单都推不出去。',
        fix: {
          who: KINGDEE_ADMIN,
          where: '金蝶 → 出纳管理 → 初始化 → 启用日期设置',
          what: '为这个组织启用出纳，再推送',
        },
      }),
    },
  },
  'kingdee/base': {
    group: '基础资料、组织',
    title: ({ subject }) => subject.name || '各类基础资料',
    asked: '第一页，最多 2,000 条',
    findings: {
      there: (told) => ({ came: `${told.text('rows')} 条` }),
      'other-key': (told) => ({ came: `${told.text('rows')} 条；编号在本账套叫 ${told.text('key')}，照此读` }),
      none: () => ({
        came: '一条也没有',
        means: '用不到就不用管；用到它的单据会停在 待补映射。',
        fix: { who: KINGDEE_ADMIN, where: '金蝶 → 系统管理 → 批量授权', what: '确实有资料的，给集成用户查看权限' },
      }),
      'none-needed': () => ({
        came: '一条也没有',
        means: '没有它写不成付款单。多半是集成用户没有查看权限或许可，金蝶不会报错。',
        fix: {
          who: KINGDEE_ADMIN,
          where: '金蝶 → 系统管理 → 批量授权；许可中心',
          what: '给集成用户查看权限和许可，再刷新基础资料',
        },
      }),
      'none-usable': (told) => ({
        came: `${told.text('rows')} 条，都禁用或没有审核`,
        means: '用到它的单据会停在 待补映射。',
        fix: { who: KINGDEE_ADMIN, where: '金蝶 → 基础资料', what: '审核、反禁用要用的资料' },
      }),
      'org-missing': (told) => ({
        came: `${told.text('rows')} 条，没有组织 ${told.text('orgs')} 的`,
        means: '由这些组织付款的单据会停下。多半是集成用户没有它们的数据权限。',
        fix: {
          who: KINGDEE_ADMIN,
          where: '金蝶 → 系统管理 → 用户 → 组织',
          what: '给集成用户这些组织；钉蝶的 KINGDEE_ORG 留空再查',
        },
      }),
      'orgs-refused': (told) => ({
        came: `不许看组织列表${told.quoted()}；别的资料里看到组织 ${told.text('orgs')}`,
        means: '照看到的这些组织用，选组织的地方写明是看到的；没看到的选不了。',
        fix: { who: KINGDEE_ADMIN, where: '金蝶 → 系统管理 → 批量授权 → 组织机构', what: '给集成用户查看权限' },
      }),
      'orgs-unknown': (told) => ({
        came: `不许看组织列表${told.quoted()}，别的资料里也看不到组织`,
        means: '付款组织选不了。',
        fix: { who: KINGDEE_ADMIN, where: '金蝶 → 系统管理 → 批量授权 → 组织机构', what: '给集成用户查看权限' },
      }),
    },
  },
  'kingdee/save-right': {
    group: '经同意才试的',
    title: () => '付款单：新增',
    asked: '保存一张付款用途不存在、必被拒绝的付款单',
    findings: {
      'refused-as-meant': (told) => ({ came: `被拒绝，如所料${told.quoted()}：有新增权限，什么都没有写入` }),
      'no-right': (told) => ({
        came: `没有新增权限${told.quoted()}`,
        means: '一张付款单也推不出去。',
        fix: { who: KINGDEE_ADMIN, where: '金蝶 → 系统管理 → 批量授权 → 付款单', what: '给集成用户 新增 权限' },
      }),
      'refused-otherwise': (told) => ({
        came: `被拒绝，但不是因为付款用途${told.quoted()}`,
        means: '真的单据多半也会这样被退回：照金蝶的话处理。什么都没有写入。',
        fix: { who: KINGDEE_ADMIN, where: '金蝶 → 付款单、单据类型', what: '照上面金蝶的话处理，再试一次' },
      }),
      accepted: (told) => ({
        came: `金蝶居然收下了：单据 ${told.text('number')}（0.01 元，只保存，没有提交）`,
        means: '付款用途不存在也能保存：金蝶会悄悄丢掉它不认识的内容，先不要推送。',
        fix: {
          who: KINGDEE_ADMIN,
          where: '金蝶 → 付款单 列表',
          what: `删除单据 ${told.text('number')}；查为什么没有校验基础资料`,
        },
      }),
      'in-doubt': (told) => ({
        came: `回答丢了，不知道金蝶收下没有${told.quoted()}`,
        means: `到金蝶里查编号 ${told.text('number')}，有就删掉。不会自己再试。`,
        fix: { who: KINGDEE_ADMIN, where: '金蝶 → 付款单 列表', what: `查编号 ${told.text('number')}` },
      }),
      asked: (told) => ({
        came: `${told.at()} 开始试，还没有结果`,
        means: `一直是这样，就到金蝶里查编号 ${told.text('number')}，有就删掉。`,
      }),
      absent: (told) => ({
        came: `上一张（编号 ${told.text('number')}）没有回答，${told.at()} 查过，金蝶里没有`,
        means: '有没有新增权限还不知道，可以再试一张。',
      }),
      'not-yet': () => ({ came: '没有试过，要人同意', means: '有没有新增权限，试一张才知道。' }),
    },
  },
};
