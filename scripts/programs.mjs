import { spawn } from 'node:child_process';
import { ROOT } from './prepare.mjs';

/** Longer than a server needs to finish its work. */
const STOP_MS = 25_000;

/** Runs the programs of one command, by name. If one ends by itself after it was up, all end. */
export class Programs {
  #children = new Map();
  #waiting = new Set();
  #stopping = false;

  /** Handles signals such as Ctrl-C, which reach only this process; it then stops the others in order. */
  constructor() {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => this.stop(0));
  }

  /** Starts one of our Node programs. @returns the first line on stdout that `ready` accepts, as JSON. */
  launch(name, args, env, ready) {
    return this.#listen(name, this.#spawn(args, env), ready);
  }

  /** Starts a program that waits for `begin`. */
  prepare(args, env) {
    const child = this.#spawn(args, env);
    this.#waiting.add(child);
    return child;
  }

  /** Like launch, for a prepared program. */
  begin(name, child, ready) {
    this.#waiting.delete(child);
    // If everything is being stopped, this program ends too and gets no message.
    if (!this.#stopping) child.send('begin', () => undefined);
    return this.#listen(name, child, ready);
  }

  /** Sends a message to one of our programs. @returns its answer. */
  ask(name, message) {
    const child = this.#children.get(name);
    return new Promise((resolve, reject) => {
      if (!child?.connected) return reject(new Error(`${name}已退出`));
      const gone = () => reject(new Error(`${name}已退出`));
      child.once('exit', gone);
      child.once('message', (answer) => {
        child.off('exit', gone);
        resolve(answer);
      });
      child.send(message);
    });
  }

  #spawn(args, env) {
    return spawn(process.execPath, args, {
      cwd: ROOT,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      // A separate process group, see the constructor.
      detached: true,
    });
  }

  #listen(name, child, ready) {
    this.#children.set(name, child);
    let output = '';
    let up = false;
    return new Promise((resolve, reject) => {
      const hear = (chunk) => {
        output = `${output}${chunk}`.slice(-20_000);
        for (const line of output.split('\n').filter((text) => text.startsWith('{') && text.endsWith('}'))) {
          const said = JSON.parse(line);
          if (!ready(said)) continue;
          up = true;
          resolve(said);
        }
      };
      child.stdout.on('data', hear);
      child.stderr.on('data', hear);
      child.once('exit', (code) => {
        const wanted = this.#children.get(name) !== child;
        if (!wanted) this.#children.delete(name);
        const error = new Error(`${name}已退出（${code}）：\n${output.slice(-3000)}`);
        // Until it is up, the caller of the start decides.
        reject(error);
        if (!up || wanted || this.#stopping) return;
        process.stderr.write(`${error.message}\n`);
        this.stop(1);
      });
    });
  }

  /** Ends one program; the others continue. @returns when it has ended. */
  async end(name) {
    const child = this.#children.get(name);
    if (!child) return;
    this.#children.delete(name);
    const gone = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGTERM');
    await gone;
  }

  /** Ends all programs, then this process. */
  stop(code) {
    if (this.#stopping) return;
    this.#stopping = true;
    setTimeout(() => process.exit(code), STOP_MS).unref();
    for (const child of this.#waiting) child.kill();
    Promise.all([...this.#children.keys()].map((name) => this.end(name))).then(() => process.exit(code));
  }
}
