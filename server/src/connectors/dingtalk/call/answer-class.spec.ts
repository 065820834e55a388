import { describe, expect, it } from 'vitest';
import { classify, sentenceFor } from './answer-class.js';

const classOf = (family: 'v1' | 'topapi', status: number, body: unknown) => {
  const answer = classify(family, status, typeof body === 'string' ? body : JSON.stringify(body));
  return answer.kind === 'ok' ? 'ok' : answer.errorClass;
};

describe('classify', () => {
  it.each([
    [{ errcode: 0, errmsg: 'ok' }, 'ok'],
    [{ errcode: '0', result: {} }, 'ok'],
    [{ errcode: 88, sub_code: '40014' }, 'token'],
    [{ errcode: 42001 }, 'token'],
    [{ errcode: 88, sub_code: '40000' }, 'configuration'],
    [{ errcode: 40096 }, 'configuration'],
    [{ errcode: 22 }, 'configuration'],
    [{ errcode: 88, sub_code: '90018' }, 'rate'],
    [{ errcode: 90002 }, 'rate'],
    [{ errcode: 90020 }, 'quota'],
    [{ errcode: -1 }, 'transient'],
    [{ errcode: 88, sub_code: '60011', sub_msg: '缺少权限' }, 'permission'],
    [{ errcode: 90007 }, 'permission'],
    [{ errcode: 60121 }, 'not-found'],
    [{ errcode: 40035 }, 'parameter'],
    [{ result: {} }, 'transient'],
  ])('reads %j of topapi as %s', (body, expected) => {
    expect(classOf('topapi', 200, body)).toBe(expected);
  });

  it.each([
    [200, { result: {}, success: 'true' }, 'ok'],
    [200, { result: {}, success: true }, 'ok'],
    [200, { accessToken: 'x', expireIn: 7200 }, 'ok'],
    [200, { success: 'false' }, 'parameter'],
    [200, { errcode: 404 }, 'configuration'],
    [400, { code: 'InvalidAuthentication' }, 'token'],
    [403, { code: 'InvalidAuthentication' }, 'token'],
    [400, { code: 'AuthenticationFailed.MissingParameter' }, 'configuration'],
    [400, { code: 'invalidClientIdOrSecret' }, 'configuration'],
    [403, { code: 'Forbidden.AccessDenied.QpsLimitForAppkeyAndApi' }, 'rate'],
    [403, { code: 'Forbidden.AccessDenied.QpmLimitForApi' }, 'rate'],
    [500, { code: 'autoflowLikeTriggerRateLimited' }, 'rate'],
    [429, {}, 'rate'],
    [403, { code: 'Forbidden.AccessDenied.ApiCountLimitForOrg' }, 'quota'],
    [403, { code: 'Forbidden.AccessDenied.AccessTokenPermissionDenied' }, 'permission'],
    [403, { code: 'Forbidden.AccessDenied.IpNotInWhiteList' }, 'permission'],
    [400, { code: 'processInstanceNotExist' }, 'not-found'],
    [400, { code: 'invalidNextToken' }, 'parameter'],
    [500, { code: 'systemError' }, 'transient'],
    [503, {}, 'transient'],
    [200, { status: 1111, wait: 5, punish: 'deny' }, 'ip-ban'],
  ])('reads %i %j of v1 as %s', (status, body, expected) => {
    expect(classOf('v1', status, body)).toBe(expected);
  });

  it('takes a page for the ban on our address, but the page of a gateway for a passing trouble', () => {
    expect(classOf('v1', 200, '<html>denied</html>')).toBe('ip-ban');
    expect(classOf('v1', 502, '<html>bad gateway</html>')).toBe('transient');
  });

  it('takes half an answer for a passing trouble', () => {
    expect(classOf('topapi', 200, '{"errcode":0,"resu')).toBe('transient');
  });
});

describe('a write that was heard and not done', () => {
  it('is result false beside success, in both families, and is told as such', () => {
    expect(classify('v1', 200, '{"result":false,"success":true}')).toMatchObject({
      kind: 'error',
      errorClass: 'parameter',
    });
    expect(classify('topapi', 200, '{"errcode":0,"result":false}')).toMatchObject({
      kind: 'error',
      code: 'result=false',
    });
    expect(classify('v1', 200, '{"result":true,"success":true}').kind).toBe('ok');
    expect(sentenceFor('parameter', '', { code: 'result=false' })).toContain('没有写上');
  });
});

describe('a missing permission', () => {
  const told = (family: 'v1' | 'topapi', body: object) => {
    const answer = classify(family, family === 'v1' ? 403 : 200, JSON.stringify(body));
    return answer.kind === 'error' ? sentenceFor(answer.errorClass, answer.message, answer) : '';
  };
  const code = 'Forbidden.AccessDenied.AccessTokenPermissionDenied';

  it.each(['AccessDeniedDetail', 'accessdenieddetail', 'accessDeniedDetail'])('is named from %s', (key) => {
    const sentence = told('v1', { code, message: 'denied', [key]: { requiredScopes: ['Workflow.Form.Read'] } });
    expect(sentence).toContain('缺少权限点 Workflow.Form.Read，在开放平台“权限管理”里开通。');
  });

  it('is named from the brackets of the sentence', () => {
    const message = '应用尚未开通所需的权限：[qyapi_get_member]，点击链接申请并开通即可';
    expect(told('topapi', { errcode: 88, sub_code: '60011', sub_msg: message })).toContain(
      '缺少权限点 qyapi_get_member，',
    );
    expect(told('v1', { code, message: message.replace('qyapi_get_member', 'Workflow.Instance.Read') })).toContain(
      '缺少权限点 Workflow.Instance.Read，',
    );
  });

  it('is no missing permission where the contact range or the address of the server is meant', () => {
    expect(told('topapi', { errcode: 50002 })).toContain('通讯录授权范围');
    expect(told('topapi', { errcode: 88, sub_code: '60020' })).toContain('服务器出口IP');
    expect(told('v1', { code: 'Forbidden.AccessDenied.IpNotInWhiteList' })).toContain('服务器出口IP');
  });
});
