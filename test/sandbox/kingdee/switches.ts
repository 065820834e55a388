/** What kingdee.md leaves UNCONFIRMED (§14), and site settings of the imagined customer. A client has to live with any position. */
export interface KingdeeSwitches {
  /** §6.2: IsSuccess of a batch where some bills succeed and some fail. */
  partialIsSuccess: boolean;
  /** §6.2: 'all' = one failed bill keeps the others of the batch from being saved; they then appear in no list. */
  batchRollback: 'none' | 'all';
  /** §10.1: the customer's coding rule overrides our FBillNo. */
  renumber: boolean;
  /** §6: old versions send no MsgCode. */
  msgCodePresent: boolean;
  /** §6: Id as text instead of a number. */
  idAsString: boolean;
  /** §2.2: older systems send KDSVCSessionId null; the session is then only in Set-Cookie. */
  sessionIdInBody: boolean;
  /** §12: "12.50" as well as 12.50 in amount fields. */
  amountsAsStringsAccepted: boolean;
  /** §7.5: a workflow is attached: Submit starts it, Audit and UnAudit by API are refused. */
  workflowHolds: boolean;
  /** §4: where CancelAssign leads; the state is inferred there: back to where Submit came from, or always 重新审核. */
  recallLeadsTo: 'as-before' | 'D';
  /** §7.5: a bill in a workflow may be recalled by CancelAssign. Only Audit and UnAudit are said to fail. */
  workflowAllowsRecall: boolean;
  /** §14: a bill that the cashier has paid cannot be un-audited; no source shows it, nor its text. */
  paidBlocksUnaudit: boolean;
  /** §9: '' inside a quoted text of FilterString stands for one quote; otherwise the string cannot be parsed. */
  queryQuoteDoubling: boolean;
  /** §9: FID='123'. One report of broken SQL. */
  quotedNumbersAccepted: boolean;
  /** §8.2: FieldKeys without regard to case. */
  fieldKeysIgnoreCase: boolean;
  /** §9: largest Limit; 10000 since 8.1, 2000 in 7.5. */
  queryLimitMax: number;
  /** §9: rows without OrderString come in the same order for every page. */
  unorderedPagesStable: boolean;
  /** §9: the user may see amounts; otherwise they come as `***`. */
  amountRights: boolean;
  /** Partial licence, or no right to see payment bills: organisations whose bills no query answers, without an error; "*": all. */
  blindOrgs: string;
  /** The same of 其他应付单: the right to see bills is given per form. */
  blindPayables: string;
  /** §8.1: which free texts 其他应付单 has that may carry the key of another system, joined by commas; no payload shows one. */
  payableKeys: string;
  /** §8.1: the key of its remark; '' = it has none. */
  payableRemark: string;
  /** Fields that the customer took away from it. */
  payableAbsent: string;
  /** The same of base data: organisations whose rows no query lists. */
  baseDataBlindOrgs: string;
  /** Partial licence: forms that answer every query with an empty list, without an error, joined by commas. */
  emptyForms: string;
  /** §3: queries show the organisation of the log-in only, unless it is blank; one integrator switches before every query. */
  loginOrgOnly: boolean;
  /** §3: the X-Api-* headers are verified as well as X-Kd-*. */
  gatewayHeadersVerified: boolean;
  /** §2.3: 链接有效时间 of the third-party app, milliseconds; 0 breaks everything. */
  linkValidMs: number;
  /** §2.2: idle life of a session, milliseconds. */
  sessionIdleMs: number;
  /** §2.1: LoginResultType of a good login; -5 (administrators) and -4 still carry a session. */
  loginResultType: number;
  /** §2.1: MessageCode "CheckPasswordPolicy" beside LoginResultType 1. */
  passwordPolicyNotice: boolean;
  /** §2.1: wrong passwords until the user is locked; 0 = never. */
  lockAfterWrongPasswords: number;
  /** §2.3: View without a session answers an empty object. */
  viewWithoutSessionEmpty: boolean;
  /** §4: the spelling with the "e" works too. */
  executeSpellingAccepted: boolean;
  /** §5: IsAutoSubmitAndAudit is obeyed by BatchSave. */
  autoAuditInBatch: boolean;
  /** §14.2: what is left when only the audit of IsAutoSubmitAndAudit fails. */
  autoAuditFailure: 'rollback' | 'keep-saved';
  /** §14.2: where the bill is kept all the same, whether the answer also lists it among the successes. */
  autoAuditReply: 'both' | 'error';
  /** §7.1: level(s) at which the customer's form has FDepartment. */
  departmentLevel: 'header' | 'entry' | 'both';
  /** §7.1: its key; FDEPARTMENTID in one payload. */
  departmentKey: string;
  /** §4: QueryBusinessInfo is answered, or refused for want of a right. */
  businessInfo: 'answered' | 'refused';
  /** §8.2: the key of an employee's number; other clients read FStaffNumber. */
  employeeNumberKey: string;
  /** §8.2: keys of the bank rows of an employee's or supplier's record, or no such rows. */
  bankRowKeys: 'usual' | 'own' | 'none';
  /** §8.3: a field of the customer's own that is one of the 辅助资料 研发项目 and must be filled: on no level, in the header or in the rows. */
  projectField: 'none' | 'header' | 'rows';
  /** §8.3: the customer's rows have a field of its own that is one of its customers (BD_Customer). */
  customerField: boolean;
  /** §8.3: whether QueryBusinessInfo names the category of a field that is 辅助资料, by the category's id. */
  assistantCategory: 'told' | 'untold';
  /** §8.3: 辅助资料 tell their use organisation. */
  assistantOrgs: boolean;
  /** §9: how an unknown field of a query is told. */
  unknownFieldWords: 'metadata' | 'unparsed';
  /** UNCONFIRMED: the site lists its account sets, lists others only, or does not tell. */
  accountSets: 'listed' | 'others' | 'silent';
  /** Whether expense management is there, and holds bills of its own; how it shows is UNCONFIRMED. */
  expenseManagement: 'absent' | 'empty' | 'in-use';
  /** §4: where attachments are kept; the words of the refusal are UNCONFIRMED, and one may say nothing of it. */
  attachmentStorage: 'files' | 'database' | 'unsaid';
  /** Traps of a real site: the list of organisations is closed to the integration user. */
  organisationsRefused: boolean;
  /** §14.11: longest FTHIRDBILLNO. */
  keyMaxLength: number;
  /** Fields of the standard form that this site has taken away, comma-separated. */
  absentFields: string;
  /** §5: whether a number that does not exist is refused, or left blank and the bill taken although IsVerifyBaseDataField asks otherwise. */
  unknownNumbers: 'refused' | 'taken';
  /** §1: the site answers every call with this redirect; 0 = none. */
  redirects: number;
  /** §7.2: further keys the customer made mandatory, comma-separated. */
  mandatoryFields: string;
  /** §14.11: longest FBillNo. */
  billNoMaxLength: number;
  /** §14.11: text beyond the field's length. */
  textOverflow: 'refuse' | 'truncate';
  /** §11: organisations whose cashier module is not enabled, comma-separated numbers. */
  cashierDisabledOrgs: string;
  /** §11: last day of the closed period, yyyy-MM-dd; empty = none closed. */
  closedThrough: string;
  /** §6.2: so many succeeded bills of each batch appear in no list. */
  answerOmits: number;
  /** §7 names no field that says whether a bill was paid: the customer's form has 付款状态 nowhere, in the header or in the rows. */
  paymentStatus: 'none' | 'header' | 'entry';
  /** §12: milliseconds that every call takes. */
  latencyMs: number;
  /** §12: milliseconds more for each bill that a save, submit or audit names. */
  billMs: number;
}

