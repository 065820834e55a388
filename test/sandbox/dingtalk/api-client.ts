import type { Sandbox } from '../start.js';

export interface ApiAnswer {
  status: number;
  headers: Headers;
  body: Record<string, unknown>;
}

/** Calls the stand-in for specs, without retries or interpretation. */
export class ApiClient {
  private token = '';
  private oldToken = '';

  constructor(private readonly sandbox: Sandbox) {}

  async logIn(): Promise<this> {
    const { clientId, clientSecret } = this.sandbox.dingtalk;
    const fresh = await this.call('POST', '/v1.0/oauth2/accessToken', { appKey: clientId, appSecret: clientSecret });
    this.token = String(fresh.body.accessToken);
    const old = await this.call('GET', `/gettoken?appkey=${clientId}&appsecret=${clientSecret}`);
    this.oldToken = String(old.body.access_token);
    return this;
  }

  /** Calls an API of the new family with its token. */
  v1(method: string, path: string, body?: unknown): Promise<ApiAnswer> {
    return this.call(method, path, body, { 'x-acs-dingtalk-access-token': this.token });
  }

  /** Calls an API of the old family with its token. */
  topapi(path: string, body: unknown = {}): Promise<ApiAnswer> {
    return this.call('POST', `${path}?access_token=${this.oldToken}`, body);
  }

  async call(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<ApiAnswer> {
    const response = await fetch(this.sandbox.dingtalk.url + path, {
      method,
      headers: { 'content-type': 'application/json', ...headers },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    return { status: response.status, headers: response.headers, body: JSON.parse(await response.text()) };
  }

  async control(method: string, path: string, body?: unknown): Promise<Record<string, unknown>> {
    const response = await fetch(this.sandbox.control.url + path, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return JSON.parse(await response.text());
  }
}
