import { DINGTALK_ADMIN, type ProbeWords, SERVER_ADMIN } from './said.js';

const CONSOLE = '钉钉开放平台 → 应用开发 → 钉蝶';
const INSTEAD = '消息照样到，先用工作通知，不在原处变。';

export const CARD_WORDS: Readonly<Record<string, ProbeWords>> = {
  'dingtalk/cards': {
    group: '登录、权限范围',
    title: () => '互动卡片',
    asked: '改一张不存在的卡片：什么都改不了，只看有没有权限；模板看试发过没有',
    findings: {
      shown: (told) => ({ came: `有权限，${told.at()} 试发的一张送到了` }),
      untried: () => ({
        came: '有权限，现在的模板还没有试发过',
        means: '模板在不在，试发一张才知道。',
        fix: { who: '钉蝶管理员', where: '体检 → 试发一张卡片', what: '点“试一次”，到钉钉里看一眼' },
      }),
      denied: (told) => ({
        came: `没开通（${told.text('errorCode')}）：${told.text('words')}`,
        means: INSTEAD,
        fix: {
          who: DINGTALK_ADMIN,
          where: `${CONSOLE} → 权限管理`,
          what: '开通 Card.Instance.Write，约 1 分钟，再查这一项',
        },
      }),
    },
  },
  'dingtalk/try-card': {
    group: '经同意才试的',
    title: () => '试发一张卡片',
    asked: '给点的人自己发一张卡片；再点一次，那一张在原处变',
    findings: {
      sent: (told) => {
        const taken = told.text('takenBy');
        const press =
          taken === '' ? '到钉钉里点“我来看”，看按钮通不通' : `${taken} ${told.at('takenAt')} 点过，按钮通了`;
        return { came: `${told.at('made')} 送到了，第 ${told.text('version')} 次；${press}` };
      },
      refused: (told) => ({
        came: `钉钉没有收${told.quoted()}`,
        means: INSTEAD,
        fix: {
          who: `${SERVER_ADMIN}、${DINGTALK_ADMIN}`,
          where: '卡片平台（open-dev.dingtalk.com/fe/card）；.env',
          what: '照 docs/card-template.md 建好模板并发布，模板 ID 写进 DINGTALK_CARD_TEMPLATE，再试一次',
        },
      }),
      'in-doubt': () => ({ came: '回答丢了，不知道送到没有', means: '到钉钉里看一眼；再试一次也还是一张。' }),
      asked: (told) => ({ came: `${told.at()} 开始发，还没有结果`, means: '再试一次也还是一张。' }),
      'not-yet': () => ({ came: '没有试过，要人同意', means: '模板和机器人对不对，发一张才知道。' }),
    },
  },
};
