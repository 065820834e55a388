import { defaultKingdeeSwitches, type KingdeeSwitches } from './kingdee/switches.js';

/** Everything that dingtalk.md leaves UNCONFIRMED (§12): a client has to work with either position. */
export interface DingTalkSwitches {
  /** §6: whether a comment on a finished instance is taken, or refused with aflowProcessInstCanNotBeExecuted. */
  commentsOnFinished: 'accept' | 'refuse';
  /** §6: whether a comment raises a bpms_task_change event of type comment. */
  commentRaisesEvent: boolean;
  /** §8.4: whether an event of a time when nobody was connected is delivered to who connects next, or never. */
  streamKeepsEvents: boolean;
  /** §8.4: whether the app is subscribed to approvals; a connection is open all the same. */
  eventsSubscribed: boolean;
  /** §1.1: whether a token of one family opens the other. */
  tokensInterchangeable: boolean;
  /** §4.2: `success` of the detail answer is the text "true" (documented) or the boolean (seen live). */
  successAsString: boolean;
  /** §7.3: digest of the dd.config signature. */
  jsapiDigest: 'sha256' | 'sha1';
  /** §3: order of ids within and across pages. */
  listOrder: 'asc' | 'desc';
  /** §5.1: DDDateRangeField value carries a third element, the duration. */
  dateRangeThird: boolean;
  /** §5.1: extValue of DepartmentField. */
  departmentExtValue: 'array' | 'missing';
  /** §4.1: two departments of different organisations are both called 销售部, and approvals print no path. */
  sameDepartmentName: boolean;
  /** §5.1: how several names of an InnerContactField are joined. */
  contactJoin: ',' | '、';
  /** §5.1: shape of InvoiceField; `ext-list`: the value is the seller, everything else a list in extValue. */
  invoiceShape: 'array' | 'object' | 'text' | 'ext-list';
  /** §5.1: shape of RecipientAccountField; `dingtalk`: a DingTalk account as seen live, a name without any number. */
  recipientShape: 'object' | 'array' | 'text' | 'dingtalk';
  /** §5.3: cells name their component; live details of 2023 have key, label and value only, lists as arrays, and the notes of the form. */
  cellTypes: boolean;
  /** §4: the title begins with the applicant's name, or is worded by the company. */
  titleWording: 'originator' | 'company';
  /** §7.1: the app's contact scope is the whole company, or one department: others are neither listed nor shown. */
  contactScope: 'all' | 'one-department';
  /** §6: a commenter who has no part in the approval gets result false beside success true, and nothing is written. */
  unseenCommentFails: boolean;
  /** UNCONFIRMED in its order: whether the app may comment, and whether that is looked at before or after the approval is. */
  commentPermission: 'granted' | 'refused-first' | 'refused-last';
  /** §1.3: a refusal names the missing permission in AccessDeniedDetail, not in its sentence. */
  scopesInDetail: boolean;
  /** §5.1: MoneyField with upper-case and currency extras in extValue. */
  moneyExtValue: boolean;
  /** §5.3: extValue.statValue of a table lists column totals. */
  tableStatistics: boolean;
  /** §5.4: the cell of 项目费用明细 is a suite component itself, or an ordinary cell whose value is one. */
  nestedCell: 'component' | 'value';
  /** §7.1: how user/get answers for a person who has left; 50002 is documented for the contact scope only. */
  leaverCode: '60121' | '33012' | '50002';
  /** §9: throttled answers carry a Retry-After header. */
  retryAfter: boolean;
  /** §9: what it says, in seconds. */
  retryAfterSeconds: number;
  /** §2: a finished instance shows the controls of its launch, or those that the form has now. */
  detailForm: 'launch' | 'now';
  /** §6: OA 高级版 lets an administrator change a finished instance, with no new instance and no event. */
  lateEdits: boolean;
  /** §9: the old host wraps its limit refusals (90018, 90020) in errcode 88 with a sub_code. */
  oldLimitsWrapped: boolean;
  /** §6.4: with which code a group's robot refuses. */
  robotRefusal: 'none' | '310000' | '400102' | '410100' | '40000';
  /** §6.3: whether the app may write to-dos. */
  todoPermission: 'granted' | 'refused';
  /** dingtalk-cards.md §4: whether the app may write cards. */
  cardPermission: 'granted' | 'refused';
  /** Whether the template of the stand-in is there. */
  cardTemplate: 'published' | 'unpublished' | 'missing';
  /** Whether the robot reaches anybody. */
  cardDelivery: 'ok' | 'illegal-space';
  /** Making a card whose outTrackId is there already: refused with param.cardAlreadyExist, or taken as the same one. */
  cardAgain: 'refused' | 'same';
}

export interface Switches {
  dingtalk: DingTalkSwitches;
  kingdee: KingdeeSwitches;
}

export function defaultSwitches(): Switches {
  return {
    dingtalk: {
      commentsOnFinished: 'accept',
      commentRaisesEvent: false,
      streamKeepsEvents: true,
      eventsSubscribed: true,
      tokensInterchangeable: true,
      successAsString: false,
      jsapiDigest: 'sha256',
      listOrder: 'desc',
      dateRangeThird: false,
      departmentExtValue: 'array',
      sameDepartmentName: false,
      contactJoin: ',',
      invoiceShape: 'array',
      recipientShape: 'object',
      cellTypes: true,
      titleWording: 'originator',
      contactScope: 'all',
      unseenCommentFails: false,
      commentPermission: 'granted',
      scopesInDetail: false,
      moneyExtValue: false,
      tableStatistics: false,
      nestedCell: 'component',
      leaverCode: '60121',
      retryAfter: false,
      retryAfterSeconds: 1,
      detailForm: 'launch',
      lateEdits: false,
      oldLimitsWrapped: false,
      robotRefusal: 'none',
      todoPermission: 'granted',
      cardPermission: 'granted',
      cardTemplate: 'published',
      cardDelivery: 'ok',
      cardAgain: 'refused',
    },
    kingdee: defaultKingdeeSwitches(),
  };
}

/** Takes over the known keys whose value has the same type as the present one. @throws Error naming the first bad key. */
export function applySwitches(switches: Switches, change: { dingtalk?: object; kingdee?: object }): void {
  for (const system of ['dingtalk', 'kingdee'] as const) {
    const target: object = switches[system];
    for (const [key, value] of Object.entries(change[system] ?? {})) {
      const present: unknown = Reflect.get(target, key);
      if (present === undefined || typeof present !== typeof value) throw new Error(`no such switch: ${system}.${key}`);
      Reflect.set(target, key, value);
    }
  }
}
