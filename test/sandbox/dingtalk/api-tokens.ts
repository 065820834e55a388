import { NewApiError, OldApiError } from './api-error.js';
import { text } from './fields.js';
import type { Route } from './route.js';
import { TOKEN_LIFE_S } from './tokens.js';

/** Routes of app tokens in their three forms (dingtalk.md §1.1) and of jsapi tickets (§7.3). */
export const tokenRoutes: readonly Route[] = [
  {
    method: 'POST',
    path: '/v1.0/oauth2/accessToken',
    family: 'new',
    open: true,
    free: true,
    handle: ({ body }, { account, tokens }) => {
      if (body.appKey !== account.clientId || body.appSecret !== account.clientSecret)
        throw new NewApiError(400, 'invalidClientIdOrSecret', '无效的clientId或者clientSecret');
      return { accessToken: tokens.issue('new'), expireIn: TOKEN_LIFE_S };
    },
  },
  {
    method: 'GET',
    path: '/gettoken',
    family: 'old',
    open: true,
    free: true,
    handle: ({ query }, { account, tokens }) => {
      const { appkey, appsecret } = query;
      // A body instead of a query gives 40035 (§1.1).
      if (appkey === undefined || appsecret === undefined) throw new OldApiError(40035, '缺少参数 appkey或者appsecret');
      if (appkey !== account.clientId || appsecret !== account.clientSecret)
        throw new OldApiError(40096, '不合法的appKey或appSecret');
      return { access_token: tokens.issue('old'), expires_in: TOKEN_LIFE_S };
    },
  },
  {
    method: 'POST',
    path: '/v1.0/oauth2/{corpId}/token',
    family: 'new',
    open: true,
    free: true,
    handle: ({ body, params }, { account, tokens }) => {
      // A bad corpId gives HTTP 500 (§1.1).
      if (params[0] !== account.corpId) throw new NewApiError(500, 'unknownError', '未知错误');
      const { client_id, client_secret, grant_type } = body;
      if (client_id !== account.clientId || client_secret !== account.clientSecret)
        throw new NewApiError(400, 'invalid.client', 'client_id或client_secret无效');
      if (text(grant_type) !== 'client_credentials') throw new NewApiError(400, 'invalid.grantType', 'grant_type无效');
      return { access_token: tokens.issue('new'), expires_in: TOKEN_LIFE_S };
    },
  },
  {
    method: 'POST',
    path: '/v1.0/oauth2/jsapiTickets',
    family: 'new',
    free: true,
    handle: (_, { tokens }) => ({ jsapiTicket: tokens.issue('ticket'), expireIn: TOKEN_LIFE_S }),
  },
  {
    method: 'GET',
    path: '/get_jsapi_ticket',
    family: 'old',
    free: true,
    handle: (_, { tokens }) => ({ ticket: tokens.issue('ticket'), expires_in: TOKEN_LIFE_S }),
  },
];
