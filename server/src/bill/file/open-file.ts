import { Inject, Injectable, Logger } from '@nestjs/common';
import { SETTINGS, type Settings } from '../../config/settings.js';
import { CallMeter } from '../../connectors/dingtalk/call/call-meter.js';
import { DingTalkHealth } from '../../connectors/dingtalk/call/dingtalk-health.js';
import { FileAddresses, hostOf } from '../../connectors/dingtalk/file/file-address.js';
import { type Download, DownloadError, download } from '../../connectors/dingtalk/file/file-download.js';
import { parseApproval } from '../../connectors/dingtalk/form/parse-approval.js';
import { DingTalkClient, DingTalkError } from '../../connectors/source.js';
import { Database } from '../../database/database.js';
import type { AttachedFile } from '../../domain/approval/approval-instance.js';
import { attachedFiles } from '../../domain/approval/attached-files.js';
import { BillNotFoundError } from '../../domain/bill/bill.errors.js';
import { callsForFiles } from './calls-for-files.js';
import { downloadRefused, fileArchived, fileGone, noCallsLeft, noSuchFile } from './file.errors.js';

const CONNECT_MS = 5_000;
/** A link is valid for fifteen minutes (dingtalk.md §6.1); opening the same file twice costs one call. */
const LINK_MS = 10 * 60_000;
const MOST_LINKS = 500;
const MEGABYTE = 1024 * 1024;

/** A photo or attachment of a bill, streamed from DingTalk. */
export interface OpenedFile extends Download {
  name: string;
}

/** Fetches files that a bill's stored approval itself names, from DingTalk's own hosts, when a person opens them. */
@Injectable()
export class OpenFile {
  private readonly log = new Logger('files');
  private readonly addresses: FileAddresses;
  private readonly links = new Map<string, { link: string; at: number }>();
  private readonly asking = new Map<string, Promise<string>>();

  constructor(
    private readonly db: Database,
    private readonly dingtalk: DingTalkClient,
    private readonly meter: CallMeter,
    private readonly health: DingTalkHealth,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {
    this.addresses = new FileAddresses(settings);
  }

  /**
   * @param place index among the bill's files, from 0.
   * @param signal ends the fetch when the person has left.
   * @throws BillNotFoundError, FileRefusedError, DingTalkError
   */
  async open(billId: string, place: number, signal: AbortSignal): Promise<OpenedFile> {
    const { file, processInstanceId } = await this.named(billId, place);
    const { name, address, fileId } = file;
    try {
      if (address !== undefined) return { name, ...(await this.fetch(address, signal, 'form')) };
      if (fileId === null) throw fileGone();
      return { name, ...(await this.byLink(processInstanceId, fileId, signal)) };
    } catch (error) {
      if (!(error instanceof DownloadError)) throw error;
      // The log leaves out the address: anybody with the link can read the file.
      if (error.why === 'elsewhere')
        this.log.warn(
          `${billId} ${place}: not fetched from ${error.host || 'no host'}; a host of DingTalk's goes into DINGTALK_FILE_HOSTS`,
        );
      else if (error.why !== 'left') this.log.warn(`${billId} ${place}: ${error.message}`);
      const { DINGTALK_FILE_TIMEOUT_MS: firstMs, DINGTALK_FILE_MAX_MB: mostMb } = this.settings;
      throw downloadRefused(error, firstMs, mostMb);
    }
  }

  private async byLink(processInstanceId: string, fileId: string, signal: AbortSignal): Promise<Download> {
    const key = `${processInstanceId}\n${fileId}`;
    const known = this.links.get(key);
    if (known && known.at > Date.now() - LINK_MS)
      try {
        return await this.fetch(known.link, signal, 'link');
      } catch (error) {
        if (!(error instanceof DownloadError) || error.why !== 'gone') throw error;
        this.links.delete(key);
        // The link has expired early: a new one shows whether the file is there.
      }
    // Two people who open the same file at once cost one call.
    const asking = this.asking.get(key) ?? this.link(key, processInstanceId, fileId);
    this.asking.set(key, asking);
    try {
      return await this.fetch(await asking, signal, 'link');
    } finally {
      if (this.asking.get(key) === asking) this.asking.delete(key);
    }
  }

  private async named(billId: string, place: number): Promise<{ file: AttachedFile; processInstanceId: string }> {
    const [row] = await this.db.query<Record<'raw' | 'family' | 'code' | 'instance', string>>(
      `SELECT a.raw, a.family, a.process_code AS code, a.process_instance_id AS instance
       FROM bill b JOIN approval a ON a.id = b.approval_id WHERE b.id = ?`,
      [billId],
    );
    if (!row) throw new BillNotFoundError(billId);
    if (row.raw === '') throw fileArchived();
    const { controls } = parseApproval({
      family: row.family === 'topapi' ? 'topapi' : 'v1',
      processCode: row.code,
      processInstanceId: row.instance,
      text: row.raw,
    });
    const file = attachedFiles(controls)[place];
    if (!file) throw noSuchFile();
    return { file, processInstanceId: row.instance };
  }

  private async link(key: string, processInstanceId: string, fileId: string): Promise<string> {
    const now = Date.now();
    const { total: used } = await this.meter.current();
    const left = callsForFiles(this.settings.DINGTALK_MONTHLY_CALLS, used);
    if (this.health.isQuotaSpent(now, ['list', 'detail', 'event', 'file']) || left <= 0) throw noCallsLeft();
    let link: string;
    try {
      link = await this.dingtalk.fileLink(processInstanceId, fileId);
    } catch (error) {
      if (error instanceof DingTalkError && ['not-found', 'parameter'].includes(error.errorClass)) throw fileGone();
      throw error;
    }
    this.links.delete(key);
    this.links.set(key, { link, at: now });
    for (const oldest of this.links.keys()) {
      if (this.links.size <= MOST_LINKS) break;
      this.links.delete(oldest);
    }
    return link;
  }

  /** @param from source of the address: the text of an approval, which anybody may have written, or DingTalk's own answer. @throws DownloadError */
  private async fetch(address: string, signal: AbortSignal, from: 'form' | 'link'): Promise<Download> {
    const allowed = this.addresses.read(address, from);
    if (allowed === null) throw new DownloadError('elsewhere', 0, hostOf(address));
    const { DINGTALK_FILE_TIMEOUT_MS: firstMs, DINGTALK_FILE_MAX_MB: mostMb } = this.settings;
    const connectMs = Math.min(CONNECT_MS, firstMs);
    return download(allowed, { connectMs, firstMs, wholeMs: 4 * firstMs, most: mostMb * MEGABYTE }, signal);
  }
}
