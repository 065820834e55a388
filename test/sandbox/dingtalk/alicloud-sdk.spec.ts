import oauth, { GetAccessTokenRequest } from '@alicloud/dingtalk/dist/oauth2_1_0/client.js';
import workflow, {
  AddProcessInstanceCommentHeaders,
  AddProcessInstanceCommentRequest,
  GetProcessInstanceHeaders,
  GetProcessInstanceRequest,
  ListProcessInstanceIdsHeaders,
  ListProcessInstanceIdsRequest,
  QuerySchemaByProcessCodeHeaders,
  QuerySchemaByProcessCodeRequest,
} from '@alicloud/dingtalk/dist/workflow_1_0/client.js';
import { Config } from '@alicloud/openapi-client';
import { RuntimeOptions } from '@alicloud/tea-util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Sandbox, startSandbox } from '../start.js';

let sandbox: Sandbox;
let client: InstanceType<typeof workflow.default>;
let token: string;
const runtime = new RuntimeOptions({});

/** The official SDK with its endpoint and protocol set, nothing else. */
function config(): Config {
  const { host } = new URL(sandbox.dingtalk.url);
  return new Config({ protocol: 'http', regionId: 'central', endpoint: host });
}

beforeAll(async () => {
  sandbox = await startSandbox({ approvals: 30 });
  client = new workflow.default(config());
  const { clientId, clientSecret } = sandbox.dingtalk;
  const { body } = await new oauth.default(config()).getAccessToken(
    new GetAccessTokenRequest({ appKey: clientId, appSecret: clientSecret }),
  );
  token = body?.accessToken ?? '';
  expect([token.length, body?.expireIn]).toEqual([32, 7200]);
});
afterAll(() => sandbox.close());

it('lists, reads and comments through @alicloud/dingtalk', async () => {
  const ids: string[] = [];
  let nextToken: number | undefined = 0;
  while (nextToken !== undefined) {
    const { body } = await client.listProcessInstanceIdsWithOptions(
      new ListProcessInstanceIdsRequest({
        processCode: sandbox.dingtalk.processCodes.费用报销,
        startTime: Date.now() - 31 * 86_400_000,
        endTime: Date.now(),
        maxResults: 20,
        nextToken,
        statuses: ['COMPLETED'],
      }),
      new ListProcessInstanceIdsHeaders({ xAcsDingtalkAccessToken: token }),
      runtime,
    );
    ids.push(...(body?.result?.list ?? []));
    nextToken = body?.result?.nextToken ? Number(body.result.nextToken) : undefined;
  }
  expect(ids.length).toBeGreaterThanOrEqual(30);

  const read = async (processInstanceId: string | undefined) =>
    (
      await client.getProcessInstanceWithOptions(
        new GetProcessInstanceRequest({ processInstanceId }),
        new GetProcessInstanceHeaders({ xAcsDingtalkAccessToken: token }),
        runtime,
      )
    ).body?.result;
  const instance = await read(ids[0]);
  expect(instance?.status).toBe('COMPLETED');
  expect(instance?.formComponentValues?.some(({ componentType }) => componentType === 'TableField')).toBe(true);

  const { body } = await client.addProcessInstanceCommentWithOptions(
    new AddProcessInstanceCommentRequest({
      processInstanceId: ids[0],
      text: '已生成付款单 DD0001',
      commentUserId: instance?.originatorUserId,
    }),
    new AddProcessInstanceCommentHeaders({ xAcsDingtalkAccessToken: token }),
    runtime,
  );
  expect([body?.result, body?.success]).toEqual([true, true]);
  const records = (await read(ids[0]))?.operationRecords;
  expect(records?.at(-1)?.remark).toBe('已生成付款单 DD0001');
});

it('reads the form schema with its nested controls', async () => {
  const { body } = await client.querySchemaByProcessCodeWithOptions(
    new QuerySchemaByProcessCodeRequest({ processCode: sandbox.dingtalk.processCodes.费用报销 }),
    new QuerySchemaByProcessCodeHeaders({ xAcsDingtalkAccessToken: token }),
    runtime,
  );
  const table = body?.result?.schemaContent?.items?.find(({ componentName }) => componentName === 'TableField');
  expect(table?.children?.map(({ props }) => props?.label)).toEqual([
    '费用发生日期',
    '报销金额(元)',
    '费用明细 ',
    '项目费用明细',
  ]);
});

it('surfaces the code of a refusal as err.code', async () => {
  const call = client.getProcessInstanceWithOptions(
    new GetProcessInstanceRequest({ processInstanceId: 'nothing' }),
    new GetProcessInstanceHeaders({ xAcsDingtalkAccessToken: token }),
    runtime,
  );
  await expect(call).rejects.toMatchObject({ code: 'processInstanceNotExist' });
});