export function defaultKingdeeSwitches(): KingdeeSwitches {
  return {
    partialIsSuccess: false,
    batchRollback: 'none',
    renumber: false,
    msgCodePresent: true,
    idAsString: false,
    sessionIdInBody: true,
    amountsAsStringsAccepted: true,
    workflowHolds: false,
    recallLeadsTo: 'as-before',
    workflowAllowsRecall: true,
    paidBlocksUnaudit: true,
    queryQuoteDoubling: true,
    quotedNumbersAccepted: true,
    fieldKeysIgnoreCase: true,
    queryLimitMax: 10_000,
    unorderedPagesStable: true,
    amountRights: true,
    blindOrgs: '',
    blindPayables: '',
    payableKeys: 'FTHIRDBILLNO,FPRESETTEXT1',
    payableRemark: 'FRemarks',
    payableAbsent: '',
    emptyForms: '',
    baseDataBlindOrgs: '',
    loginOrgOnly: false,
    gatewayHeadersVerified: true,
    linkValidMs: 600_000,
    sessionIdleMs: 1_200_000,
    loginResultType: 1,
    passwordPolicyNotice: false,
    lockAfterWrongPasswords: 5,
    viewWithoutSessionEmpty: false,
    executeSpellingAccepted: true,
    autoAuditInBatch: true,
    autoAuditFailure: 'rollback',
    autoAuditReply: 'both',
    departmentLevel: 'header',
    departmentKey: 'FDepartment',
    businessInfo: 'answered',
    employeeNumberKey: 'FNumber',
    bankRowKeys: 'usual',
    projectField: 'none',
    customerField: false,
    assistantCategory: 'told',
    assistantOrgs: true,
    unknownFieldWords: 'metadata',
    accountSets: 'listed',
    expenseManagement: 'absent',
    attachmentStorage: 'files',
    organisationsRefused: false,
    keyMaxLength: 80,
    absentFields: '',
    unknownNumbers: 'refused',
    redirects: 0,
    mandatoryFields: '',
    billNoMaxLength: 30,
    textOverflow: 'refuse',
    cashierDisabledOrgs: '',
    closedThrough: '',
    answerOmits: 0,
    paymentStatus: 'none',
    latencyMs: 0,
    billMs: 0,
  };
}
