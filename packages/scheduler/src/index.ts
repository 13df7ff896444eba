export type { HostCapacity, Resources, ScheduleHost, ScheduleSnapshot } from './host.ts';
export { candidateLimit, type ScheduleOptions } from './options.ts';
export type { Candidate, Placement, PlacementPlan } from './placement.ts';
export { type RefusalReason, refusalReasons } from './refusal.ts';
export type { PlacementRequest } from './request.ts';
export { compileRequirements, type Requirements } from './requirements/compile.ts';
export { knownAttributes } from './requirements/attributes.ts';
export { planPlacement, schedule } from './schedule.ts';
