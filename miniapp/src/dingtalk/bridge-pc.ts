import 'dingtalk-jsapi/platform/pc';
