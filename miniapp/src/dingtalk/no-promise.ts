// Stands for the Promise that dingtalk-jsapi brings along (vite.config.ts): every client that we serve has one.
export {};
