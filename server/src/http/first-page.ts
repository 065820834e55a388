import { existsSync, readFileSync } from 'node:fs';

/** The parts of Vite's manifest entry that are used here. */
interface Built {
  file: string;
  imports?: readonly string[];
  css?: readonly string[];
}
type Manifest = Readonly<Record<string, Built>>;

/** A phone or tablet; every other client gets the desk. A wrong guess only costs bytes: the page decides for itself. */
const IN_HAND = /Mobile|Android|iPhone|iPad|Harmony/i;
const IN_DINGTALK = /DingTalk/i;
/**
 * Requests that every visit makes first; they are preloaded together with the files. `fetch` uses a preloaded answer only if it sends
 * the same headers, that is, none of its own.
 */
const asked = (path: string): string => `<link rel="preload" as="fetch" crossorigin href="${path}">`;
const QUESTIONS = ['/api/session', '/api/client-config'].map(asked);
const GROUPS = '/api/bills/groups?stage=review&rows=100';
/** First requests of the review per page (miniapp/src/session/early.ts), letter for letter: otherwise they are made twice. */
const LISTS: Readonly<Record<string, readonly string[]>> = { '/': [GROUPS, '/api/bills/stages'], '/review': [GROUPS] };

/**
 * Returns index.html with links to the files that this visit will need (`miniapp/first-chunks.ts`): without them the browser finds each file
 * only after the one before has come and run, and on a slow network each of these steps takes half a second.
 * @param root the build, with a slash at the end
 */
export class FirstPage {
  private readonly html: string;
  private readonly manifest: Manifest;
  private readonly made = new Map<string, string>();

  constructor(root: string) {
    this.html = readFileSync(`${root}index.html`, 'utf8');
    const manifest = `${root}.vite/manifest.json`;
    this.manifest = existsSync(manifest) ? JSON.parse(readFileSync(manifest, 'utf8')) : {};
  }

  /**
   * @param path of the page, "/review". @param client its User-Agent. @param reviews true if the visitor is logged in and reviews: the first
   * list is then preloaded with the scripts, not only requested once they have run and know the visitor.
   */
  for(path: string, client: string, reviews = false): string {
    const inHand = IN_HAND.test(client);
    const bridge = IN_DINGTALK.test(client) ? [inHand ? 'bridge-phone' : 'bridge-pc'] : [];
    // In the order in which they are needed: a browser fetches six at a time.
    const chunks = ['early', ...bridge, 'start', ...(inHand ? ['phone', ...viewOf(path)] : ['desk'])];
    const lists = reviews ? (LISTS[path] ?? []) : [];
    const key = [...chunks, ...lists].join();
    const html = this.made.get(key) ?? this.withFiles(chunks, lists);
    this.made.set(key, html);
    return html;
  }

  private withFiles(chunks: readonly string[], lists: readonly string[]): string {
    const keys = Object.keys(this.manifest);
    const named = chunks
      .map((chunk) => new RegExp(`^(?:_${chunk}-[\\w-]{8}\\.js|src/dingtalk/${chunk}\\.ts)$`))
      .flatMap((pattern) => keys.filter((key) => pattern.test(key)));
    const files = new Set<string>();
    for (const key of named) this.reach(key, files);
    const lines = [...files]
      .filter((file) => !this.html.includes(`/${file}"`))
      .map((file) =>
        file.endsWith('.css')
          ? `<link rel="preload" as="style" fetchpriority="low" crossorigin href="/${file}">`
          : `<link rel="modulepreload" crossorigin href="/${file}">`,
      );
    return this.html.replace('</head>', `${[...QUESTIONS, ...lists.map(asked), ...lines].join('')}</head>`);
  }

  /** Adds a file after the files that it imports. */
  private reach(key: string, files: Set<string>, on = new Set<string>()): void {
    const built = this.manifest[key];
    if (!built || on.has(key)) return;
    on.add(key);
    for (const next of built.imports ?? []) this.reach(next, files, on);
    files.add(built.file);
    for (const file of built.css ?? []) files.add(file);
  }
}

const viewOf = (path: string): string[] => (path === '/' ? ['home'] : path === '/review' ? ['review'] : []);
