/** Words that both systems and every company share; without them a bank or a currency could not be recognised. No name consists of them. */
const SHARED = `人民币 美元 欧元 港币 日元 付款单 其他应付单 费用报销 报销 付款申请 付款 审批 提交 同意 拒绝 撤销 银行 信用社 农商行 支行 分行 营业部
  有限公司 公司 账号 帐号 账户 户名 开户行 卡号 收款 金额 合计 部门 项目 日期 数量 单价 备注 事由 说明 电汇 现金 转账 标准 采购 借款 现付`;

/** Words of refusals in both systems (kingdee.md §9, dingtalk.md §9): the program decides by them. */
const REFUSALS = `会话信息已丢失 会话 未指定允许调用 白名单 不允许用户 允许 不允许 调用次数 调用频率 调用 次数 频率 频繁 超出 超过 限制 达到 已达上限 上限 用尽
  单据编号为 单据编号 单据 已经提交 已经审核 已提交 已审核 未审核 审核 反审核 反提交 编码值 编码唯一 编码 不存在 不可用 冲突 请稍候再使用 请稍后再试 请稍后重试
  请稍候 请稍后 网络控制 网控冲突 网络 工作流实例 工作流 是否继续 违反字段唯一性要求 违反字段唯一性 在当前系统中 已经被使用 权限 许可 已结账 结账 关账
  会计期间 所属期间 所在期间 期间 业务日期 当前组织 未启用出纳 启用出纳 启用日期 启用费用管理 启用后 未启用 已启用 启用 出纳 元数据中标识为 元数据 标识为 标识 字段
  业务对象 业务单据 业务操作 实体 需字典格式 字典格式 强制转换 禁用 未分配 赋值失败 值为 我方银行相关信息 必填 必录 当前 查询串无法解析 查询串 无法解析
  附件存储方式为数据库 附件 文件 找不到 数据库 不支持 此操作 该操作 操作失败 操作 失败 错误 未知 异常 超时 事务已中止 事务中止 事务 中止 实例 模板 应用 尚未 开通
  所需 点击链接 申请并开通 申请 即可 用户名 密码 用户 已被锁定 锁定 请联系 联系 系统管理员 管理员 系统 不在 授权范围 授权 范围 访问 第三方 登录 重新登录 重新 删除 保存
  已作废 作废 已付款 已关联 关联 修改 组织机构 组织 请求 参数 不合法 无效 不能为空 为空 输入字符串 字符串 格式 不正确 长度 不能超过 最大值 最多 接口 服务器 服务 签名
  校验失败 校验 鉴权失败 鉴权 凭证 即将到期 到期 没有 查看权限 查看 查询 新增 账套 数据中心 无法获取到 无法将类型为 无法 尝试 不支持通过 通过 进行 传统审批 状态 内容 分录
  明细 单据体 单据头 数据 数组 对象 名称 内码为 内码 员工 供应商 客户 本月 您的 该用户 请填写 请确认 应用调用 时间 的`;

const pattern = (words: string): RegExp =>
  new RegExp(
    words
      .split(/\s+/)
      .filter(Boolean)
      .sort((a, b) => b.length - a.length)
      .join('|'),
    'gu',
  );

export const KNOWN_WORDS = pattern(SHARED);
export const SENTENCE_WORDS = pattern(`${SHARED} ${REFUSALS}`);
/** Words that stay only if they are the whole text: within a name they would be part of it. */
export const WHOLE_WORDS: ReadonlySet<string> = new Set(
  '是 否 无 有 元 万 付款状态 支付状态 银行付款状态 银行处理状态 已付款 已支付 付款成功 支付成功 银行交易成功'.split(
    ' ',
  ),
);
