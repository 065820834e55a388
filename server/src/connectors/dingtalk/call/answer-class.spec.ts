import { describe, expect, it } from 'vitest';
import { classify } from './answer-class.js';

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
