/** Calls the documented API as one person: the cookie of a login, Origin and JSON on every write. */
export class ApiClient {
  #url;
  #cookie = '';

  constructor(url) {
    this.#url = url;
  }

  /** Logs in. @param code auth code of DingTalk for this person. */
  async logIn(corpId, code) {
    return this.post('/api/session', { corpId, authCode: code });
  }

  /** @returns the address of a path. */
  url(path) {
    return `${this.#url}${path}`;
  }

  get(path) {
    return this.#call('GET', path);
  }
  post(path, body = {}) {
    return this.#call('POST', path, body);
  }
  delete(path) {
    return this.#call('DELETE', path);
  }
  put(path, body) {
    return this.#call('PUT', path, body);
  }

  async #call(method, path, body) {
    const response = await fetch(`${this.#url}${path}`, {
      method,
      headers: {
        ...(this.#cookie && { cookie: this.#cookie }),
        ...(body !== undefined && { 'content-type': 'application/json', origin: this.#url }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const cookie = response.headers.getSetCookie()[0];
    if (cookie) this.#cookie = cookie.split(';')[0];
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path} → ${response.status} ${text}`);
    return text === '' ? undefined : JSON.parse(text);
  }
}
