/**
 * The rooms of the server, from the ground up: a room imports only from lower floors, so that no circle can arise between rooms.
 * Data flows DingTalk → intake → mapping → bill → push → Kingdee → write-back; whoever comes later in that flow stands higher.
 */
const FLOORS = [
  ['config', 'json', 'outage', 'problem'],
  ['database'],
  ['connection', 'domain', 'event-log', 'metrics', 'queue'],
  ['audit', 'connectors'],
  ['access', 'engine'],
  ['base-data', 'hold', 'http', 'live', 'outbox'],
  ['webhook'],
  ['bill', 'scheme'],
  ['intake', 'mapping', 'read'],
  ['outside'],
  ['desk', 'quarantine', 'related', 'trial', 'writeback'],
  ['push', 'simulate'],
  ['proof'],
  ['notice'],
  ['analysis', 'checkup', 'dataset'],
  ['statement'],
  ['assistant', 'close', 'report', 'todo'],
  ['schema'],
  ['export-thread', 'status'],
  ['ops'],
];

const SPEC = '(\\.spec|-for-spec)\\.ts$';
const between = (names) => `^server/src/(${names.join('|')})/`;

/** One rule a room: nothing on its own floor or above it but the room itself. Specs may build a world from anywhere. */
const roomRules = FLOORS.flatMap((floor, level) =>
  floor.map((room) => ({
    name: `${room}-imports-from-below`,
    severity: 'error',
    from: { path: `^server/src/${room}/`, pathNot: SPEC },
    to: { path: between(FLOORS.slice(level).flat()), pathNot: `^server/src/${room}/` },
  })),
);

module.exports = {
  forbidden: [
    {
      name: 'no-circular',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    ...roomRules,
    {
      name: 'every-room-has-its-floor',
      comment: 'A new room is named in FLOORS.',
      severity: 'error',
      from: { path: '^server/src/[^/]+/', pathNot: between(FLOORS.flat()) },
      to: {},
    },
    { name: 'miniapp-not-server', severity: 'error', from: { path: '^miniapp' }, to: { path: '^(server|test)' } },
    {
      name: 'server-not-miniapp-or-test',
      severity: 'error',
      from: { path: '^server' },
      to: { path: '^(miniapp|test)' },
    },
    { name: 'shared-is-a-leaf', severity: 'error', from: { path: '^shared' }, to: { path: '^(server|miniapp|test)' } },
    {
      name: 'shared-knows-only-zod',
      severity: 'error',
      from: { path: '^shared/src', pathNot: '\\.spec\\.ts$' },
      to: { dependencyTypes: ['npm', 'npm-dev', 'npm-no-pkg', 'core'], pathNot: 'node_modules/zod' },
    },
    {
      name: 'sandbox-imports-nothing-of-ours',
      comment: 'The stand-ins answer as docs/spec says, not as our client happens to need.',
      severity: 'error',
      from: { path: '^test/sandbox' },
      to: { path: '^(server|shared|miniapp)' },
    },
    {
      name: 'tests-work-from-outside',
      comment: 'They drive the compiled server over HTTP.',
      severity: 'error',
      from: { path: '^test/(e2e|crash|proof|bench)' },
      to: { path: '^(server|miniapp)/src' },
    },
    {
      name: 'entities-stay-at-home',
      comment: 'A room reaches the rows of another through what it exports; the schema lists them all.',
      severity: 'error',
      from: { path: '^server/src/([^/]+)/', pathNot: '^server/src/schema/' },
      to: { path: '^server/src/.*\\.(entity|repository)\\.ts$', pathNot: '^server/src/$1/' },
    },
    {
      name: 'controllers-are-entrances',
      severity: 'error',
      from: { path: '^server/src', pathNot: '\\.(module|spec)\\.ts$' },
      to: { path: '\\.controller\\.ts$' },
    },
    {
      name: 'domain-and-engine-are-pure',
      severity: 'error',
      from: { path: '^server/src/(domain|engine)/', pathNot: SPEC },
      to: { path: '(node_modules/(@nestjs|typeorm|axios)|^server/src/(database|http|queue|access)/)' },
    },
    {
      name: 'ports-know-no-adapter',
      severity: 'error',
      from: { path: '^server/src/connectors/[^/]+\\.ts$' },
      to: { path: '(node_modules/(axios|typeorm)|^server/src/(connectors/[^/]+/|database/|http/))' },
    },
    {
      name: 'desk-and-phone-apart',
      comment: 'Each is loaded only where it is used.',
      severity: 'error',
      from: { path: '^miniapp/src/.*desk/' },
      to: { path: '^miniapp/src/.*phone/' },
    },
    {
      name: 'phone-and-desk-apart',
      severity: 'error',
      from: { path: '^miniapp/src/.*phone/' },
      to: { path: '^miniapp/src/.*desk/' },
    },
    {
      name: 'ui-below-all',
      severity: 'error',
      from: { path: '^miniapp/src/(ui|api|dingtalk)/', pathNot: '\\.spec\\.ts$' },
      to: { path: '^miniapp/src/[^/]+/', pathNot: '^miniapp/src/(ui|api|dingtalk)/' },
    },
  ],
  options: {
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(/dist/|/node_modules/\\.)' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['types', 'import', 'default'] },
  },
};
