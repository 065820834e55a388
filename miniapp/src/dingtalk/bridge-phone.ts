import 'dingtalk-jsapi/platform/android';
import 'dingtalk-jsapi/platform/harmony';
import 'dingtalk-jsapi/platform/ios';
