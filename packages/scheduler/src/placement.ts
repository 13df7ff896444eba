import type { Failure } from '@skerry/kit';
import type { RefusalReason } from './refusal.ts';

/** Where a request goes, or why nowhere. */
export interface Placement {
  readonly instanceId: number;
  readonly placed: boolean;
  readonly hostId?: number;
  readonly clusterId?: number;
  /** For people: why there, or why nowhere. */
  readonly message: string;
  /** How many hosts were refused, by the first reason that applied to each. */
  readonly refused: Readonly<Partial<Record<RefusalReason, number>>>;
  /** Not placed, but one host at least would do once its link, its admission or its reservations change. */
  readonly couldFitLater: boolean;
  /** The request itself is at fault: its requirements do not parse. */
  readonly failure?: Failure;
}

export interface PlacementPlan extends Placement {
  /** Best first, the chosen one on top; at most `candidateLimit`. */
  readonly candidates: readonly Candidate[];
}

export interface Candidate {
  readonly hostId: number;
  readonly clusterId: number;
  /** 0 to 1, higher is better. Comparable within one plan only. */
  readonly score: number;
  readonly why: string;
}
