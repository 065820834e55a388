import { readSettings, type Settings } from '../config/settings.js';

/** Settings of a server that a spec starts by itself, without any external system. */
export const settingsForSpec = (more: Readonly<Record<string, string>> = {}): Settings =>
  readSettings({
    PORT: '0',
    LOG_LEVEL: 'silent',
    APP_SECRET: 'http-spec-secret-0123',
    DINGTALK_CORP_ID: 'dingcorp',
    DINGTALK_CLIENT_ID: 'dingkey',
    DINGTALK_CLIENT_SECRET: 'client-secret',
    DINGTALK_AGENT_ID: '1',
    KINGDEE_URL: 'http://127.0.0.1:1/k3cloud/',
    KINGDEE_ACCT_ID: 'acct',
    KINGDEE_USERNAME: 'user',
    KINGDEE_APP_ID: 'app',
    KINGDEE_APP_SECRET: 'kingdee-secret',
    ...more,
  });
