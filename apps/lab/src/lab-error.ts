import { SkerryError } from '@skerry/kit';

/** `refused`: it cannot be done as asked. `failed`: it went wrong on this machine. */
export type LabErrorCode =
  | 'lab-busy'
  | 'lab-differs'
  | 'lab-gone'
  | 'lab-machine-unfit'
  | 'lab-programs-missing'
  | 'lab-service-ended'
  | 'lab-service-slow'
  | 'lab-shape-invalid'
  | 'lab-state-path'
  | 'lab-target-off'
  | 'lab-target-unknown'
  | 'lab-left-over';

const failures = new Set<LabErrorCode>(['lab-service-ended', 'lab-service-slow', 'lab-left-over']);

export function labError(code: LabErrorCode, message: string, hint: string, cause?: unknown): SkerryError {
  return new SkerryError({ code, kind: failures.has(code) ? 'failed' : 'refused', message, hint }, {}, cause);
}
