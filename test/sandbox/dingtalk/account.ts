/** Credentials of the invented internal app (dingtalk.md §1). */
export interface DingTalkAccount {
  corpId: string;
  clientId: string;
  clientSecret: string;
  agentId: string;
  appName: string;
  /** Token of HTTP callbacks (dingtalk.md §8.2). */
  callbackToken: string;
  /** 43 characters. */
  callbackAesKey: string;
}

export const dingtalkAccount: DingTalkAccount = {
  corpId: 'ding7f2c40b9d1e85a63f5bf40eda33b7ba0',
  clientId: 'dingq4v8zj2xn6ktw1rs',
  clientSecret: 'Yp3sVb-8dGkQm1ZtXw6RcHn0Lf5JuEo2A9iTqS7yKe4MxWvB_zDrCgNhUPlOaIjF',
  agentId: '3127480956',
  appName: '钉蝶',
  callbackToken: 'sandboxCallback',
  callbackAesKey: 'Qm9vdFN0cmFwQ2FsbGJhY2tTYW5kYm94S2V5MjAyNnh',
};
