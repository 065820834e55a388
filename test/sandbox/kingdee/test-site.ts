import type { AddressInfo } from 'node:net';
import * as company from '../company.js';
import { createContext, type SandboxContext } from '../context.js';
import type { ResponseStatus } from './answers.js';
import { createKingdee, type Kingdee } from './kingdee.js';
import { apiSignature, kdSignature } from './signature.js';

/** Runs a separate Kingdee stand-in for specs: real HTTP on any free port. */
export class Site {
  private constructor(
    readonly context: SandboxContext,
    readonly kingdee: Kingdee,
    readonly port: number,
  ) {}

  static async open(): Promise<Site> {
    const context = createContext(company);
    const kingdee = createKingdee(context);
    await kingdee.app.listen({ port: 0, host: '127.0.0.1' });
    const address: AddressInfo | string | null = kingdee.app.server.address();
    if (address === null || typeof address === 'string') throw new Error('no port');
    return new Site(context, kingdee, address.port);
  }

  close(): Promise<void> {
    return this.kingdee.app.close();
  }

  pathOf(method: string): string {
    const service = method.includes('.') ? method : `DynamicFormService.${method}`;
    return `/k3cloud/Kingdee.BOS.WebApi.ServicesStub.${service}.common.kdsvc`;
  }

  /** Returns signature headers for a path, as the Python SDK makes them; `at` is the timestamp as sent. */
  signed(path: string, at = String(Math.floor(this.context.clock.now() / 1000))): Record<string, string> {
    const { acctId, username, appId, appSecret, lcid, org } = this.kingdee.account;
    const appData = `${acctId},${username},${lcid},${org}`;
    return {
      'X-Api-ClientID': appId.split('_')[0] ?? '',
      'X-Api-Auth-Version': '2.0',
      'x-api-timestamp': at,
      'x-api-nonce': at,
      'x-api-signheaders': 'x-api-timestamp,x-api-nonce',
      'X-Api-Signature': apiSignature(appId, path, at, at),
      'X-Kd-Appkey': appId,
      'X-Kd-Appdata': Buffer.from(appData).toString('base64'),
      'X-Kd-Signature': kdSignature(appId, appSecret, appData),
    };
  }

  /** Sends one raw POST; the body is unchanged. */
  post(path: string, body: string, headers: Record<string, string> = {}): Promise<Response> {
    return fetch(`http://127.0.0.1:${this.port}${path}`, {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/json', ...headers },
    });
  }

  /** Makes one signed call with envelope A. */
  async call(method: string, body: unknown): Promise<unknown> {
    const path = this.pathOf(method);
    return (await this.post(path, JSON.stringify(body), this.signed(path))).json();
  }

  /** Makes one call on AP_PAYBILL. @returns its ResponseStatus. */
  async paybill(method: string, data: unknown): Promise<ResponseStatus> {
    return statusOf(await this.call(method, { formid: 'AP_PAYBILL', data }));
  }

  save(...models: unknown[]): Promise<ResponseStatus> {
    return this.paybill('BatchSave', { IsVerifyBaseDataField: true, Model: models });
  }
}

export function statusOf(answer: unknown): ResponseStatus {
  const status = (answer as { Result?: { ResponseStatus?: ResponseStatus } }).Result?.ResponseStatus;
  if (!status) throw new Error(`no ResponseStatus: ${JSON.stringify(answer)}`);
  return status;
}

/** Returns a payment bill that can be saved; `change` replaces header keys, undefined removes one. */
export function goodModel(change: Record<string, unknown> = {}, row: Record<string, unknown> = {}): object {
  return {
    FBillTypeID: { FNUMBER: 'FKDLX02_SYS' },
    FDATE: '2026-05-06 00:00:00',
    FCONTACTUNITTYPE: 'BD_Empinfo',
    FCONTACTUNIT: { FNumber: 'YG00001' },
    FRECTUNITTYPE: 'BD_Empinfo',
    FRECTUNIT: { FNumber: 'YG00001' },
    FCURRENCYID: { FNumber: 'PRE001' },
    FPAYORGID: { FNumber: '101' },
    FSETTLEORGID: { FNumber: '101' },
    FPAYBILLENTRY: [goodRow(row)],
    ...change,
  };
}

export function goodRow(change: Record<string, unknown> = {}): object {
  return {
    FSETTLETYPEID: { FNumber: 'JSFS04_SYS' },
    FPURPOSEID: { FNumber: 'SFKYT10_SYS' },
    FPAYTOTALAMOUNTFOR: 120.5,
    FPAYAMOUNTFOR_E: 120.5,
    FACCOUNTID: { FNumber: '1202020109900112233' },
    FCOSTID: { FNUMBER: 'CI0001' },
    FEXPENSEDEPTID_E: { FNUMBER: 'BM000004' },
    ...change,
  };
}
