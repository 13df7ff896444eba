import type { Failure } from '@skerry/kit';
import { Eligibilities, type Eligibility, reasonOf, type Verdict, verdictOf } from './eligibility.ts';
import { Fleet } from './fleet.ts';
import type { ScheduleSnapshot } from './host.ts';
import { candidateLimit, defaultOptions, type ScheduleOptions } from './options.ts';
import type { Candidate, Placement, PlacementPlan } from './placement.ts';
import { reasoning, score, superlative } from './rank.ts';
import { type RefusalCounts, refusalReasons, refusalSentences } from './refusal.ts';
import type { PlacementRequest } from './request.ts';

/**
 * Pure: a snapshot in, a plan out. It owns nothing and remembers nothing; whoever asks writes the result down, under a
 * condition that the snapshot still holds. Requests are taken in the order given, and each sees what those before it
 * reserved. Among equals the lowest host id wins, so the same question has one answer.
 */
export function schedule(
  snapshot: ScheduleSnapshot,
  requests: readonly PlacementRequest[],
  options: ScheduleOptions = {},
): Placement[] {
  const fleet = new Fleet(snapshot.hosts, { ...defaultOptions, ...options });
  const eligibilities = new Eligibilities(fleet);
  return requests.map((request) => {
    const eligible = eligibilities.of(request);
    if (!eligible.ok) return misstated(request, eligible.error);
    const survey = look(fleet, request, eligible.value);
    if (survey.best >= 0) fleet.reserve(survey.best, request);
    return placement(fleet, request, eligible.value, survey);
  });
}

/** One request, with the hosts it could go to: what `schedule` would answer for it alone, and why. */
export function planPlacement(
  snapshot: ScheduleSnapshot,
  request: PlacementRequest,
  options: ScheduleOptions = {},
): PlacementPlan {
  const fleet = new Fleet(snapshot.hosts, { ...defaultOptions, ...options });
  const eligible = new Eligibilities(fleet).of(request);
  if (!eligible.ok) return { ...misstated(request, eligible.error), candidates: [] };
  const fitting: Fitting[] = [];
  const survey = look(fleet, request, eligible.value, fitting);
  return { ...placement(fleet, request, eligible.value, survey), candidates: candidates(fleet, request, fitting) };
}

interface Survey {
  /** Index of the chosen host; -1: none. */
  readonly best: number;
  readonly fits: number;
  /** Hosts by verdict. */
  readonly counts: Uint32Array;
}
interface Fitting {
  readonly index: number;
  readonly score: number;
}

function look(fleet: Fleet, request: PlacementRequest, eligible: Eligibility, fitting?: Fitting[]): Survey {
  const counts = new Uint32Array(refusalReasons.length + 1);
  const scoreOf = score[request.rank];
  const members = request.apart && fleet.members(request.apart.key);
  const strictly = request.apart?.mode === 'required' ? members : undefined;
  let best = -1;
  let bestScore = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < fleet.hosts.length; i++) {
    let verdict = judge(fleet, i, request, eligible);
    if (verdict === 0 && strictly?.has(i)) verdict = antiAffinity;
    counts[verdict] = (counts[verdict] as number) + 1;
    if (verdict !== 0) continue;
    const alone = scoreOf(fleet, i, request);
    const points = members ? beside(members.get(i) ?? 0, alone) : alone;
    fitting?.push({ index: i, score: points });
    if (points > bestScore) {
      best = i;
      bestScore = points;
    }
  }
  return { best, fits: counts[0] as number, counts };
}

const cpusLacking = verdictOf('cpus-lacking');
const memoryLacking = verdictOf('memory-lacking');
const diskLacking = verdictOf('disk-lacking');
const requirementsUnmet = verdictOf('requirements-unmet');
const antiAffinity = verdictOf('anti-affinity');

/** Fewer members of its group come before a better score, and all stays within 0 and 1. */
const beside = (members: number, points: number): number => (1 + points / (members + 1)) / (members + 2);

function judge(fleet: Fleet, i: number, request: PlacementRequest, eligible: Eligibility): Verdict {
  const early = eligible.early[i] as number;
  if (early !== 0) return early;
  if (!fleet.cpusFit(i, request)) return cpusLacking;
  if (!fleet.memoryFits(i, request)) return memoryLacking;
  if (!fleet.diskFits(i, request)) return diskLacking;
  const late = eligible.late[i] as number;
  if (late !== 0 || !eligible.changing) return late;
  return eligible.changing.met(i) ? 0 : requirementsUnmet;
}

function placement(fleet: Fleet, request: PlacementRequest, eligible: Eligibility, survey: Survey): Placement {
  const { instanceId } = request;
  const refused: RefusalCounts = {};
  survey.counts.forEach((count, verdict) => {
    if (verdict !== 0 && count !== 0) refused[reasonOf(verdict)] = count;
  });
  const host = fleet.hosts[survey.best];
  if (host) {
    const message = `Goes to host "${host.name}", ${survey.fits === 1 ? 'the only host that fits' : `${superlative[request.rank]} of ${survey.fits} hosts that fit`}.`;
    return {
      instanceId,
      placed: true,
      hostId: host.hostId,
      clusterId: host.clusterId,
      message,
      refused,
      couldFitLater: false,
    };
  }
  const couldFitLater = eligible.lasting.some((lasting, i) => lasting === 1 && fleet.fitsWhenEmpty(i, request));
  return { instanceId, placed: false, message: excuse(fleet, request, refused, couldFitLater), refused, couldFitLater };
}

function excuse(fleet: Fleet, request: PlacementRequest, refused: RefusalCounts, couldFitLater: boolean): string {
  if (fleet.hosts.length === 0) return 'There is no host: join one.';
  const outlook = couldFitLater
    ? 'It is placed once one of them has room or is back.'
    : 'None of them will do as it is: change what is asked for, or add a host.';
  return ['No host fits.', ...refusalSentences(request, refused), outlook].join(' ');
}

function misstated(request: PlacementRequest, failure: Failure): Placement {
  const { instanceId } = request;
  return { instanceId, placed: false, message: failure.message, refused: {}, couldFitLater: false, failure };
}

function candidates(fleet: Fleet, request: PlacementRequest, fitting: readonly Fitting[]): Candidate[] {
  return fitting
    .toSorted((a, b) => b.score - a.score || a.index - b.index)
    .slice(0, candidateLimit)
    .flatMap(({ index, score }) => {
      const host = fleet.hosts[index];
      return host
        ? [{ hostId: host.hostId, clusterId: host.clusterId, score, why: reasoning(fleet, index, request) }]
        : [];
    });
}
