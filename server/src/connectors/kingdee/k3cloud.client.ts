import { createHash } from 'node:crypto';
import type { BaseDataKind } from '@dingdee/shared/base-data';
import type { TargetName } from '@dingdee/shared/scheme';
import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { SETTINGS, type Settings } from '../../config/settings.js';
import { mobileMarks } from '../../domain/mobile-mark.js';
import type { TargetSurvey } from '../survey.js';
import {
  type BaseDataRecord,
  type BillKey,
  type BillToSave,
  type HeldBill,
  type KeyedBill,
  KingdeeClient,
  type LoginRefusal,
  type OwnTargetFields,
  PLAIN_WAY,
  type RecordedAccount,
  type RecordedPayee,
  type SeenOrganisation,
  type StepResult,
  type StoredBill,
} from '../target.js';
import { BaseDataReader } from './base-data-reader.js';
import { BillReader } from './bill-reader.js';
import { BillWriter } from './bill-writer.js';
import { FormShapes } from './form-shapes.js';
import type { KingdeeForm } from './forms/kingdee-form.js';
import { HEARTBEAT, K3CloudCalls } from './k3cloud-calls.js';
import { KingdeeQueries } from './kingdee-queries.js';
import { type Authentication, authenticationFor } from './login/authentication.js';
import { KingdeeSurvey } from './survey/kingdee-survey.js';
import { CallSlots } from './transport/call-slots.js';
import { KingdeeHealth } from './transport/kingdee-health.js';
import { KingdeeTransport } from './transport/transport.js';

/** Kingdee Cloud Galaxy through its WebAPI (kingdee.md). */
@Injectable()
export class K3CloudClient extends KingdeeClient implements OnApplicationShutdown {
  private readonly transport: KingdeeTransport;
  private readonly authentication: Authentication;
  private readonly calls: K3CloudCalls;
  private readonly acctId: string;
  private readonly place: string;
  private readonly queries: KingdeeQueries;
  private readonly writer: BillWriter;
  private readonly bills: BillReader;
  private readonly baseData: BaseDataReader;

  constructor(
    @Inject(SETTINGS) private readonly settings: Settings,
    told: KingdeeHealth,
    slots: CallSlots,
  ) {
    super();
    this.transport = new KingdeeTransport(settings.KINGDEE_URL, slots, settings);
    this.authentication = authenticationFor(settings, this.transport, Date.now);
    this.acctId = settings.KINGDEE_ACCT_ID;
    this.place = placeOf(settings);
    this.calls = new K3CloudCalls(this.transport, this.authentication, told, settings);
    this.queries = new KingdeeQueries(this.calls);
    const shapes = new FormShapes(this.calls, told);
    this.writer = new BillWriter(this.transport, this.calls, shapes, settings.KINGDEE_SAVE_TELLS_PAYEE === 'on');
    this.bills = new BillReader(this.calls, this.queries, shapes);
    this.baseData = new BaseDataReader(this.calls, this.queries, mobileMarks(settings.APP_SECRET));
  }

  save(bills: readonly BillToSave[], way = PLAIN_WAY): Promise<StepResult> {
    return this.writer.save(bills, way);
  }

  submit(bills: readonly HeldBill[], way = PLAIN_WAY): Promise<StepResult> {
    return this.writer.operate('Submit', bills, way);
  }

  audit(bills: readonly HeldBill[], way = PLAIN_WAY): Promise<StepResult> {
    return this.writer.operate('Audit', bills, way);
  }

  unsubmit(bills: readonly HeldBill[], way = PLAIN_WAY): Promise<StepResult> {
    return this.writer.operate('CancelAssign', bills, way);
  }

  unaudit(bills: readonly HeldBill[], way = PLAIN_WAY): Promise<StepResult> {
    return this.writer.operate('UnAudit', bills, way);
  }

  remove(bills: readonly HeldBill[], way = PLAIN_WAY): Promise<StepResult> {
    return this.writer.operate('Delete', bills, way);
  }

  find(keys: readonly BillKey[], custom: readonly string[] = []): Promise<ReadonlyMap<string, readonly StoredBill[]>> {
    return this.bills.find(keys, custom, (...asked) => this.findIn(...asked));
  }

