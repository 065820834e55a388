import { spawn } from 'node:child_process';
import { ROOT } from './prepare.mjs';

/** Longer than a server takes to finish what it has begun. */
const STOP_MS = 25_000;

/** The programs that one command runs, by name. When one of them ends by itself after it was up, all end. */
export class Programs {
  #children = new Map();
  #waiting = new Set();
  #stopping = false;

  /** Ctrl-C and its like reach this process only, which then stops the others in order. */
  constructor() {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => this.stop(0));
  }

  /** Starts a Node program of ours. @returns the first stdout line that `ready` takes, as JSON. */
  launch(name, args, env, ready) {
    return this.#listen(name, this.#spawn(args, env), ready);
  }

  /** Starts one that waits for `begin`. */
  prepare(args, env) {
    const child = this.#spawn(args, env);
    this.#waiting.add(child);
    return child;
  }

  /** As launch, for one that was prepared. */
  begin(name, child, ready) {
    this.#waiting.delete(child);
    // Where everything is being ended it is on its way out too, and hears nothing any more.
    if (!this.#stopping) child.send('begin', () => undefined);
    return this.#listen(name, child, ready);
  }

  /** Sends a message to a program of ours. @returns what it answers. */
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
      // Its own group, see above.
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
        // Whoever started it decides, until it is up.
        reject(error);
        if (!up || wanted || this.#stopping) return;
        process.stderr.write(`${error.message}\n`);
        this.stop(1);
      });
    });
  }

  /** Ends one program; the others go on. @returns when it is gone. */
  async end(name) {
    const child = this.#children.get(name);
    if (!child) return;
    this.#children.delete(name);
    const gone = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGTERM');
    await gone;
  }

  /** Ends all of them, then this process. */
  stop(code) {
    if (this.#stopping) return;
    this.#stopping = true;
    setTimeout(() => process.exit(code), STOP_MS).unref();
    for (const child of this.#waiting) child.kill();
    Promise.all([...this.#children.keys()].map((name) => this.end(name))).then(() => process.exit(code));
  }
}
