import { randomBytes } from 'node:crypto';
import type { PageSignature } from '@dingdee/shared/page-signature';
import { Inject, Injectable } from '@nestjs/common';
import { SETTINGS, type Settings } from '../../config/settings.js';
import { DingTalkClient } from '../../connectors/source.js';
import { ForeignPageError } from '../role/access.errors.js';
import { signPageText } from './page-signature.js';

const LOOPBACK = ['127.0.0.1', 'localhost', '[::1]'];

/** Signs the address of one of our pages, so that DingTalk allows it the calls that need dd.config. */
@Injectable()
export class SignPage {
  constructor(
    private readonly dingtalk: DingTalkClient,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  /** Signs an address. @param url the whole address. @throws ForeignPageError, DingTalkError */
  async sign(url: string): Promise<PageSignature> {
    if (!this.isOurs(url)) throw new ForeignPageError();
    const ticket = await this.dingtalk.pageTicket();
    const nonceStr = randomBytes(12).toString('hex');
    const timeStamp = String(Math.floor(Date.now() / 1000));
    return {
      agentId: this.settings.DINGTALK_AGENT_ID,
      corpId: this.settings.DINGTALK_CORP_ID,
      timeStamp,
      nonceStr,
      signature: signPageText({ ticket, nonce: nonceStr, timeStamp, url }, this.settings.DINGTALK_JSAPI_DIGEST),
    };
  }

  /** Tells whether the address is ours. Without PUBLIC_URL the page is served on this machine only, on any port. */
  private isOurs(url: string): boolean {
    if (!URL.canParse(url)) return false;
    const { origin, hostname } = new URL(url);
    const { PUBLIC_URL: own } = this.settings;
    return own === undefined ? LOOPBACK.includes(hostname) : origin === new URL(own).origin;
  }
}