  /** Does what `find` does, for one form. */
  protected findIn(
    form: KingdeeForm,
    keys: readonly BillKey[],
    custom: readonly string[],
  ): Promise<ReadonlyMap<string, readonly StoredBill[]>> {
    return this.bills.findIn(form, keys, custom);
  }

  /**
   * Returns every bill of these forms that carries one of our keys: a number that begins with one of `prefixes`, or any value in a key
   * field. For the proof only: it reads the whole list of the customer, page by page. @throws KingdeeUnavailableError
   */
  listKeyed(
    forms: readonly TargetName[],
    prefixes: readonly string[],
    keyFields: readonly string[],
  ): Promise<readonly KeyedBill[]> {
    return this.bills.listKeyed(forms, prefixes, keyFields);
  }

  ofApprovals(
    instanceIds: readonly string[],
    forms: readonly TargetName[],
    keyFields: readonly string[],
  ): Promise<readonly KeyedBill[]> {
    return this.bills.ofApprovals(instanceIds, forms, keyFields);
  }

  /** Returns whether Kingdee shows us any bill of this form of an organisation. @throws KingdeeUnavailableError */
  showsAny(orgNumber: string, name: TargetName): Promise<boolean> {
    return this.bills.showsAny(orgNumber, name);
  }

  paymentsOf(orgNumber: string, days: { from: string; to: string }): Promise<readonly StoredBill[]> {
    return this.bills.paymentsOf(orgNumber, days);
  }

  listBaseData(kind: BaseDataKind): Promise<readonly BaseDataRecord[]> {
    return this.baseData.listBaseData(kind);
  }

  override baseDataPages(kind: BaseDataKind, number?: string): AsyncGenerator<readonly BaseDataRecord[]> {
    return this.baseData.baseDataPages(kind, number);
  }

  override changedBaseData(kind: BaseDataKind, since: string): AsyncGenerator<readonly BaseDataRecord[]> {
    return this.baseData.changedBaseData(kind, since);
  }

  override seenOrganisations(): Promise<readonly SeenOrganisation[]> {
    return this.baseData.seenOrganisations();
  }

  override get source(): string {
    return this.place;
  }

  override ownFields(forms: readonly TargetName[], categories: boolean): Promise<OwnTargetFields> {
    return this.baseData.ownFields(forms, categories);
  }

  recordedAccounts(payee: RecordedPayee): Promise<readonly RecordedAccount[] | null> {
    return this.baseData.recordedAccounts(payee);
  }

  async check(): Promise<string> {
    await this.calls.knock();
    await this.queries.query(HEARTBEAT, new Set(HEARTBEAT.keys));
    return this.authentication.version;
  }

  override get loginRefusal(): LoginRefusal | null {
    return this.authentication.refusal;
  }

  override allowLogin(): void {
    this.authentication.forget();
  }

  /** Returns the questions of the check-up, which use the same login and slots. */
  survey(): TargetSurvey {
    return new KingdeeSurvey(this.transport, this.calls, this.acctId, (secret) => this.callsWith(secret));
  }

  /** Returns calls with a login and a health of their own: their failures say nothing about the connection. */
  private callsWith(secret: string): K3CloudCalls {
    const setting = this.settings.KINGDEE_AUTH === 'password' ? 'KINGDEE_PASSWORD' : 'KINGDEE_APP_SECRET';
    const settings = { ...this.settings, [setting]: secret };
    const authentication = authenticationFor(settings, this.transport, Date.now);
    return new K3CloudCalls(this.transport, authentication, new KingdeeHealth(), settings);
  }

  onApplicationShutdown(): void {
    this.calls.close();
    this.transport.close();
  }
}

/** Returns what identifies the connection, without showing it: an address may carry a password. */
const placeOf = ({ KINGDEE_URL, KINGDEE_ACCT_ID, KINGDEE_USERNAME, KINGDEE_ORG }: Settings): string =>
  createHash('sha256')
    .update(JSON.stringify([KINGDEE_URL, KINGDEE_ACCT_ID, KINGDEE_USERNAME, KINGDEE_ORG]))
    .digest('hex');
