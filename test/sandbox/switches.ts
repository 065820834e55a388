import { defaultKingdeeSwitches, type KingdeeSwitches } from './kingdee/switches.js';

/** Switches for everything that dingtalk.md leaves UNCONFIRMED (§12). A client has to work with every position. */
export interface DingTalkSwitches {
  /** §6: whether a comment on a finished instance is accepted, or refused with aflowProcessInstCanNotBeExecuted. */
  commentsOnFinished: 'accept' | 'refuse';
  /** §6: whether a comment raises a bpms_task_change event of type comment. */
  commentRaisesEvent: boolean;
  /** §8.4: whether an event from a time without a connection is delivered to the next client that connects, or never. */
  streamKeepsEvents: boolean;
  /** §8.4: whether the app is subscribed to approval events; a connection can be open without that. */
  eventsSubscribed: boolean;
  /** §1.1: whether a token of one API family is valid for the other. */
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
  /** §5.1: separator of several names of an InnerContactField. */
  contactJoin: ',' | '、';
  /** §5.1: shape of InvoiceField; `ext-list`: the value is the seller, the rest is a list in extValue. */
  invoiceShape: 'array' | 'object' | 'text' | 'ext-list';
  /** §5.1: shape of RecipientAccountField; `dingtalk`: a DingTalk account as seen live, a name without a number. */
  recipientShape: 'object' | 'array' | 'text' | 'dingtalk';
  /** §5.1: where extValue of RelateField has the ids: in a list, or in addresses of a list below `data`. */
  relatedLinks: 'list' | 'addresses';
  /** §5.3: cells name their component; live details of 2023 have only key, label and value, lists as arrays, and the notes of the form. */
  cellTypes: boolean;
  /** §4: the title begins with the applicant's name, or has a wording of the company. */
  titleWording: 'originator' | 'company';
  /** §7.1: the app's contact scope is the whole company, or one department: people outside it are neither listed nor shown. */
  contactScope: 'all' | 'one-department';
  /** §6: a commenter without a part in the approval gets result false with success true, and nothing is written. */
  unseenCommentFails: boolean;
  /** Whether the app may comment; UNCONFIRMED is whether this is checked before or after the approval is. */
  commentPermission: 'granted' | 'refused-first' | 'refused-last';
  /** §1.3: a refusal names the missing permission in AccessDeniedDetail, not in its message. */
  scopesInDetail: boolean;
  /** §5.1: MoneyField carries upper-case and currency extras in extValue. */
  moneyExtValue: boolean;
  /** §5.3: extValue.statValue of a table lists column totals. */
  tableStatistics: boolean;
  /** §5.4: the cell of 项目费用明细 is a suite component itself, or an ordinary cell with such a value. */
  nestedCell: 'component' | 'value';
  /** §7.1: code of user/get for a person who has left; 50002 is documented for the contact scope only. */
  leaverCode: '60121' | '33012' | '50002';
  /** §9: throttled answers carry a Retry-After header. */
  retryAfter: boolean;
  /** §9: value of Retry-After, in seconds. */
  retryAfterSeconds: number;
  /** §2: a finished instance shows the controls of the form at its launch, or those of the form now. */
  detailForm: 'launch' | 'now';
  /** §6: OA 高级版 lets an administrator change a finished instance, without a new instance or an event. */
  lateEdits: boolean;
  /** §9: the old host wraps limit refusals (90018, 90020) in errcode 88 with a sub_code. */
  oldLimitsWrapped: boolean;
  /** §6.4: code with which the robot of a group refuses. */
  robotRefusal: 'none' | '310000' | '400102' | '410100' | '40000';
  /** §6.3: whether the app may write to-dos. */
  todoPermission: 'granted' | 'refused';
  /** dingtalk-cards.md §4: whether the app may write cards. */
  cardPermission: 'granted' | 'refused';
  /** State of the stand-in's card template. */
  cardTemplate: 'published' | 'unpublished' | 'missing';
  /** Whether the robot can deliver cards. */
  cardDelivery: 'ok' | 'illegal-space';
  /** Answer to the creation of a card whose outTrackId exists already: refused with param.cardAlreadyExist, or treated as the same card. */
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
      relatedLinks: 'list',
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

/** Sets the known switches; the new value must have the type of the present one. @throws Error that names the first bad key. */
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
