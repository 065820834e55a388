import type { SandboxContext } from '../context.js';
import { NewApiError } from './api-error.js';
import { record, text } from './fields.js';

type Params = Record<string, string>;

/** One change of a card, as received. */
export interface CardChange {
  at: number;
  by: 'create' | 'update' | 'press';
  params: Params;
}

/** Press of a button, and its answer. */
export interface CardPressed {
  trackId: string;
  userId: string;
  /** Time from the press to the answer, in ms; null if no answer came. */
  ms: number | null;
  answer: unknown;
}

/** A card as its receivers see it (dingtalk-cards.md). */
export interface Card {
  trackId: string;
  template: string;
  robotCode: string;
  receivers: readonly string[];
  params: Params;
  /** Private parameters, by the user who sees them. */
  own: Map<string, Params>;
  changes: CardChange[];
}

export const CARD_TEMPLATE = '7d1f6a30-2c54-4c0b-9f0e-dd0000000001.schema';
const KEY_BYTES = 100;
const VALUE_BYTES = 1024;

/** Holds the cards by outTrackId, their changes and the presses of their buttons. */
export class CardDesk {
  readonly cards = new Map<string, Card>();
  readonly pressed: CardPressed[] = [];
  /** Number of accepted calls, to tell one card from two. */
  readonly calls = { create: 0, update: 0 };

  constructor(
    private readonly ctx: SandboxContext,
    private readonly clientId: string,
  ) {}

  create(body: Readonly<Record<string, unknown>>): object {
    this.allowed();
    const { cardAgain, cardTemplate, cardDelivery } = this.ctx.switches.dingtalk;
    const trackId = this.trackOf(body);
    if (text(body.cardTemplateId) === '')
      throw new NewApiError(400, 'param.cardTemplateIdEmpty', 'param.cardTemplateIdEmpty');
    if (cardTemplate === 'missing' || text(body.cardTemplateId) !== CARD_TEMPLATE)
      throw new NewApiError(400, 'param.templateNotExist', 'param.templateNotExist');
    if (cardTemplate === 'unpublished')
      throw new NewApiError(400, 'param.templateUnpublished', 'param.templateUnpublished');
    const space = /^dtv1\.card\/\/(IM_ROBOT\.[^;]+(?:;IM_ROBOT\.[^;]+)*)$/.exec(text(body.openSpaceId))?.[1];
    if (space === undefined) throw new NewApiError(400, 'param.openSpaceIdInvalid', 'param.openSpaceIdInvalid');
    const model = record(body.imRobotOpenDeliverModel);
    if (text(model.spaceType) !== 'IM_ROBOT')
      throw new NewApiError(400, 'param.openDeliverModelError', 'param.openDeliverModelError');
    const params = paramsOf(body);
    const receivers = space.split(';').map((each) => each.slice('IM_ROBOT.'.length));
    const present = this.cards.get(trackId);
    if (present && cardAgain === 'refused')
      throw new NewApiError(400, 'param.cardAlreadyExist', 'param.cardAlreadyExist');
    const known = new Set(this.ctx.company.employees.map(({ userid }) => userid));
    const robot = text(model.robotCode) === this.clientId && cardDelivery === 'ok';
    const reached = robot ? receivers.filter((userId) => known.has(userId)) : [];
    this.calls.create += 1;
    // A repeated creation is the same card, with its first parameters.
    if (!present)
      this.cards.set(trackId, {
        trackId,
        template: text(body.cardTemplateId),
        robotCode: text(model.robotCode),
        receivers: reached,
        params,
        own: new Map(),
        changes: [{ at: this.ctx.clock.now(), by: 'create', params }],
      });
    return {
      success: true,
      result: {
        outTrackId: trackId,
        deliverResults: receivers.map((userId) => ({
          spaceType: 'IM_ROBOT',
          spaceId: userId,
          success: reached.includes(userId),
          ...(reached.includes(userId) ? { carrierId: `${trackId}-carrier` } : { errorMsg: 'spaceId is illegal' }),
        })),
      },
    };
  }

  update(body: Readonly<Record<string, unknown>>): object {
    this.allowed();
    const card = this.cards.get(this.trackOf(body));
    if (!card) throw new NewApiError(400, 'param.cardNotExist', 'param.cardNotExist');
    this.calls.update += 1;
    this.change(card, 'update', paramsOf(body), record(body.cardUpdateOptions).updateCardDataByKey === true);
    return { success: true, result: true };
  }

  /** Applies the answer to a press. */
  take(trackId: string, userId: string, answer: unknown): void {
    const card = this.cards.get(trackId);
    const response = record(record(answer).response);
    if (!card) return;
    const byKey = record(response.cardUpdateOptions);
    if (response.cardData !== undefined)
      this.change(card, 'press', paramsOf(response), byKey.updateCardDataByKey === true);
    if (response.userPrivateData !== undefined)
      card.own.set(userId, { ...card.own.get(userId), ...stringsOf(record(response.userPrivateData).cardParamMap) });
  }

  /** Returns the cards in the chat of a user, newest first. */
  of(userId: string): Card[] {
    return [...this.cards.values()].filter(({ receivers }) => receivers.includes(userId)).reverse();
  }

  clear(): void {
    this.cards.clear();
    this.pressed.length = 0;
    this.calls.create = 0;
    this.calls.update = 0;
  }

  private change(card: Card, by: CardChange['by'], params: Params, byKey: boolean): void {
    card.params = byKey ? { ...card.params, ...params } : params;
    card.changes.push({ at: this.ctx.clock.now(), by, params });
  }

  private allowed(): void {
    if (this.ctx.switches.dingtalk.cardPermission === 'refused')
      throw new NewApiError(
        403,
        'Forbidden.AccessDenied.AccessTokenPermissionDenied',
        '应用尚未开通所需的权限：[Card.Instance.Write]，点击链接申请并开通即可：https://open-dev.dingtalk.com',
      );
  }

  private trackOf(body: Readonly<Record<string, unknown>>): string {
    const trackId = text(body.outTrackId);
    if (trackId === '') throw new NewApiError(400, 'param.outTrackIdEmpty', 'param.outTrackIdEmpty');
    return trackId;
  }
}

function paramsOf(body: Readonly<Record<string, unknown>>): Params {
  const given = record(record(body.cardData).cardParamMap);
  if (Object.keys(given).length === 0)
    throw new NewApiError(400, 'param.cardPublicDataEmpty', 'param.cardPublicDataEmpty');
  return stringsOf(given);
}

/** Checks the parameters (§2): text only, keys up to 100 bytes and values up to 1,024 bytes. */
function stringsOf(given: unknown): Params {
  const entries = Object.entries(record(given));
  for (const [key, value] of entries)
    if (typeof value !== 'string' || Buffer.byteLength(key) > KEY_BYTES || Buffer.byteLength(value) > VALUE_BYTES)
      throw new NewApiError(400, 'param.invalid', `param.invalid: ${key}`);
  return Object.fromEntries(entries.map(([key, value]) => [key, text(value)]));
}
