import { at, type Fleet, share } from './fleet.ts';
import type { PlacementRequest } from './request.ts';

export type Rank = PlacementRequest['rank'];

/** 0 to 1, higher is better; counts the request as already there. */
export const score: Readonly<Record<Rank, (fleet: Fleet, i: number, request: PlacementRequest) => number>> = {
  pack: fullness,
  spread: (fleet, i, request) => 1 - fullness(fleet, i, request),
  load: (fleet, i) => 1 - Math.min(1, at(fleet.load, i)),
};

/** Of the scarcer of processors and memory: a host without memory left is full, however many processors idle. */
function fullness(fleet: Fleet, i: number, request: PlacementRequest): number {
  return Math.max(cpuFraction(fleet, i, request), memoryFraction(fleet, i, request));
}

const cpuFraction = (fleet: Fleet, i: number, request: PlacementRequest) =>
  share(at(fleet.cpus, i) + request.cpus, at(fleet.cpuLimit, i));
const memoryFraction = (fleet: Fleet, i: number, request: PlacementRequest) =>
  share(at(fleet.memoryMiB, i) + request.memoryMiB, at(fleet.memoryLimit, i));

const percent = (fraction: number) => `${Math.round(fraction * 100)} %`;

/** What the score was made of, for people. */
export function reasoning(fleet: Fleet, i: number, request: PlacementRequest): string {
  if (request.rank === 'load') return `Its load is ${percent(at(fleet.load, i))}.`;
  return `${percent(cpuFraction(fleet, i, request))} of its processors and ${percent(memoryFraction(fleet, i, request))} of its memory would be reserved.`;
}

/** Completes "it is … of 5 hosts that fit". */
export const superlative: Readonly<Record<Rank, string>> = {
  pack: 'the fullest',
  spread: 'the emptiest',
  load: 'the least busy',
};
