import { abilitiesFor } from '@skerry/domain';
import { err, type Failure, ok, type Result } from '@skerry/kit';
import type { Fleet } from './fleet.ts';
import type { ScheduleHost } from './host.ts';
import { lackOf, type RefusalReason, refusalReasons } from './refusal.ts';
import type { PlacementRequest } from './request.ts';
import { compileRequirements, type Requirements } from './requirements/compile.ts';

/** Number of a reason in the arrays below; 0: not refused. */
export type Verdict = number;
export const verdictOf = (reason: RefusalReason): Verdict => refusalReasons.indexOf(reason) + 1;
export const reasonOf = (verdict: Verdict): RefusalReason => refusalReasons[verdict - 1] as RefusalReason;

/** What does not change while a batch is planned, for requests that ask for the same. One verdict for each host. */
export interface Eligibility {
  /** Asked before capacity: pins, states, kind, architecture, machine. */
  readonly early: Uint8Array;
  /** Asked after it: networks, labels, requirements that do not change. */
  readonly late: Uint8Array;
  /** 1 where nothing lasting stands in the way: only states, and what is reserved. */
  readonly lasting: Uint8Array;
  /** Requirements that depend on what is reserved; absent when there are none. */
  readonly changing: ChangingRequirements | undefined;
}

/** Asks again only about hosts on which something was reserved since: of a thousand that is one for each placement. */
export class ChangingRequirements {
  readonly #fleet: Fleet;
  readonly #requirements: Requirements;
  readonly #asked: Uint32Array;
  readonly #met: Uint8Array;

  constructor(fleet: Fleet, requirements: Requirements) {
    this.#fleet = fleet;
    this.#requirements = requirements;
    this.#asked = new Uint32Array(fleet.hosts.length);
    this.#met = new Uint8Array(fleet.hosts.length);
  }

  met(i: number): boolean {
    const fleet = this.#fleet;
    const changes = fleet.changes[i] as number;
    if (this.#asked[i] !== changes) {
      this.#asked[i] = changes;
      this.#met[i] = this.#requirements.matches(fleet.hosts[i] as ScheduleHost, fleet.remaining(i)) ? 1 : 0;
    }
    return this.#met[i] === 1;
  }
}

/** Kept shapes of requests. More would take memory for batches in which every request differs, and win nothing there. */
const keptShapes = 256;

/** Works out eligibility once for each shape of request. */
export class Eligibilities {
  readonly #fleet: Fleet;
  readonly #byShape = new Map<string, Result<Eligibility, Failure>>();

  constructor(fleet: Fleet) {
    this.#fleet = fleet;
  }

  of(request: PlacementRequest): Result<Eligibility, Failure> {
    const shape = shapeOf(request);
    const known = this.#byShape.get(shape);
    if (known) return known;
    if (this.#byShape.size >= keptShapes) this.#byShape.clear();
    const found = eligibility(this.#fleet, request);
    this.#byShape.set(shape, found);
    return found;
  }
}

function shapeOf(request: PlacementRequest): string {
  const { kind, architecture, machine, hostId, clusterId, networks, fullClusters, labels, requirements } = request;
  return JSON.stringify([
    kind,
    architecture,
    machine,
    hostId,
    clusterId,
    networks?.map((n) => n.clusterId),
    fullClusters,
    labels,
    requirements,
  ]);
}

function eligibility(fleet: Fleet, request: PlacementRequest): Result<Eligibility, Failure> {
  const compiled = compileRequirements(request.requirements);
  if (!compiled.ok) return err(compiled.error);
  const { changes, matches } = compiled.value;
  const { hosts } = fleet;
  const early = new Uint8Array(hosts.length);
  const late = new Uint8Array(hosts.length);
  const lasting = new Uint8Array(hosts.length);
  hosts.forEach((host, i) => {
    const pinned = pin(host, request);
    const able = ability(host, request);
    const belongs = belonging(host, request);
    early[i] = pinned || presence(host) || able;
    late[i] =
      belongs ||
      addresses(host, request) ||
      (changes || matches(host, fleet.remaining(i)) ? 0 : verdictOf('requirements-unmet'));
    lasting[i] = !pinned && !able && !belongs && matches(host, fleet.remainingWhenEmpty(i)) ? 1 : 0;
  });
  return ok({ early, late, lasting, changing: changes ? new ChangingRequirements(fleet, compiled.value) : undefined });
}

function pin(host: ScheduleHost, request: PlacementRequest): Verdict {
  if (request.hostId !== undefined && host.hostId !== request.hostId) return verdictOf('other-host');
  if (request.clusterId !== undefined && host.clusterId !== request.clusterId) return verdictOf('other-cluster');
  return 0;
}

function presence(host: ScheduleHost): Verdict {
  if (host.clusterState !== 'online') return verdictOf('cluster-not-online');
  if (host.state === 'joining' || host.state === 'cut' || !host.capacity) return verdictOf('host-not-online');
  if (host.state === 'disabled' || host.admission === 'disabled') return verdictOf('host-disabled');
  return 0;
}

function ability(host: ScheduleHost, request: PlacementRequest): Verdict {
  if (!host.runtimes.includes(request.kind)) return verdictOf('kind-unavailable');
  const known = request.architecture !== undefined && host.architecture !== undefined;
  if (known && request.architecture !== host.architecture) return verdictOf('architecture-differs');
  return machine(host, request);
}

function machine(host: ScheduleHost, { kind, machine: asked }: PlacementRequest): Verdict {
  const offer = host.machines?.[kind];
  const lacking = abilitiesFor(asked).find((ability) => offer?.abilities.includes(ability) !== true);
  if (lacking !== undefined) return verdictOf(lackOf(lacking));
  const { cpuModel } = asked ?? {};
  return cpuModel === undefined || offer?.cpuModels.includes(cpuModel) === true ? 0 : verdictOf('cpu-model-lacking');
}

function addresses(host: ScheduleHost, { fullClusters }: PlacementRequest): Verdict {
  return fullClusters?.includes(host.clusterId) ? verdictOf('addresses-lacking') : 0;
}

function belonging(host: ScheduleHost, request: PlacementRequest): Verdict {
  if (request.networks?.some((n) => n.clusterId !== host.clusterId)) return verdictOf('network-elsewhere');
  const labels = Object.entries(request.labels ?? {});
  return labels.every(([key, value]) => Object.hasOwn(host.labels, key) && host.labels[key] === value)
    ? 0
    : verdictOf('labels-differ');
}
