/** Credentials of the invented Kingdee site. The third-party application is an entry of the list 第三方系统登录授权 (kingdee.md §3). */
export interface KingdeeAccount {
  /** 账套 id, 14 hex characters (kingdee.md §2). */
  acctId: string;
  dataCenterName: string;
  username: string;
  password: string;
  userId: number;
  /** `<clientId>_<32 base64 characters>` (kingdee.md §3). */
  appId: string;
  appSecret: string;
  lcid: number;
  /** Number of the organisation in which a session starts. */
  org: string;
}

export const kingdeeAccount: KingdeeAccount = {
  acctId: '66f1a3c07d52e8',
  dataCenterName: '云杉科技正式账套',
  username: 'dingdee.api',
  password: 'Yunshan#2026',
  userId: 100_208,
  appId: '318452_c3VuLXNlYS1zYW5kLXN0b25lLXNreS0y',
  appSecret: 'sandbox-app-secret-5b1f09',
  lcid: 2052,
  org: '101',
};
