import { type Container, clientVersion, userAgent } from './container.js';

/**
 * Returns the script that plays the container for dingtalk-jsapi 3.2.9 in front of the app. That package finds its bridge so:
 * - all: user agent with "DingTalk"; iPhone or Android in it decides the platform (lib/env.js)
 * - iOS: global WebViewJavascriptBridge {init, registerHandler, callHandler(name, params, cb({errorCode: '0', result}))}
 * - Android: window.nuva.require() gives (success, fail, service, action, params)
 * - PC: containerId in window.name or dd_bridge_config; messages {type: 'request', msgId, methodName, body} posted to hostOrigin, which
 * must end in .dingtalk.com; answers are message events from that origin (frame-talk-client-pc)
 * Calls are kept in `window.__sandboxBridge.calls` for tests. A test sets the outcome of the share sheet in
 * `window.__sandboxBridge.sharing`: "never answers", or "cancelled" by the person (the wording of clients for that is UNCONFIRMED).
 */
export function bridgeScript(container: Container): string {
  const settings = {
    platform: container.platform,
    theme: container.theme,
    old: container.old,
    version: clientVersion(container),
    userAgent: userAgent(container),
    hostOrigin: 'https://sandbox.dingtalk.com',
  };
  return `(function (settings) {\n${SCRIPT}\n})(${JSON.stringify(settings).replace(/</g, '\\u003c')});\n`;
}

