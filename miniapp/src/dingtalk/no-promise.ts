// Replaces the Promise polyfill of dingtalk-jsapi (vite.config.ts): every supported client has Promise.
export {};
