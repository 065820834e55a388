import { createHmac } from 'node:crypto';
import { Agent } from 'node:http';
import axios from 'axios';
import type { SandboxLine } from './processes.js';

/**
 * Makes the same HTTP calls without our program: no database, no mapping, no durability. The time of this bare script is the lower bound.
 */
export async function bareLoop(line: SandboxLine, count: number): Promise<{ seconds: number; calls: number }> {
  const http = axios.create({
    httpAgent: new Agent({ keepAlive: true, maxSockets: 128 }),
    transformResponse: (data: unknown) => data,
  });
  let calls = 0;
  const started = performance.now();
  const json = async (
    method: 'GET' | 'POST',
    url: string,
    headers: Record<string, string>,
    data?: unknown,
  ): Promise<unknown> => {
    calls += 1;
    const answer = await http.request<string>({ method, url, headers, data });
    return JSON.parse(answer.data);
  };
  const { url } = line.dingtalk;
  const token = (await json(
    'POST',
    `${url}/v1.0/oauth2/accessToken`,
    {},
    { appKey: line.dingtalk.clientId, appSecret: line.dingtalk.clientSecret },
  )) as {
    accessToken: string;
  };
  const auth = { 'x-acs-dingtalk-access-token': token.accessToken };
  const ids: string[] = [];
  const now = Date.now();
  for (let next: string | undefined = '0'; next !== undefined && next !== ''; ) {
    const page = (await json('POST', `${url}/v1.0/workflow/processes/instanceIds/query`, auth, {
      processCode: line.dingtalk.processCodes.费用报销,
      startTime: now - 45 * 86_400_000,
      endTime: now,
      maxResults: 20,
      nextToken: Number(next),
      statuses: ['COMPLETED'],
    })) as { result: { list: string[]; nextToken?: string } };
    ids.push(...page.result.list);
    next = page.result.nextToken;
  }
  await lanes(16, ids, (id) => json('GET', `${url}/v1.0/workflow/processInstances?processInstanceId=${id}`, auth));
  const batches = Array.from({ length: Math.ceil(count / 50) }, (_, index) =>
    ids.slice(index * 50, Math.min(count, index * 50 + 50)),
  );
  await lanes(5, batches, async (batch) => {
    const save = {
      FormId: 'AP_PAYBILL',
      data: { IsVerifyBaseDataField: true, Model: batch.map((id, index) => bill(id, index)) },
    };
    await kingdee('BatchSave', save);
    const numbers = { FormId: 'AP_PAYBILL', data: { Numbers: batch.map((id) => number(id)) } };
    await kingdee('Submit', numbers);
    await kingdee('Audit', numbers);
    const list = batch.map((id) => `'${number(id)}'`).join(',');
    await kingdee('ExecuteBillQuery', {
      data: {
        FormId: 'AP_PAYBILL',
        FieldKeys: 'FBillNo,FTHIRDBILLNO,FDocumentStatus,FPAYTOTALAMOUNTFOR',
        FilterString: `FBillNo in (${list})`,
        OrderString: 'FBillNo asc',
        Limit: 2000,
      },
    });
  });
  await lanes(75, ids.slice(0, count), (id) =>
    json('POST', `${url}/v1.0/workflow/processInstances/comments`, auth, {
      processInstanceId: id,
      text: `已生成付款单 ${number(id)}`,
      commentUserId: 'manager',
    }).catch(() => undefined),
  );
  return { seconds: (performance.now() - started) / 1000, calls };

  function kingdee(method: string, body: unknown): Promise<unknown> {
    return json(
      'POST',
      `${line.kingdee.url}Kingdee.BOS.WebApi.ServicesStub.DynamicFormService.${method}.common.kdsvc`,
      signature(line, method),
      body,
    );
  }
}

async function lanes<T>(width: number, items: readonly T[], work: (item: T) => Promise<unknown>): Promise<void> {
  const queue = items.values();
  await Promise.all(
    Array.from({ length: width }, async () => {
      for (const item of queue) await work(item);
    }),
  );
}

const number = (id: string): string =>
  `BARE${id
    .replace(/[^A-Za-z0-9]/g, '')
    .slice(0, 14)
    .toUpperCase()}${id.slice(-6)}`.slice(0, 30);

/** Returns a plain bill of one row, with the same work for Kingdee as ours. */
function bill(id: string, index: number): Record<string, unknown> {
  return {
    FBillTypeID: { FNUMBER: 'FKDLX02_SYS' },
    FBillNo: number(id),
    FTHIRDBILLNO: id,
    FDATE: '2026-11-24',
    FCONTACTUNITTYPE: 'BD_Empinfo',
    FCONTACTUNIT: { FNumber: 'YG00001' },
    FRECTUNITTYPE: 'BD_Empinfo',
    FRECTUNIT: { FNumber: 'YG00001' },
    FCURRENCYID: { FNumber: 'PRE001' },
    FSETTLECUR: { FNUMBER: 'PRE001' },
    FEXCHANGERATE: 1,
    FSETTLERATE: 1,
    FPAYORGID: { FNumber: '101' },
    FSETTLEORGID: { FNumber: '101' },
    FPAYBILLENTRY: [
      {
        FSETTLETYPEID: { FNumber: 'JSFS01_SYS' },
        FPURPOSEID: { FNumber: 'SFKYT10_SYS' },
        FPAYTOTALAMOUNTFOR: index + 1,
        FPAYAMOUNTFOR_E: index + 1,
        FCOSTID: { FNUMBER: 'CI0011' },
      },
    ],
  };
}

/** Signs a call (kingdee.md §3), written again on purpose: the lower bound uses none of our code. */
function signature(line: SandboxLine, method: string): Record<string, string> {
  const mac = (key: string, text: string) =>
    Buffer.from(createHmac('sha256', key).update(text).digest('hex')).toString('base64');
  const { appId, appSecret, acctId, username, lcid, org } = line.kingdee;
  const [clientId = '', secretPart = ''] = appId.split('_');
  const mask = Buffer.from('0054f397c6234378b09ca7d3e5debce7', 'ascii');
  const clientSecret = Buffer.from(Buffer.from(secretPart, 'base64').map((byte, i) => byte ^ (mask[i] ?? 0))).toString(
    'base64',
  );
  const time = String(Math.floor(Date.now() / 1000));
  const path = new URL(`${line.kingdee.url}Kingdee.BOS.WebApi.ServicesStub.DynamicFormService.${method}.common.kdsvc`)
    .pathname;
  const canonical = `POST\n${encodeURIComponent(path)}\n\nx-api-nonce:${time}\nx-api-timestamp:${time}\n`;
  const appData = `${acctId},${username},${lcid},${org}`;
  return {
    'content-type': 'application/json',
    'X-Api-ClientID': clientId,
    'X-Api-Auth-Version': '2.0',
    'x-api-timestamp': time,
    'x-api-nonce': time,
    'x-api-signheaders': 'x-api-timestamp,x-api-nonce',
    'X-Api-Signature': mac(clientSecret, canonical),
    'X-Kd-Appkey': appId,
    'X-Kd-Appdata': Buffer.from(appData).toString('base64'),
    'X-Kd-Signature': mac(appSecret, appId + appData),
  };
}