const SCRIPT = `
  'use strict';
  if (window.__sandboxBridge) return;
  var calls = [];
  window.__sandboxBridge = { settings: settings, calls: calls };

  function override(target, name, value) {
    try { Object.defineProperty(target, name, { get: function () { return value; }, configurable: true }); } catch (ignored) {}
  }
  override(navigator, 'userAgent', settings.userAgent);
  override(navigator, 'platform', settings.platform === 'pc' ? 'Win32' : settings.platform === 'ios' ? 'iPhone' : 'Linux aarch64');

  // The container's colour scheme, for scripts that ask the system.
  var realMatchMedia = window.matchMedia && window.matchMedia.bind(window);
  if (realMatchMedia) {
    window.matchMedia = function (query) {
      var scheme = /prefers-color-scheme:\\s*(dark|light)/.exec(query);
      var list = realMatchMedia(query);
      if (!scheme) return list;
      override(list, 'matches', scheme[1] === settings.theme);
      return list;
    };
  }

  function request(path, options) {
    return fetch('/__sandbox/' + path, options).then(function (response) { return response.json(); });
  }
  function authCode(params) {
    return request('code?corpId=' + encodeURIComponent((params && params.corpId) || '')).then(function (answer) {
      return answer.code ? { code: answer.code } : Promise.reject(answer);
    });
  }
  function done() { return Promise.resolve({}); }
  function refuse(errorCode, errorMessage) { return Promise.reject({ errorCode: errorCode, errorMessage: errorMessage }); }

  var toastBox;
  function toast(text, milliseconds) {
    if (!toastBox) {
      toastBox = document.createElement('div');
      toastBox.setAttribute('role', 'status');
      toastBox.style.cssText = 'position:fixed;left:50%;bottom:18%;transform:translateX(-50%);z-index:99999;padding:10px 16px;border-radius:8px;background:rgba(20,24,28,.86);color:#fff;font-size:14px;max-width:80vw';
    }
    toastBox.textContent = text;
    document.body.appendChild(toastBox);
    setTimeout(function () { toastBox.remove(); }, milliseconds || 2000);
    return done();
  }
  function panel(params) {
    window.open(params.url, '_blank', 'noopener');
    return done();
  }

  var handlers = {
    'runtime.permission.requestAuthCodeV2': function (params) {
      return settings.old ? refuse('1', 'method not exist') : authCode(params);
    },
    'runtime.permission.requestAuthCode': authCode,
    'runtime.permission.requestJsApis': config,
    'config': config,
    'biz.navigation.setTitle': function (params) { if (params.title) document.title = params.title; return done(); },
    'biz.navigation.setMenu': function (params) {
      if (settings.platform === 'pc') return refuse('1', 'method not exist');
      window.__sandboxBridge.menu = params.items;
      return done();
    },
    // Whether a client asks for dd.config before it shares is UNCONFIRMED (dingtalk.md §7.3); this one does.
    'biz.util.share': function () {
      if (!configured) return refuse('7', 'permission denied');
      if (window.__sandboxBridge.sharing === 'never answers') return new Promise(function () {});
      return window.__sandboxBridge.sharing === 'cancelled' ? refuse('-1', 'user cancelled') : done();
    },
    'biz.navigation.setLeft': done,
    'biz.navigation.setRight': function () { return settings.platform === 'pc' ? refuse('1', 'method not exist') : done(); },
    'biz.navigation.goBack': function () { history.back(); return done(); },
    'biz.navigation.close': function () { location.href = '/__sandbox/closed'; return done(); },
    'biz.navigation.quit': function () { location.href = '/__sandbox/closed'; return done(); },
    'biz.util.openLink': panel,
    'biz.util.openSlidePanel': function (params) { return settings.platform === 'pc' ? panel(params) : refuse('1', 'method not exist'); },
    'biz.util.openModal': function (params) { return settings.platform === 'pc' ? panel(params) : refuse('1', 'method not exist'); },
    'biz.util.ut': done,
    'biz.clipboardData.setData': function (params) {
      return navigator.clipboard ? navigator.clipboard.writeText(params.text || '').then(done) : done();
    },
    'device.notification.toast': function (params) {
      return toast(params.content || params.text || '', params.content ? params.duration : (params.duration || 2) * 1000);
    },
    'device.notification.alert': function (params) { window.alert((params.title || '') + '\\n' + (params.content || params.message || '')); return done(); },
    'device.notification.confirm': function (params) {
      var yes = window.confirm((params.title || '') + '\\n' + (params.content || params.message || ''));
      return Promise.resolve({ confirm: yes, buttonIndex: yes ? 0 : 1 });
    },
    'device.notification.showPreloader': done,
    'device.notification.hidePreloader': done,
    'device.base.getPhoneInfo': function () {
      return Promise.resolve({ version: settings.version, netInfo: 'wifi', screenWidth: screen.width, screenHeight: screen.height });
    }
  };

  // dingtalk.md §7.3: the container checks the signature of dd.config; a phone for the address that was opened, a PC client for the present one.
  var opened = location.href.split('#')[0];
  var configured = false;
  function config(params) {
    return request('config-check', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        agentId: params.agentId, corpId: params.corpId, timeStamp: params.timeStamp, nonceStr: params.nonceStr,
        signature: params.signature, url: settings.platform === 'pc' ? location.href.split('#')[0] : opened
      })
    }).then(function (answer) {
      configured = configured || answer.ok === true;
      return answer.ok ? {} : Promise.reject(answer);
    });
  }

  // A press on one of setMenu's items, as the client tells it.
  var pressed = null;
  window.__sandboxBridge.press = function (id) { if (pressed) pressed({ id: id }); };

  function invoke(name, params) {
    calls.push({ name: name, params: params });
    var handler = handlers[name];
    if (!handler) return refuse('1', 'method not exist: ' + name);
    try { return Promise.resolve(handler(params || {})); } catch (error) { return refuse('2', String(error)); }
  }

  if (settings.platform === 'ios') {
    window.WebViewJavascriptBridge = {
      init: function () {},
      registerHandler: function (name, handler) { if (name === 'biz.navigation.setMenu') pressed = function (data) { handler(data); }; },
      callHandler: function (name, params, callback) {
        invoke(name, params).then(
          function (result) { callback({ errorCode: '0', errorMessage: '', result: result }); },
          function (error) { callback({ errorCode: String(error.errorCode || '2'), errorMessage: String(error.errorMessage || error) }); }
        );
      }
    };
    document.dispatchEvent(new Event('WebViewJavascriptBridgeReady'));
  } else if (settings.platform === 'android') {
    window.nuva = {
      isReady: true,
      require: function () {
        return function (success, fail, service, action, params) {
          var name = service + '.' + action;
          if (name === 'biz.navigation.setMenu') pressed = success;
          invoke(name, params).then(success, fail);
        };
      }
    };
    document.dispatchEvent(new Event('runtimeready'));
  } else {
    var channel = JSON.stringify({
      containerId: 'sandbox-container', hostVersion: settings.version, hostOrigin: settings.hostOrigin,
      language: 'zh-CN', corsIframe: true
    });
    window.dd_bridge_config = channel;
    window.name = channel;
    window.dingtalk = { platform: { invokeAPI: function (name, params) { return invoke(name, params); } } };
    var realPostMessage = window.postMessage.bind(window);
    window.postMessage = function (message, target, transfer) {
      if (target !== settings.hostOrigin || !message || message.type !== 'request')
        return realPostMessage(message, target, transfer);
      if (String(message.methodName).indexOf('SYS_') === 0) return undefined;
      var answer = function (success, body) {
        window.dispatchEvent(new MessageEvent('message', {
          origin: settings.hostOrigin,
          data: { type: 'response', msgId: message.msgId, success: success, body: body }
        }));
      };
      invoke(message.methodName, message.body).then(
        function (result) { answer(true, result); },
        function (error) { answer(false, error); }
      );
      return undefined;
    };
  }
`;
