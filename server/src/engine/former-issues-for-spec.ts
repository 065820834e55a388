/**
 * What the engine stored for `ISSUE_CASES` while it still stored sentences: level, code, path, key, parameters and sentence of each issue. Only a
 * sentence that is changed on purpose is changed here.
 */
const FORMER = `
# a row below zero
red | not-positive | rows[0].amount |  |  | 第 1 行金额是 −5.00，付款单只收大于零的金额。请申请人更正，或线下处理。
# a row of a second table below zero
red | not-positive | rows[1].amount |  |  | “住宿明细”第 1 行金额是 −5.00，付款单只收大于零的金额。请申请人更正，或线下处理。
# a total of zero
red | not-positive | rows[0].amount |  |  | 第 1 行金额是 0.00，付款单只收大于零的金额。请申请人更正，或线下处理。
red | not-positive | total |  |  | 付款合计是 0.00，不能生成付款单。请申请人更正，或线下处理。
# a sum out of range
red | invalid-amount | total |  |  | 明细合计超过可以记账的范围。请申请人更正金额。
# a total that is no amount
red | invalid-amount | total |  |  | 审批单的“总金额”无法识别：“一百”。请申请人更正。
# a total out of range
red | invalid-amount | total |  |  | 审批单的“总金额”超过可以记账的范围。请申请人更正金额。
# a total that is unreadable
red | unreadable | total |  |  | 审批单的“总金额”无法读取，不能和明细核对。请申请人重新提交。
# no total
amber | no-form-total | total |  |  | 审批单没有填“总金额”，明细合计没有可以核对的总金额。
# a total that lacks a row
red | total-mismatch | total |  |  | 明细合计 156.80，表单总金额 120.00，差 36.80。打开第 2 行
# another total
red | total-mismatch | total |  |  | 明细合计 156.80，表单总金额 200.00，差 43.20。逐行核对明细
# a row without an amount
red | missing | rows[0].amount |  |  | 第 1 行没有填金额。请申请人补填。
# a row with a text
red | invalid-amount | rows[0].amount |  |  | 第 1 行金额无法识别：“约一百”。请申请人更正。
# a row with three decimals
red | invalid-amount | rows[0].amount |  |  | 第 1 行金额是“1.500”，看不出是 1.50 还是 1500：小数点后有三位，可能把点当成了千分位。请申请人写成 1.50 或 1500 后重新提交。
# a total with three decimals
red | invalid-amount | total |  |  | 审批单的“总金额”是“1.234”，看不出是 1.234 还是 1234：小数点后有三位，可能把点当成了千分位。请申请人写成 1.23 或 1234 后重新提交。
# a row that is unreadable
red | unreadable | rows[0].amount |  |  | 第 1 行明细的内容无法读取，金额和费用项目都可能不全。打开原审批核对，请申请人重新提交，或线下处理。
red | total-mismatch | total |  |  | 明细合计 37.80，表单总金额 36.80，差 1.00。打开第 1 行
# a cell that is unreadable
red | unreadable | rows[0].amount |  |  | 第 1 行的“报销金额(元)”无法读取。请申请人更正。
# no detail rows
red | missing | rows |  |  | “报销明细”是空的，没有可以付款的明细。请申请人补填。
# no rows in two tables
red | missing | rows |  |  | “报销明细”、“住宿明细”都是空的，没有可以付款的明细。请申请人补填。
# a detail table that is unreadable
red | unreadable | rows |  |  | “报销明细”的内容无法读取，不能生成单据。请申请人重新提交，或线下处理。
# a control beside that is unreadable
amber | unreadable | others.说明 |  |  | 审批单的“说明”无法读取，没有用到单据里。打开原审批核对。
# a detail table that is gone
red | scheme-lacks | rows |  |  | 没有可以付款的明细：表单里没有明细表“出差明细”。申请人补不了。管理员在“方案”里点“看缺什么”，请钉钉表单管理员加上控件，只对以后的审批有用；这一笔请在别处付过后排除，或请申请人重新提交。
# a detail table that stands twice
red | scheme-lacks | rows |  |  | 明细表“Field_报销明细”在方案里写了两次，会付两遍。请管理员在方案的“明细”里去掉一个。
red | ambiguous-control | others.Field_报销明细 |  | {"label":"Field_报销明细","row":"","values":"“报销明细”（Field_报销明细）是“1 行明细”"} | 审批单有几个都能当作“Field_报销明细”的控件，内容不同：“报销明细”（Field_报销明细）是“1 行明细”。打开原审批看哪一个对，请申请人改正；表单改过控件的，在“方案”里把取值改成那个控件的标识。
# a group by a column that is gone
red | scheme-lacks | rows |  |  | 不知道哪几行合并成一行：明细表“报销明细”里没有“项目”、“项目名称”。申请人补不了。管理员在“方案”里点“看缺什么”，请钉钉表单管理员加上控件，只对以后的审批有用；这一笔请在别处付过后排除，或请申请人重新提交。
# a net sum whose control is gone
red | scheme-lacks | total |  |  | 不知道要付多少：表单里没有“冲销备用金金额（元）”，算不出净额。申请人补不了。管理员在“方案”里点“看缺什么”，请钉钉表单管理员加上控件，只对以后的审批有用；这一笔请在别处付过后排除，或请申请人重新提交。
# a net sum that takes off the total
red | net-differs | total |  |  | 净额要扣的一项就是要付的总金额或明细，扣了就什么都不付。请管理员在方案的“净额”里换成借款、预付那一项。
# a net sum that takes off twice
red | net-differs | total |  |  | 净额里有两项其实是同一个控件，会扣两次。请管理员在方案的“净额”里去掉一项。
red | ambiguous-control | others.Field_冲销备用金金额（元） |  | {"label":"Field_冲销备用金金额（元）","row":"","values":"“冲销备用金金额（元）”（Field_冲销备用金金额（元））是“130.00”"} | 审批单有几个都能当作“Field_冲销备用金金额（元）”的控件，内容不同：“冲销备用金金额（元）”（Field_冲销备用金金额（元））是“130.00”。打开原审批看哪一个对，请申请人改正；表单改过控件的，在“方案”里把取值改成那个控件的标识。
# an offset below zero
red | net-below-zero | total |  |  | 要扣的金额是 −130.00，小于零，不知道该扣还是该加。请申请人更正后重新提交，或线下处理。
# two offsets out of range
red | invalid-amount | total |  |  | 要扣的金额超过可以记账的范围。请申请人更正金额。
# an offset that is no amount
red | invalid-amount | total |  |  | 审批单的“冲销备用金金额（元）”无法识别：“一百三”。请申请人更正。
# an offset with three decimals
red | invalid-amount | total |  |  | 审批单的“冲销备用金金额（元）”是“1.500”，看不出是 1.50 还是 1500：小数点后有三位，可能把点当成了千分位。请申请人写成 1.50 或 1500 后重新提交。
# an offset that is unreadable
red | unreadable | total |  |  | 审批单的“冲销备用金金额（元）”无法读取，不知道要付多少。请申请人重新提交，或线下处理。
# nothing left
red | net-nothing | total |  |  | 明细合计 206.80 已全额冲抵，没有要付的，不生成付款单。核对后点“无需付款”，结果写回审批。
# less than nothing left
red | net-refund | total |  |  | 要扣的 300.00 比明细合计 206.80 多 93.20：应由申请人退回，不是付款。收到退款后把这一笔转线下处理。
# another net sum
red | net-differs | total |  |  | 明细合计 206.80 减去要扣的 130.00 是 76.80，审批单的“应付员工金额（元）”却是 76.81。请申请人更正后重新提交，或线下处理。
# no net sum
red | net-differs | total |  |  | 明细合计 206.80 减去要扣的 130.00 是 76.80，审批单的“应付员工金额（元）”没有填，不能核对。请申请人补填后重新提交，或线下处理。
# repayments that are unreadable
red | unreadable | total |  |  | “借款冲销”无法读取，不知道要付多少。请申请人重新提交，或线下处理。
# a repayment that is unreadable
red | unreadable | total |  |  | “借款冲销”第 2 行的“冲销金额”无法读取，不知道要付多少。请申请人重新提交，或线下处理。
# a repayment that is a sum
red | sum-row | total |  |  | “借款冲销”第 2 行像是合计行，会重复扣。请申请人删掉这一行后重新提交，或线下处理。
# a repayment without an amount
red | missing | total |  |  | “借款冲销”第 2 行的“冲销金额”没有填，不知道要扣多少。请申请人补填后重新提交；表单改过的，请管理员在“净额”里换成新的控件。
# a repayment that is no amount
red | invalid-amount | total |  |  | “借款冲销”第 1 行的“冲销金额”无法识别：“三十”。请申请人更正。
# a repayment below zero
red | net-below-zero | total |  |  | “借款冲销”第 1 行的“冲销金额”是 −30.00，小于零，不知道该扣还是该加。请申请人更正后重新提交，或线下处理。
# a repayment with three decimals
red | invalid-amount | total |  |  | “借款冲销”第 1 行的“冲销金额”是“1.500”，看不出是 1.50 还是 1500：小数点后有三位，可能把点当成了千分位。请申请人写成 1.50 或 1500 后重新提交。
# a repayment that may be a sum
amber | maybe-sum-row | total |  | {"row":"3","word":"15.00","off":"借款冲销"} | “借款冲销”第 3 行 15.00 正好是别的几行之和；如果它是合计行，就会重复扣、少付。打开原审批看它是不是合计行：不是的写明理由再通过，是的退回补件。
# repayments out of range
red | invalid-amount | total |  |  | “借款冲销”的“冲销金额”超过可以记账的范围。请申请人更正金额。
# repayments with another sum
red | column-total | total |  |  | “借款冲销”的“冲销金额”一列，钉钉统计是 1,010.00，读到的合计是 10.00，两者不同。请申请人更正，或线下处理。
# a field without rules
red | scheme-lacks | header.remark |  |  | 备注没有值，方案里也没有给它的规则。申请人补不了。管理员在“方案”里点“看缺什么”，请钉钉表单管理员加上控件，只对以后的审批有用；这一笔请在别处付过后排除，或请申请人重新提交。
# a field without a control
red | scheme-lacks | header.remark |  |  | 备注没有来源：表单里没有“项目”、“课题”。申请人补不了。管理员在“方案”里点“看缺什么”，请钉钉表单管理员加上控件，只对以后的审批有用；这一笔请在别处付过后排除，或请申请人重新提交。
# a field whose control is empty
red | missing | header.remark |  |  | 备注没有值：审批单的“备注”是空的。
# a field that reads nothing
red | missing | header.remark |  |  | 备注没有值：审批单里没有可取的内容。
# a field whose expression gives nothing
red | missing | header.remark |  |  | 备注没有值：照这一张审批，方案里的表达式什么都不给。手工填写，或请管理员补上这种情况。
# a field with an expression of before
red | unsupported | header.remark |  |  | 备注用了表达式规则，现在还不能计算。在方案里换一种规则。
# a field whose control is unreadable
red | unreadable | header.remark |  |  | 审批单的“备注”无法读取，备注没有值。手工填写，或请申请人重新提交。
# a text that is too long
amber | too-long | header.remark |  |  | 备注有 300 个字，金蝶只收 255 个，已截短。核对截短后的内容。
# a date that is none
red | invalid-date | header.businessDate |  |  | 业务日期不是日期：“明天”。
# a date on the form that is none
red | invalid-date | header.businessDate |  |  | 业务日期无法识别：“行政报销”不是日期。
# an expression that compares a text
red | invalid-date | rows[0].comment |  |  | 行备注的表达式比较不了“市内交通”：不是金额或日期，或太长。请申请人更正，或手工填写行备注。
# a rate that is none
red | invalid-rate | header.exchangeRate |  |  | 汇率必须是大于零的数：“0”。
# a number that is too long
red | missing | header.department |  |  | 部门的编码是空的或超过 80 个字：“9999999999999999999999999999999999999999”。
# a number that is blank
red | missing | header.department |  |  | 部门的编码是空的或超过 80 个字：“”。
# an applicant without a name
red | originator-unknown | rows[0].oppositeName |  |  | 对方账户名称没有值：钉钉没有告诉我们发起人（4417）的姓名，不能用编号代替。请管理员检查应用的通讯录权限和授权范围；这一笔请手工填写对方账户名称。
# a key without a row
red | unmapped | rows[0].costItem | costItem:市内交通 |  | 费用项目未映射：市内交通
# a person without a row
red | unmapped | header.contactUnit | contactUnit:4417 |  | 往来单位未映射：冯赟
red | unmapped | header.receivingUnit | contactUnit:4417 |  | 收款单位未映射：冯赟
# a table without a default
red | unmapped | rows[0].ourBankAccount | bankAccount:默认 |  | 我方银行账号没有默认值（组织 101）。选一个作为默认。
# empty tables
red | unmapped | header.contactUnit | contactUnit:4417 |  | 往来单位未映射：冯赟
red | unmapped | header.receivingUnit | contactUnit:4417 |  | 收款单位未映射：冯赟
red | unmapped | header.department | department:市场部 |  | 部门未映射：市场部
red | unmapped | rows[0].costItem | costItem:市内交通 |  | 费用项目未映射：市内交通
red | unmapped | rows[0].expenseDepartment | department:市场部 |  | 费用承担部门未映射：市场部
red | unmapped | rows[0].department | department:市场部 |  | 部门未映射：市场部
red | unmapped | rows[0].ourBankAccount | bankAccount:默认 |  | 我方银行账号没有默认值（组织 101）。选一个作为默认。
# an optional field without a row
amber | unmapped | header.department |  |  | 部门未映射：市场部
red | unmapped | rows[0].expenseDepartment | department:市场部 |  | 费用承担部门未映射：市场部
red | unmapped | rows[0].department | department:市场部 |  | 部门未映射：市场部
# a payer that person and department speak against
red | unmapped | header.payOrg | payOrg:市场部 |  | 付款组织未映射：市场部（人员、部门属于组织 102，默认付款组织是 101）
red | unusable | header.contactUnit | contactUnit:4417 |  | 往来单位 YG00007 冯赟 不能用：不属于组织 101，只在组织 102 可用。换一个，或在金蝶处理后刷新基础资料。
red | unusable | header.receivingUnit | contactUnit:4417 |  | 收款单位 YG00007 冯赟 不能用：不属于组织 101，只在组织 102 可用。换一个，或在金蝶处理后刷新基础资料。
red | unusable | header.department | department:市场部 |  | 部门 BM000005 冯赟 不能用：不属于组织 101，只在组织 102 可用。换一个，或在金蝶处理后刷新基础资料。
red | unusable | rows[0].expenseDepartment | department:市场部 |  | 费用承担部门 BM000005 冯赟 不能用：不属于组织 101，只在组织 102 可用。换一个，或在金蝶处理后刷新基础资料。
red | unusable | rows[0].department | department:市场部 |  | 部门 BM000005 冯赟 不能用：不属于组织 101，只在组织 102 可用。换一个，或在金蝶处理后刷新基础资料。
# the same without a department
red | missing | header.department |  |  | 部门没有值：审批单的“发起部门”是空的。
red | missing | rows[0].expenseDepartment |  |  | 费用承担部门没有值：审批单的“发起部门”是空的。
red | missing | rows[0].department |  |  | 部门没有值：审批单的“发起部门”是空的。
red | missing | header.payOrg |  |  | 付款组织没有依据：审批里没有写部门（人员、部门属于组织 102，默认付款组织是 101）。在这张单据上选付款组织。
red | unusable | header.contactUnit | contactUnit:4417 |  | 往来单位 YG00007 冯赟 不能用：不属于组织 101，只在组织 102 可用。换一个，或在金蝶处理后刷新基础资料。
red | unusable | header.receivingUnit | contactUnit:4417 |  | 收款单位 YG00007 冯赟 不能用：不属于组织 101，只在组织 102 可用。换一个，或在金蝶处理后刷新基础资料。
# a payer that the table speaks against
red | unmapped | header.payOrg | payOrg:市场部 |  | 付款组织未映射：市场部（“付款组织”里有部门由别的组织付款，没有写明的不按默认的 101 付；其余都由 101 付时，加一行“默认”）
# a payer the table speaks against, without a department
red | missing | header.department |  |  | 部门没有值：审批单的“发起部门”是空的。
red | missing | rows[0].expenseDepartment |  |  | 费用承担部门没有值：审批单的“发起部门”是空的。
red | missing | rows[0].department |  |  | 部门没有值：审批单的“发起部门”是空的。
red | missing | header.payOrg |  |  | 付款组织没有依据：审批里没有写部门（“付款组织”里有部门由别的组织付款，没有写明的不按默认的 101 付；其余都由 101 付时，加一行“默认”）。在这张单据上选付款组织。
# a payer that a person chose
amber | pay-org-hand | header.payOrg |  |  | 付款组织按规则是 101，人工改成了 102，钱从另一家公司的账户付出。和原审批核对，写明理由再通过。
# another currency
red | currency | header.currency |  |  | 币别是 PRE007，目前只能推送人民币（PRE001）的付款单。请线下处理。
# base data that is disabled
red | unusable | rows[0].costItem | costItem:市内交通 |  | 费用项目 CI0001 市内交通费（旧） 不能用：已禁用。换一个，或在金蝶处理后刷新基础资料。
# base data that cannot be used
red | unusable | rows[0].costItem | costItem:市内交通 |  | 费用项目 CI0001 市内交通费（旧） 不能用：已停用。换一个，或在金蝶处理后刷新基础资料。
# base data that is not there
red | unusable | header.department | department:市场部 |  | 部门 BM000005 在金蝶不存在或没有分配给组织 101。换一个，或在金蝶分配后刷新基础资料。
red | unusable | rows[0].expenseDepartment | department:市场部 |  | 费用承担部门 BM000005 在金蝶不存在或没有分配给组织 101。换一个，或在金蝶分配后刷新基础资料。
red | unusable | rows[0].department | department:市场部 |  | 部门 BM000005 在金蝶不存在或没有分配给组织 101。换一个，或在金蝶分配后刷新基础资料。
# a supplier that is called an employee
red | unit-type | header.contactUnit | contactUnit:4417 |  | 往来单位 YG00007 在金蝶是供应商，和单位类型“员工”不一致。换一个，或在方案里改类型。
red | unit-type | header.receivingUnit | contactUnit:4417 |  | 收款单位 YG00007 在金蝶是供应商，和单位类型“员工”不一致。换一个，或在方案里改类型。
# two accounts
red | payee-several | rows[0].oppositeAccount |  |  | 审批单的“收款账号”里有 2 个收款账号（尾号 0123、尾号 8901），不能判断付给哪一个。请申请人分开提交，或打开原审批核对后手工填写对方银行账号。
red | payee-several | rows[0].oppositeName |  |  | 审批单的“收款账号”里有 2 个收款账号（尾号 0123、尾号 8901），不能判断付给哪一个。请申请人分开提交，或打开原审批核对后手工填写对方账户名称。
# two payees
red | payee-names | rows[0].oppositeAccount |  |  | 审批单的“收款账号”里有 2 个收款人，不能判断付给谁。请申请人分开提交，或打开原审批核对后手工填写对方银行账号。
red | payee-names | rows[0].oppositeName |  |  | 审批单的“收款账号”里有 2 个收款人，不能判断付给谁。请申请人分开提交，或打开原审批核对后手工填写对方账户名称。
# a phone number
red | payee-not-account | rows[0].oppositeAccount |  |  | 审批单的“收款账号”里的号码（尾号 8000）像电话号码，没有当作收款账号。请申请人更正，或打开原审批核对后手工填写对方银行账号。
red | payee-not-account | rows[0].oppositeName |  |  | 审批单的“收款账号”里的号码（尾号 8000）像电话号码，没有当作收款账号。请申请人更正，或打开原审批核对后手工填写对方账户名称。
# an identity card
red | payee-not-account | rows[0].oppositeAccount |  |  | 审批单的“收款账号”里的号码（尾号 002X）像身份证号，没有当作收款账号。请申请人更正，或打开原审批核对后手工填写对方银行账号。
red | payee-not-account | rows[0].oppositeName |  |  | 审批单的“收款账号”里的号码（尾号 002X）像身份证号，没有当作收款账号。请申请人更正，或打开原审批核对后手工填写对方账户名称。
# a date for an account
red | payee-not-account | rows[0].oppositeAccount |  |  | 审批单的“收款账号”里的号码（尾号 0301）像日期，没有当作收款账号。请申请人更正，或打开原审批核对后手工填写对方银行账号。
red | payee-not-account | rows[0].oppositeName |  |  | 审批单的“收款账号”里的号码（尾号 0301）像日期，没有当作收款账号。请申请人更正，或打开原审批核对后手工填写对方账户名称。
# a document for an account
red | payee-not-account | rows[0].oppositeAccount |  |  | 审批单的“收款账号”里的号码（尾号 0017）像合同号、单号或税号，没有当作收款账号。请申请人更正，或打开原审批核对后手工填写对方银行账号。
red | payee-not-account | rows[0].oppositeName |  |  | 审批单的“收款账号”里的号码（尾号 0017）像合同号、单号或税号，没有当作收款账号。请申请人更正，或打开原审批核对后手工填写对方账户名称。
# a masked account
red | payee-not-account | rows[0].oppositeAccount |  |  | 审批单的“收款账号”里的号码（尾号 0123）被遮住了一部分，没有当作收款账号。请申请人更正，或打开原审批核对后手工填写对方银行账号。
red | payee-not-account | rows[0].oppositeName |  |  | 审批单的“收款账号”里的号码（尾号 0123）被遮住了一部分，没有当作收款账号。请申请人更正，或打开原审批核对后手工填写对方账户名称。
# an unclear account
red | payee-not-account | rows[0].oppositeAccount |  |  | 审批单的“收款账号”里的号码（尾号 300㊿）不能确定是收款账号，没有当作收款账号。请申请人更正，或打开原审批核对后手工填写对方银行账号。
red | payee-not-account | rows[0].oppositeName |  |  | 审批单的“收款账号”里的号码（尾号 300㊿）不能确定是收款账号，没有当作收款账号。请申请人更正，或打开原审批核对后手工填写对方账户名称。
# a bank code
red | payee-not-account | rows[0].oppositeAccount |  |  | 审批单的“收款账号”里的号码（尾号 9996）像联行号，没有当作收款账号。请申请人更正，或打开原审批核对后手工填写对方银行账号。
red | payee-not-account | rows[0].oppositeName |  |  | 审批单的“收款账号”里的号码（尾号 9996）像联行号，没有当作收款账号。请申请人更正，或打开原审批核对后手工填写对方账户名称。
# words left over
red | payee-left-over | rows[0].oppositeAccount |  |  | 审批单的“收款账号”里的“1234”没有认出是什么，可能是账号或户名的一部分，所以没有读收款账号。请申请人更正，或打开原审批核对后手工填写对方银行账号。
red | payee-left-over | rows[0].oppositeName |  |  | 审批单的“收款账号”里的“1234”没有认出是什么，可能是账号或户名的一部分，所以没有读收款账号。请申请人更正，或打开原审批核对后手工填写对方账户名称。
# an account without a name
red | payee-without-name | rows[0].oppositeName |  |  | 审批单的“收款账号”有账号（尾号 0123）但没有读到户名，不能用发起人的名字代替。请申请人更正，或打开原审批核对后手工填写对方账户名称。
# the account of another
red | payee-other-name | rows[0].oppositeName |  |  | 审批单的“收款账号”写的户名和对方账户名称不一致，账号可能不是这个人的。请申请人更正，或打开原审批核对后手工填写对方账户名称。
# an account whose holder is no name
red | payee-without-name | rows[0].oppositeName |  |  | 审批单的“收款账号”有账号（尾号 0123）但没有读到户名，不能用发起人的名字代替。请申请人更正，或打开原审批核对后手工填写对方账户名称。
# no account whose holder is no name
amber | payee-without-number | rows[0].oppositeAccount |  |  | 审批单的“收款账号”没有银行账号（例如钉钉账户、支付宝），付款单不带对方银行账号。确认不走银行转账，或在这一栏取金蝶档案里的账号、手工填写对方银行账号。
# a fixed holder that is no name, without an account
amber | payee-without-number | rows[0].oppositeAccount |  |  | 审批单的“收款账号”没有银行账号（例如钉钉账户、支付宝），付款单不带对方银行账号。确认不走银行转账，或在这一栏取金蝶档案里的账号、手工填写对方银行账号。
red | payee-left-over | rows[0].oppositeName |  |  | 审批单的“对方账户名称”里的“同上”没有认出是什么，可能是账号或户名的一部分，所以没有读收款账号。请申请人更正，或打开原审批核对后手工填写对方账户名称。
amber | payee-hand | rows[0].oppositeName |  | {"label":"对方账户名称","form":"","put":"同上"} | 对方账户名称审批单上没有能确定的值，人工改成了“同上”。和原审批核对是不是付给对的人，写明理由再通过；改的人自己不能通过，也不能推送。
# a name without an account
amber | payee-without-number | rows[0].oppositeAccount |  |  | 审批单的“收款账号”没有银行账号（例如钉钉账户、支付宝），付款单不带对方银行账号。确认不走银行转账，或在这一栏取金蝶档案里的账号、手工填写对方银行账号。
# an account elsewhere
amber | payee-elsewhere | rows[0].oppositeAccount |  |  | 审批单的“对方账号”填了账号（尾号 0123），方案没有读它，付款单不带对方银行账号。核对后手工填写对方银行账号，或在方案里改用这个控件。
# two accounts elsewhere
red | payee-several | rows[0].oppositeAccount |  |  | 审批单的“对方账号”里有 2 个收款账号（尾号 2333、尾号 8901），不能判断付给哪一个。请申请人分开提交，或打开原审批核对后手工填写对方银行账号。
# payees elsewhere
red | payee-names | rows[0].oppositeAccount |  |  | 审批单的“对方账号”里有 2 个收款人，不能判断付给谁。请申请人分开提交，或打开原审批核对后手工填写对方银行账号。
# an unreadable account
red | payee-unreadable | rows[0].oppositeAccount |  |  | 审批单的“收款账号”有无法读取的内容，不能确定收款账号。请申请人更正，或打开原审批核对后手工填写对方银行账号。
red | payee-unreadable | rows[0].oppositeName |  |  | 审批单的“收款账号”有无法读取的内容，不能确定收款账号。请申请人更正，或打开原审批核对后手工填写对方账户名称。
# an account by hand that is none
red | payee-not-account | rows[0].oppositeAccount |  |  | 审批单的“收款账号”里的号码不能确定是收款账号，没有当作收款账号。请申请人更正，或打开原审批核对后手工填写对方银行账号。
# an account of a rule that is none
red | payee-not-account | rows[0].oppositeAccount |  |  | 审批单的“对方银行账号”里的号码不能确定是收款账号，没有当作收款账号。请申请人更正，或打开原审批核对后手工填写对方银行账号。
# an account of a control that is none
amber | payee-without-number | rows[0].oppositeAccount |  |  | 审批单的“报销类别”没有银行账号（例如钉钉账户、支付宝），付款单不带对方银行账号。确认不走银行转账，或在这一栏取金蝶档案里的账号、手工填写对方银行账号。
# a rounded account
red | payee-rounded | rows[0].oppositeAccount |  |  | 审批单的“收款账号”里的账号有 19 位，第 15 位以后全是 0（尾号 0000），像是从 Excel 粘贴的：Excel 只留前 15 位，后面的变成 0。没有当作收款账号。请申请人更正，或打开原审批、向收款人核对后手工填写对方银行账号。
# an account that may be rounded
amber | payee-rounded | rows[0].oppositeAccount |  |  | 审批单的“收款账号”里的账号有 17 位，第 15 位以后全是 0（尾号 8900）。这样的账号有，也可能是从 Excel 粘贴的：Excel 只留前 15 位，后面的变成 0。打开原审批、向收款人核对，账号没有错的写明理由再通过；有错就手工填写对方银行账号。
# a rounded account by hand
amber | payee-rounded | rows[0].oppositeAccount |  |  | 人工填写的对方银行账号有 19 位，第 15 位以后全是 0（尾号 0000）。这样的账号有，也可能是从 Excel 粘贴的：Excel 只留前 15 位，后面的变成 0。打开原审批、向收款人核对，账号没有错的写明理由再通过；有错就手工填写对方银行账号。
amber | payee-hand | rows[0].oppositeAccount |  | {"label":"对方银行账号","form":"尾号 2333","put":"尾号 0000"} | 对方银行账号原来是“尾号 2333”，人工改成了“尾号 0000”。和原审批核对是不是付给对的人，写明理由再通过；改的人自己不能通过，也不能推送。
# a rounded account of a rule
red | payee-rounded | rows[0].oppositeAccount |  |  | 对方银行账号有 19 位，第 15 位以后全是 0（尾号 0000），像是从 Excel 粘贴的：Excel 只留前 15 位，后面的变成 0。没有当作收款账号。请申请人更正，或打开原审批、向收款人核对后手工填写对方银行账号。
# an account that may be rounded of a rule
amber | payee-rounded | rows[0].oppositeAccount |  |  | 对方银行账号有 17 位，第 15 位以后全是 0（尾号 8900）。这样的账号有，也可能是从 Excel 粘贴的：Excel 只留前 15 位，后面的变成 0。打开原审批、向收款人核对，账号没有错的写明理由再通过；有错就手工填写对方银行账号。
amber | payee-hand | rows[0].oppositeAccount |  | {"label":"对方银行账号","form":"","put":"尾号 8900"} | 对方银行账号审批单上没有能确定的值，人工改成了“尾号 8900”。和原审批核对是不是付给对的人，写明理由再通过；改的人自己不能通过，也不能推送。
# the account of another on a bill without accounts
amber | payee-elsewhere | header.contactUnit |  |  | 审批单的“收款账号”写的是户名“李四”，尾号 0123，其他应付单不带收款账号，会欠给往来单位。核对往来单位是不是这个人：是的写明理由再通过，不是的改往来单位或退回补件。
# a name without an account on a bill without accounts
amber | payee-elsewhere | header.contactUnit |  |  | 审批单的“收款账号”写的是户名“李四”，其他应付单不带收款账号，会欠给往来单位。核对往来单位是不是这个人：是的写明理由再通过，不是的改往来单位或退回补件。
# two payees on a bill without accounts
amber | payee-elsewhere | header.contactUnit |  |  | 审批单的“收款账号”写的是不止一个收款人，其他应付单不带收款账号，会欠给往来单位。核对往来单位是不是这个人：是的写明理由再通过，不是的改往来单位或退回补件。
# two accounts on a bill without accounts
amber | payee-elsewhere | header.contactUnit |  |  | 审批单的“收款账号”写的是不止一个收款人，其他应付单不带收款账号，会欠给往来单位。核对往来单位是不是这个人：是的写明理由再通过，不是的改往来单位或退回补件。
# an amount before a later one that says a text
red | invalid-amount | rows[0].amount |  |  | 第 1 行金额无法识别：“￥100”。请申请人更正。
# an amount before a later one that is unreadable
red | unreadable | rows[0].amount |  |  | 第 1 行的“核定金额”无法读取。请申请人更正。
# an amount whose condition is unreadable
red | condition-unread | rows[0].amount |  | {"label":"应付金额","control":"类别"} | 应付金额按“类别”选规则，而审批单的“类别”无法读取，不知道用哪一条。打开原审批核对，手工填写应付金额，或请申请人重新提交。
# a day before a later one that is no day
red | invalid-date | header.businessDate |  |  | 业务日期无法识别：“26年4月1日”不是日期。
# a payee before a later one that is unreadable
red | unreadable | header.contactUnit |  |  | 审批单的“供应商”无法读取，往来单位没有值。手工填写，或请申请人重新提交。
# a look-up with a default whose key is unreadable
red | unreadable | rows[0].costItem |  |  | 审批单的“类别”无法读取，费用项目没有值。手工填写，或请申请人重新提交。
# a control before a fixed text that is unreadable
red | unreadable | rows[0].costItem |  |  | 审批单的“类别”无法读取，费用项目没有值。手工填写，或请申请人重新提交。
# one control of two that is unreadable
red | unreadable | rows[0].costItem |  |  | 审批单的“类别”无法读取，费用项目没有值。手工填写，或请申请人重新提交。
# a part of a text that is unreadable
red | unreadable | header.remark |  |  | 审批单的“类别”无法读取，备注没有值。手工填写，或请申请人重新提交。
# a part of a joined key that is unreadable
red | unreadable | rows[0].costItem |  |  | 审批单的“项目”无法读取，费用项目没有值。手工填写，或请申请人重新提交。
# a joined key without a row
red | unmapped | rows[0].costItem | costItem:住宿 ＋ 甲 |  | 费用项目未映射：住宿 ＋ 甲
# a rule whose condition is unreadable
red | condition-unread | rows[0].costItem |  | {"label":"费用项目","control":"类别"} | 费用项目按“类别”选规则，而审批单的“类别”无法读取，不知道用哪一条。打开原审批核对，手工填写费用项目，或请申请人重新提交。
# an optional field that is unreadable
amber | unreadable | header.remark |  |  | 审批单的“类别”无法读取，备注没有值。手工填写，或请申请人重新提交。
# a related approval that is not read yet
red | related-approval | header.remark |  | {"label":"备注","why":"unread","control":"关联审批单","title":"标题A","of":"合同编号"} | 备注要取关联审批“标题A”的“合同编号”，它还没有读到，读到后自动重新映射。急着付的，打开原审批核对后手工填写备注。
# a related approval that is deleted
red | related-approval | header.remark |  | {"label":"备注","why":"gone","control":"关联审批单","title":"标题A","of":"合同编号"} | 备注要取关联审批“标题A”的“合同编号”，它在钉钉里已被删除。问清楚要不要付，要付的手工填写备注。
# a related approval that the app may not read
red | related-approval | header.remark |  | {"label":"备注","why":"denied","control":"关联审批单","title":"标题A","of":"合同编号"} | 备注要取关联审批“标题A”的“合同编号”，它钉钉不让应用读取。请管理员把它的表单加进应用的授权范围；这一笔打开它核对后手工填写备注。
# a related approval that is unreadable
red | related-approval | header.remark |  | {"label":"备注","why":"unreadable","control":"关联审批单","title":"标题A","of":"合同编号"} | 备注要取关联审批“标题A”的“合同编号”，它内容无法读取。打开它核对后手工填写备注，或线下处理。
# a related approval that is running
red | related-approval | header.remark |  | {"label":"备注","why":"running","control":"关联审批单","title":"标题A","of":"合同编号"} | 备注要取关联审批“标题A”的“合同编号”，它还没有审批完。等它通过后再付；不等的打开它核对后手工填写备注。
# a related approval that was refused
red | related-approval | header.remark |  | {"label":"备注","why":"refused","control":"关联审批单","title":"标题A","of":"合同编号"} | 备注要取关联审批“标题A”的“合同编号”，它没有通过。请申请人改关联已通过的审批后重新提交，或线下处理。
# the same where the value may be missing
amber | related-approval | header.remark |  | {"label":"备注","why":"refused","control":"关联审批单","title":"标题A","of":"合同编号"} | 备注要取关联审批“标题A”的“合同编号”，它没有通过。请申请人改关联已通过的审批后重新提交，或线下处理。
# a related approval that was withdrawn
red | related-approval | header.remark |  | {"label":"备注","why":"withdrawn","control":"关联审批单","title":"标题A","of":"合同编号"} | 备注要取关联审批“标题A”的“合同编号”，它已由发起人撤销。请申请人改关联已通过的审批后重新提交，或线下处理。
# a related approval that revokes another
red | related-approval | header.remark |  | {"label":"备注","why":"revoked","control":"关联审批单","title":"标题A","of":"合同编号"} | 备注要取关联审批“标题A”的“合同编号”，它是对另一张审批的撤销，不能取值。请申请人改关联原来那一张后重新提交。
# a related approval that was amended
red | related-approval | header.remark |  | {"label":"备注","why":"amended","control":"关联审批单","title":"标题A","of":"合同编号"} | 备注要取关联审批“标题A”的“合同编号”，它通过后又有修改或撤销，不能确定还算不算。打开它核对后手工填写备注。
# a related approval without an id
red | related-approval | header.remark |  | {"label":"备注","why":"unnamed","control":"关联审批单","title":"","of":"合同编号"} | 备注要取关联审批的“合同编号”，它钉钉没有给出编号，不知道是哪一张。打开它核对后手工填写备注。
# an approval that is related to itself
red | related-approval | header.remark |  | {"label":"备注","why":"itself","control":"关联审批单","title":"标题inst-1","of":"合同编号"} | 备注要取关联审批“标题inst-1”的“合同编号”，它就是这张审批自己。请申请人改正后重新提交，或手工填写备注。
# too many related approvals
red | related-approval | header.remark |  | {"label":"备注","why":"many","control":"关联审批单","title":"","of":"合同编号"} | 备注要取关联审批的“合同编号”，它一共关联了太多张，没有读。打开原审批核对后手工填写备注。
# a related approval whose control is unreadable
red | related-approval | header.remark |  | {"label":"备注","why":"unclear","control":"关联审批单","title":"标题A","of":"合同编号"} | 备注要取关联审批“标题A”的“合同编号”，它上面的“合同编号”无法读取，或有几个同名的。打开它核对后手工填写备注。
# related approvals that differ
red | related-approval | header.remark |  | {"label":"备注","why":"differs","control":"关联审批单","title":"","of":"合同编号","values":"“HT1”、“HT2”、空的"} | 备注要取“关联审批单”上的“合同编号”，而几张关联审批写的不一样：“HT1”、“HT2”、空的。打开原审批核对，按其中哪一个付，手工填写备注。
# a related approval that says nothing
red | missing | header.remark |  |  | 备注没有值：审批单的“关联审批 王芳提交的合同A 的 合同编号”是空的。
# an empty control of related approvals
red | missing | header.remark |  |  | 备注没有值：审批单的“关联审批单”是空的。
# a control of related approvals that names none
red | unreadable | header.remark |  |  | 审批单的“关联审批单”无法读取，备注没有值。手工填写，或请申请人重新提交。
# a related number that is unknown
red | unreadable | header.remark |  |  | 审批单的“关联审批单”无法读取，备注没有值。手工填写，或请申请人重新提交。
# a text with a related approval that is not read yet
red | related-approval | header.remark |  | {"label":"备注","why":"unread","control":"关联审批单","title":"标题A","of":"合同编号"} | 备注要取关联审批“标题A”的“合同编号”，它还没有读到，读到后自动重新映射。急着付的，打开原审批核对后手工填写备注。
# a condition on a related approval that is not read yet
red | condition-unread | header.remark |  | {"label":"备注","control":"关联审批单"} | 备注按“关联审批单”选规则，而审批单的“关联审批单”无法读取，不知道用哪一条。打开原审批核对，手工填写备注，或请申请人重新提交。
# an account of related approvals without a name
amber | payee-without-number | rows[0].oppositeAccount |  |  | 审批单的“收款账号”没有银行账号（例如钉钉账户、支付宝），付款单不带对方银行账号。确认不走银行转账，或在这一栏取金蝶档案里的账号、手工填写对方银行账号。
`;

export interface FormerIssue {
  level: string;
  code: string;
  path: string;
  table: string | null;
  key: string | null;
  message: string;
  /** Set if the issue was already stored without its sentence. */
  params?: Readonly<Record<string, string>>;
}

const cases = new Map<string, FormerIssue[]>();
for (const block of FORMER.trim().split('# ').slice(1)) {
  const [name = '', ...lines] = block.trim().split('\n');
  cases.set(name, lines.map(issueOf));
}

function issueOf(line: string): FormerIssue {
  const [level = '', code = '', path = '', of = '', params = '', message = ''] = line.split(' | ');
  const [table = null, key = null] = of === '' ? [] : of.split(':');
  return { level, code, path, table, key, message, ...(params === '' ? {} : { params: JSON.parse(params) }) };
}

/** Case → its issues, with their sentences. */
export const FORMER_ISSUES: ReadonlyMap<string, readonly FormerIssue[]> = cases;
