import { DomainError } from '../problem/domain-error.js';

export class SimulationNotFoundError extends DomainError {
  readonly code = 'simulation/not-found';
  readonly title = '没有这次推演';
  readonly status = 404;
  constructor() {
    super('没有找到这次推演，结果只保留 7 天。回到推演页再跑一次。');
  }
}

export class SimulationRangeError extends DomainError {
  readonly code = 'simulation/range';
  readonly title = '这段时间不能推演';
  readonly status = 422;
  constructor() {
    super('没有开始：起止日期要是真实的日期，开始不晚于结束，最多两年。改了日期再开始。');
  }
}

/** No bill of the period was ever mapped. */
export class SimulationNothingError extends DomainError {
  readonly code = 'simulation/nothing';
  readonly title = '这段时间没有可比的单据';
  readonly status = 422;
  constructor() {
    super('没有开始：这段时间完成的审批里，没有一张映射过的单据。换一段时间再开始。');
  }
}

export class SimulationRunningError extends DomainError {
  readonly code = 'simulation/running';
  readonly title = '这个方案正在推演';
  readonly status = 409;
  constructor() {
    super('没有开始：这个方案有一次推演还在跑。等它跑完，或先停下它。');
  }
}
