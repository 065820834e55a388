/** Changes that npm run dev:times makes, and the text that then shows. A spec checks that each text occurs once. */
export const CHANGES = {
  miniapp: {
    file: 'miniapp/src/worklist/desk/words.ts',
    text: "desk: '审核台'",
    as: "desk: '审核台改'",
    shows: '审核台改',
  },
  shared: {
    file: 'shared/src/bill-state.ts',
    text: "mapping: '待补映射'",
    as: "mapping: '待补映射改'",
    shows: '待补映射改',
  },
  server: {
    file: 'server/src/http/security.ts',
    text: "title = '请求来源不对'",
    as: "title = '请求来源不对改'",
    shows: '请求来源不对改',
  },
};
