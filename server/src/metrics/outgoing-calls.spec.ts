import { expect, it } from 'vitest';
import { apiName } from './outgoing-calls.js';

it('names an API without its query and without anybody’s ids', () => {
  expect(apiName('/topapi/processinstance/get?access_token=secret')).toBe('topapi/processinstance/get');
  expect(apiName('/topapi/v2/user/getuserinfo')).toBe('topapi/v2/user/getuserinfo');
  expect(apiName('/v1.0/workflow/processInstances?processInstanceId=abc')).toBe('v1.0/workflow/processInstances');
  expect(apiName('/v1.0/oauth2/ding7f2c40/token')).toBe('v1.0/oauth2/:id/token');
  expect(apiName('/k3cloud/Kingdee.BOS.WebApi.ServicesStub.DynamicFormService.BatchSave.common.kdsvc')).toBe(
    'BatchSave',
  );
});
