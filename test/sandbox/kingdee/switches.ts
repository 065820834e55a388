/**
 * Switches for everything that kingdee.md leaves UNCONFIRMED (§14), and site settings of the imagined customer. A client has to work with
 * every position.
 */
export interface KingdeeSwitches {
  /** §6.2: IsSuccess of a batch where some bills succeed and some fail. */
  partialIsSuccess: boolean;
  /** §6.2: 'all' = one failed bill prevents the save of the whole batch; the other bills then appear in no list of the answer. */
  batchRollback: 'none' | 'all';
  /** §10.1: the customer's coding rule overrides our FBillNo. */
  renumber: boolean;
  /** §6: answers carry a MsgCode; old versions send none. */
  msgCodePresent: boolean;
  /** §6: Id as text instead of a number. */
  idAsString: boolean;
  /** §2.2: older systems send KDSVCSessionId null; the session is then only in Set-Cookie. */
  sessionIdInBody: boolean;
  /** §12: amount fields accept "12.50" as well as 12.50. */
  amountsAsStringsAccepted: boolean;
  /** §7.5: a workflow is attached: Submit starts it, Audit and UnAudit by API are refused. */
  workflowHolds: boolean;
  /** §4: status after CancelAssign, inferred there: the status before Submit, or always 重新审核. */
  recallLeadsTo: 'as-before' | 'D';
  /** §7.5: CancelAssign may recall a bill in a workflow. Only Audit and UnAudit are documented to fail. */
  workflowAllowsRecall: boolean;
  /** §14: a bill that the cashier has paid cannot be un-audited; no source shows this or its text. */
  paidBlocksUnaudit: boolean;
  /** §9: '' inside a quoted text of FilterString stands for one quote; otherwise the string cannot be parsed. */
  queryQuoteDoubling: boolean;
  /** §9: FID='123' is accepted. One report says that it breaks the SQL. */
  quotedNumbersAccepted: boolean;
  /** §8.2: FieldKeys are case-insensitive. */
  fieldKeysIgnoreCase: boolean;
  /** §9: largest Limit; 10000 since 8.1, 2000 in 7.5. */
  queryLimitMax: number;
  /** §9: rows without OrderString have the same order on every page. */
  unorderedPagesStable: boolean;
  /** §9: the user may see amounts; otherwise they are returned as `***`. */
  amountRights: boolean;
  /** Partial licence, or no right to see payment bills: organisations whose bills no query returns, without an error; "*": all. */
  blindOrgs: string;
  /** Data rules of the user's role, or a query that lags behind: numbers of bills that no query returns, comma-separated. */
  hiddenBills: string;
  /** Same as `blindOrgs` for 其他应付单: the right to see bills is given per form. */
  blindPayables: string;
  /** §8.1: free-text fields of 其他应付单 that may carry the key of another system, comma-separated; no payload shows one. */
  payableKeys: string;
  /** §8.1: key of the remark of 其他应付单; '' = it has none. */
  payableRemark: string;
  /** Fields that the customer removed from 其他应付单. */
  payableAbsent: string;
  /** Same as `blindOrgs` for base data: organisations whose rows no query lists. */
  baseDataBlindOrgs: string;
  /** Partial licence: forms that answer every query with an empty list, without an error, comma-separated. */
  emptyForms: string;
  /** §8.5: forms of base data without FModifyDate, comma-separated; "*": all. */
  modifyDateAbsent: string;
  /** §8.5: a filter by FModifyDate is answered, refused, or answered with an empty list. */
  modifyDateFilter: 'answered' | 'refused' | 'blank';
  /** §8.5: forbidding an entry, or allowing it again, moves its FModifyDate. */
  forbidMovesDate: boolean;
  /** §3: queries return only the organisation of the log-in, unless it is blank; one integrator switches before every query. */
  loginOrgOnly: boolean;
  /** §3: the X-Api-* headers are verified as well as X-Kd-*. */
  gatewayHeadersVerified: boolean;
  /** §2.3: 链接有效时间 of the third-party app, in ms; 0 breaks every call. */
  linkValidMs: number;
  /** §2.2: idle life of a session, in ms. */
  sessionIdleMs: number;
  /** §2.1: LoginResultType of a successful login; -5 (administrators) and -4 still carry a session. */
  loginResultType: number;
  /** §2.1: MessageCode "CheckPasswordPolicy" beside LoginResultType 1. */
  passwordPolicyNotice: boolean;
  /** §2.1: number of wrong passwords after which the user is locked; 0 = never. */
  lockAfterWrongPasswords: number;
  /** §2.3: View without a session answers an empty object. */
  viewWithoutSessionEmpty: boolean;
  /** §4: the spelling ExecuteOperation works as well as ExcuteOperation. */
  executeSpellingAccepted: boolean;
  /** §5: BatchSave obeys IsAutoSubmitAndAudit. */
  autoAuditInBatch: boolean;
  /** §14.2: result if only the audit of IsAutoSubmitAndAudit fails. */
  autoAuditFailure: 'rollback' | 'keep-saved';
  /** §14.2: if the bill is kept all the same, whether the answer also lists it among the successes. */
  autoAuditReply: 'both' | 'error';
  /** §7.1: level(s) at which the customer's form has FDepartment. */
  departmentLevel: 'header' | 'entry' | 'both';
  /** §7.1: key of the department field; FDEPARTMENTID in one payload. */
  departmentKey: string;
  /** §4: QueryBusinessInfo is answered, or refused because a right is missing. */
  businessInfo: 'answered' | 'refused';
  /** §8.2: key of an employee's number; other clients read FStaffNumber. */
  employeeNumberKey: string;
  /** §8.2: keys of the bank rows of an employee's or supplier's record, or no such rows. */
  bankRowKeys: 'usual' | 'own' | 'none';
  /** §7.2: a row without the payee's account is saved as it is, or gets the default account of the receiving unit's record; `replaced`: so does every row. */
  payeeOfRecord: 'left' | 'filled' | 'replaced';
  /** §5: NeedReturnData of a save has the named fields, or is empty. */
  returnData: 'told' | 'none';
  /** §8.3: mandatory field of the customer's own with a value of the 辅助资料 研发项目: none, in the header or in the rows. */
  projectField: 'none' | 'header' | 'rows';
  /** §8.3: the rows have a field of the customer's own with a value of BD_Customer. */
  customerField: boolean;
  /** §8.3: whether QueryBusinessInfo names the category, by its id, of a field with 辅助资料. */
  assistantCategory: 'told' | 'untold';
  /** §8.3: 辅助资料 carry their use organisation. */
  assistantOrgs: boolean;
  /** §8.3: a 下拉 field of the customer's own: none, in the header or in the rows. */
  choiceField: 'none' | 'header' | 'rows';
  /** §8.3: both forms have further fields of the customer's own, one of each kind: in none, in the header or in the rows. */
  moreOwnFields: 'none' | 'header' | 'rows';
  /** §4: lengths that the site gave its text fields, "FREMARK=50,FCOMMENT=100"; told as Editlen and held to. 0: held to as usual, and not told. */
  fieldLengths: string;
  /** §4: values that the site gave its fields with a list, "F_ABCD_Way=1:差旅|2:招待;…"; told as Extends. Nothing behind "=": not told. */
  fieldChoices: string;
  /** §9: wording of the refusal of an unknown field in a query. */
  unknownFieldWords: 'metadata' | 'unparsed';
  /** UNCONFIRMED: the site lists its account sets, lists only others, or gives no list. */
  accountSets: 'listed' | 'others' | 'silent';
  /** Whether expense management is installed and holds bills; how this shows is UNCONFIRMED. */
  expenseManagement: 'absent' | 'empty' | 'in-use';
  /** §4: place where attachments are kept; the wording of the refusal is UNCONFIRMED, and one variant does not mention the place. */
  attachmentStorage: 'files' | 'database' | 'unsaid';
  /** Trap of a real site: the integration user may not list the organisations. */
  organisationsRefused: boolean;
  /** §8.2: whether a query tells the name of an entry's use organisation besides its number. */
  organisationNames: 'told' | 'untold';
  /** §14.11: maximum length of FTHIRDBILLNO. */
  keyMaxLength: number;
  /** Fields of the standard form that this site has removed, comma-separated. */
  absentFields: string;
  /** §5: whether an unknown number is refused, or left blank and the bill accepted although IsVerifyBaseDataField asks otherwise. */
  unknownNumbers: 'refused' | 'taken';
  /** §1: HTTP status of the redirect with which the site answers every call; 0 = none. */
  redirects: number;
  /** §7.2: further keys the customer made mandatory, comma-separated. */
  mandatoryFields: string;
  /** §14.11: maximum length of FBillNo. */
  billNoMaxLength: number;
  /** §14.11: treatment of text longer than the field. */
  textOverflow: 'refuse' | 'truncate';
  /** §11: organisations whose cashier module is not enabled, comma-separated numbers. */
  cashierDisabledOrgs: string;
  /** §11: last day of the closed period, yyyy-MM-dd; empty = no closed period. */
  closedThrough: string;
  /** §6.2: number of succeeded bills of each batch that appear in no list of the answer. */
  answerOmits: number;
  /** §7 names no field that says whether a bill was paid: place of 付款状态 in the customer's form: nowhere, in the header or in the rows. */
  paymentStatus: 'none' | 'header' | 'entry';
  /** §12: duration of every call, in ms. */
  latencyMs: number;
  /** §12: additional duration for each bill that a save, submit or audit names, in ms. */
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
    hiddenBills: '',
    blindPayables: '',
    payableKeys: 'FTHIRDBILLNO,FPRESETTEXT1',
    payableRemark: 'FRemarks',
    payableAbsent: '',
    emptyForms: '',
    baseDataBlindOrgs: '',
    modifyDateAbsent: '',
    modifyDateFilter: 'answered',
    forbidMovesDate: false,
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
    payeeOfRecord: 'left',
    returnData: 'told',
    projectField: 'none',
    customerField: false,
    assistantCategory: 'told',
    assistantOrgs: true,
    choiceField: 'none',
    moreOwnFields: 'none',
    fieldLengths: '',
    fieldChoices: '',
    unknownFieldWords: 'metadata',
    accountSets: 'listed',
    expenseManagement: 'absent',
    attachmentStorage: 'files',
    organisationsRefused: false,
    organisationNames: 'told',
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
