import type { Settings } from '../../config/settings.js';
import { listOf, recordOf, textOf } from '../../json/json-reading.js';
import { type CardOutcome, type CardParams, Cards } from '../cards.js';
import { DingTalkError } from '../source.js';
import type { DingTalkHttp, DingTalkRequest } from './call/dingtalk-http.js';

type CardSettings = Pick<
  Settings,
  'DINGTALK_CARD_TEMPLATE' | 'DINGTALK_ROBOT_CODE' | 'DINGTALK_CLIENT_ID' | 'DINGTALK_EVENTS'
>;

const CARDS = '/v1.0/card/instances';
/** Track id that no card has. */
const NO_CARD = 'dingdee-check-up-no-card';
const LONGEST_SUMMARY = 50;

const EXISTS = 'param.cardAlreadyExist';
const GONE = 'param.cardNotExist';

/** Codes after which no card at all would be accepted, and the remedy (dingtalk-cards.md §4). */
const NO_WAY: readonly (readonly [RegExp, string])[] = [
  [
    /^param\.template(NotExist|Unpublished)$|^param\.cardTemplateId/,
    '钉钉里没有这个卡片模板，或者还没有发布。请管理员在卡片平台发布模板，核对设置 DINGTALK_CARD_TEMPLATE。',
  ],
  [
    /robot|chatbot|^param\.openDeliverModel/i,
    '钉钉不认这个机器人。请管理员在开放平台给应用加上机器人能力并发布，核对设置 DINGTALK_ROBOT_CODE。',
  ],
];

/** Interactive cards through `card_1_0`, for apps of either family (dingtalk-cards.md). */
export class DingTalkCards extends Cards {
  readonly on: boolean;
  readonly pressed: boolean;

  constructor(
    private readonly http: DingTalkHttp,
    private readonly settings: CardSettings,
  ) {
    super();
    this.on = settings.DINGTALK_CARD_TEMPLATE !== '';
    this.pressed = this.on && settings.DINGTALK_EVENTS === 'stream';
  }

  create(card: {
    trackId: string;
    userIds: readonly string[];
    params: CardParams;
    summary: string;
  }): Promise<CardOutcome> {
    const { trackId, userIds, params, summary } = card;
    const { DINGTALK_CARD_TEMPLATE: cardTemplateId, DINGTALK_ROBOT_CODE, DINGTALK_CLIENT_ID } = this.settings;
    return this.send({
      method: 'POST',
      path: `${CARDS}/createAndDeliver`,
      body: {
        cardTemplateId,
        outTrackId: trackId,
        callbackType: 'STREAM',
        cardData: { cardParamMap: params },
        userIdType: 1,
        openSpaceId: `dtv1.card//${userIds.map((userId) => `IM_ROBOT.${userId}`).join(';')}`,
        imRobotOpenDeliverModel: { spaceType: 'IM_ROBOT', robotCode: DINGTALK_ROBOT_CODE ?? DINGTALK_CLIENT_ID },
        imRobotOpenSpaceModel: {
          supportForward: false,
          lastMessageI18n: { ZH_CN: summary.slice(0, LONGEST_SUMMARY) },
          notification: { alertContent: summary.slice(0, LONGEST_SUMMARY), notificationOff: false },
        },
      },
    });
  }

  update({ trackId, params }: { trackId: string; params: CardParams }): Promise<CardOutcome> {
    return this.send({
      method: 'PUT',
      path: CARDS,
      body: {
        outTrackId: trackId,
        cardData: { cardParamMap: params },
        cardUpdateOptions: { updateCardDataByKey: true, updatePrivateDataByKey: true },
        userIdType: 1,
      },
    });
  }

  private async send(call: Pick<DingTalkRequest, 'method' | 'path' | 'body'>): Promise<CardOutcome> {
    const told = await this.http.writeAside({ ...call, family: 'v1', purpose: 'notice' });
    if (told.kind === 'unknown') return told;
    if (told.kind === 'refused') return outcomeOf(told.error);
    return undelivered(recordOf(told.body.result).deliverResults) ?? { kind: 'done' };
  }
}

/** Checks whether the app may write cards, by changing a card that cannot exist. @throws DingTalkError with the reason if it may not */
export async function askCardRight(http: DingTalkHttp): Promise<void> {
  const answer = await http.ask({
    family: 'v1',
    method: 'PUT',
    path: CARDS,
    body: { outTrackId: NO_CARD, cardData: { cardParamMap: { title: '钉蝶体检' } }, userIdType: 1 },
    purpose: 'notice',
  });
  if (answer instanceof DingTalkError && answer.code !== GONE) throw answer;
}

function outcomeOf(error: DingTalkError): CardOutcome {
  if (error.code === EXISTS) return { kind: 'exists' };
  if (error.code === GONE) return { kind: 'gone' };
  const known = NO_WAY.find(([pattern]) => pattern.test(error.code))?.[1];
  const way = known !== undefined || error.errorClass === 'permission';
  return { kind: 'refused', way, sentence: known ?? error.sentence, code: error.code };
}

/** Returns the refusal for a card that was created and delivered to nobody; null if somebody has it, or if the answer does not tell. */
function undelivered(results: unknown): CardOutcome | null {
  const spaces = listOf(results).map(recordOf);
  if (spaces.length === 0 || spaces.some(({ success }) => textOf(success) === 'true')) return null;
  const words = textOf(spaces[0]?.errorMsg).slice(0, 200);
  const robot = NO_WAY.find(([pattern]) => pattern.test(words))?.[1];
  return {
    kind: 'refused',
    way: robot !== undefined,
    sentence: robot ?? `钉钉没有把卡片送到（${words || '没有说原因'}）。`,
    code: 'undelivered',
  };
}
