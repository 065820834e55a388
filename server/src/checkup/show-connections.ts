import type { Connections as Shown } from '@dingdee/shared/connection';
import { Inject, Injectable } from '@nestjs/common';
import { BillHistory } from '../bill/history/bill-history.js';
import { SETTINGS, type Settings } from '../config/settings.js';
import { SYSTEMS } from '../connection/connection-settings.js';
import { Connections } from '../connection/connections.js';
import { CheckUps } from './check-ups.js';
import type { System } from './probe/probe.js';
import { PROBES } from './run/catalog.js';
import { showStep } from './show-step.js';
import { STEPS, stepOf } from './steps/step-of-line.js';
import { CONSENT_PROBES, type LineFound } from './words/line-words.js';
import { ownSecrets } from './words/own-secrets.js';

const KEPT = 4;
/** Least length of a secret whose end is shown. */
const LONG = 24;

/** Shows the page 连接: the settings of both connections that are not secret, and what the last check-up proves of each step. */
@Injectable()
export class ShowConnections {
  constructor(
    private readonly checkUps: CheckUps,
    private readonly ways: Connections,
    private readonly history: BillHistory,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  /** Returns the page. @throws ConnectionUnreadableError if a secret cannot be decrypted. */
  async show(): Promise<Shown> {
    const { lines, startedAt, running } = await this.checkUps.last();
    const { PUBLIC_URL: publicUrl } = this.settings;
    const hide = ownSecrets(this.settings);
    const site = publicUrl === undefined ? null : publicUrl.replace(/\/$/, '');
    const dingtalk = this.ways.config('dingtalk');
    const kingdee = this.ways.config('kingdee');
    const names = await this.history.names(SYSTEMS.flatMap((system) => this.ways.entered(system)?.by ?? []));
    const secretOf = (system: System) => {
      const entered = this.ways.entered(system);
      return {
        tail: tailOf(this.ways.secret(system).value),
        entered: entered === null ? null : { by: names(entered.by), at: entered.at },
      };
    };
    return {
      checkedAt: lines.length === 0 ? null : startedAt,
      running: running !== null,
      dingtalk: {
        ...cardOf('dingtalk', lines, site, hide),
        secret: secretOf('dingtalk'),
        corpId: dingtalk.DINGTALK_CORP_ID,
        clientId: withoutMiddle(dingtalk.DINGTALK_CLIENT_ID),
        agentId: dingtalk.DINGTALK_AGENT_ID,
        address: withoutPassword(dingtalk.DINGTALK_API_URL),
        family: dingtalk.DINGTALK_API_FAMILY,
        homePage: site === null ? null : `${site}/?corpId=$CORPID$`,
      },
      kingdee: {
        ...cardOf('kingdee', lines, site, hide),
        secret: secretOf('kingdee'),
        address: withoutPassword(kingdee.KINGDEE_URL),
        accountId: kingdee.KINGDEE_ACCT_ID,
        accountName: told(lines, 'kingdee/site', 'name'),
        version: told(lines, 'kingdee/login', 'version'),
        user: kingdee.KINGDEE_USERNAME,
        auth: kingdee.KINGDEE_AUTH,
        appId: kingdee.KINGDEE_APP_ID === undefined ? null : onlyBeginning(kingdee.KINGDEE_APP_ID),
        organisation: kingdee.KINGDEE_ORG,
        language: kingdee.KINGDEE_LCID,
      },
    };
  }
}

const isDoor = (code: string): boolean => PROBES.some(({ after }) => after === code);
const hasSubjects = (code: string): boolean => PROBES.some((probe) => probe.code === code && probe.subjects);

function cardOf(system: System, all: readonly LineFound[], site: string | null, hide: (text: string) => string) {
  const lines = all.filter(({ probe }) => probe.startsWith(`${system}/`));
  const doors = lines.filter(({ probe }) => isDoor(probe));
  const inStep = (line: LineFound) => stepOf(line) !== null;
  // Such a line stands for all lines of its probe, because the log-in failed: it cannot be asked alone.
  const standsForAll = ({ probe, finding }: LineFound) => finding.code === 'not-asked' && hasSubjects(probe);
  const others = lines.filter(
    (line) => !doors.includes(line) && inStep(line) && CONSENT_PROBES[line.probe] === undefined,
  );
  const open = doors.length > 0 && doors.every(({ finding }) => finding.state === 'green');
  return {
    proved: open ? Math.min(...doors.map(({ at }) => at ?? 0)) : null,
    doors: doors.map(({ line }) => line),
    lines: others.filter((line) => !standsForAll(line)).map(({ line }) => line),
    more: others.filter(standsForAll).length,
    besides: lines.filter((line) => !inStep(line) && ['red', 'amber'].includes(line.finding.state)).length,
    steps: STEPS[system].map((step) => showStep(step, lines, site, hide)),
  };
}

function told(lines: readonly LineFound[], line: string, name: string): string | null {
  const found = lines.find((each) => each.line === line)?.finding.params[name];
  return found === undefined || found === '' ? null : String(found);
}

/** Shows the end of a secret that is too long to be guessed from it: a password of a person is not. */
const tailOf = (secret: string): string => (secret.length >= LONG ? secret.slice(-KEPT) : '');
/** Shows enough of a key to recognise the app. */
const withoutMiddle = (key: string): string =>
  key.length > KEPT * 3 ? `${key.slice(0, KEPT)}…${key.slice(-KEPT)}` : onlyBeginning(key);
/** Behind the first underscore of an app's id there is a packed secret (kingdee.md §3). */
const onlyBeginning = (key: string): string =>
  `${key.split('_', 1)[0]?.slice(0, Math.min(KEPT, Math.ceil(key.length / 3)))}…`;

function withoutPassword(address: string): string {
  const { origin, pathname } = new URL(address);
  return origin + (pathname === '/' ? '' : pathname);
}
