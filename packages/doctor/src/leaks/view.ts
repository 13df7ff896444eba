import type { HostFacts } from './host-facts.ts';
import type { Knowledge } from './knowledge.ts';
import type { Leak } from './leak.ts';
import { agentDirectory, type Site } from './site.ts';

/**
 * One look at a site: what was on the host, and what the stores said before and after. What either of the two knew is
 * known, and what changed between them is under way: so a guest that comes or goes while we look is no leak.
 */
export class View {
  readonly site: Site;
  readonly facts: HostFacts;
  readonly before: Knowledge;
  readonly after: Knowledge;
  /** Instances of other data directories whose names begin alike. */
  readonly elsewhere: ReadonlySet<number>;
  private readonly guestsPrefix: string;

  constructor(site: Site, before: Knowledge, facts: HostFacts, after: Knowledge, elsewhere: ReadonlySet<number>) {
    this.site = site;
    this.before = before;
    this.facts = facts;
    this.after = after;
    this.elsewhere = elsewhere;
    this.guestsPrefix = `${agentDirectory(site)}/guests/`;
  }

  get both(): readonly Knowledge[] {
    return [this.before, this.after];
  }

  /** Some store knows this instance on this host. */
  knows(instanceId: number): boolean {
    return this.both.some(
      ({ agent, controller }) =>
        agent?.intents.has(instanceId) === true ||
        agent?.observed.has(instanceId) === true ||
        this.placedHere(controller?.instances.get(instanceId)?.hostId, agent?.hostId),
    );
  }

  /** It is known, shall be off, is off, and nothing is under way: then nothing but its files may be there. */
  off(instanceId: number): boolean {
    return this.both.every(({ agent }) => {
      const wanted = agent?.intents.get(instanceId);
      const seen = agent?.observed.get(instanceId);
      if (!wanted || !seen || seen.step || seen.failure || seen.reached < wanted.generation) return false;
      return wanted.power === 'stopped' && (seen.guest === 'none' || seen.guest === 'prepared');
    });
  }

  /** It is as it is wanted in both looks, and nothing is under way. */
  settled(instanceId: number): boolean {
    return this.both.every(({ agent }) => {
      const wanted = agent?.intents.get(instanceId);
      const seen = agent?.observed.get(instanceId);
      return wanted && seen && !seen.step && !seen.failure && seen.reached >= wanted.generation;
    });
  }

  knowsNetwork(networkId: number): boolean {
    return this.both.some(({ agent }) => agent?.networks.has(networkId) === true);
  }

  /** Nothing of this instance may run or be mounted; says why, as the end of a sentence. */
  mayNotRun(instanceId: number): string | undefined {
    if (!this.knows(instanceId)) return `no store knows instance ${instanceId} on this host`;
    if (this.off(instanceId)) return `instance ${instanceId} is stopped, and its host has put it away`;
    return undefined;
  }

  /** The instance in whose directory the path lies. */
  instanceOfPath(path: string): number | undefined {
    if (!path.startsWith(this.guestsPrefix)) return undefined;
    const [first = ''] = path.slice(this.guestsPrefix.length).split('/');
    return /^\d+$/.test(first) ? Number(first) : undefined;
  }

  /** The instance of a name `<prefix>-<instance>`, or `<prefix>-micro-<instance>` of a microVM. */
  instanceOfName(name: string): number | undefined {
    const rest = name.startsWith(`${this.site.namePrefix}-`) ? name.slice(this.site.namePrefix.length + 1) : '';
    const digits = /^(?:micro-)?(\d+)$/.exec(rest)?.[1];
    return digits === undefined ? undefined : Number(digits);
  }

  private placedHere(hostId: number | undefined, ours: number | undefined): boolean {
    return hostId !== undefined && hostId === ours;
  }
}

/** Finds all leaks of some classes in one look. Pure. */
export type Judge = (view: View) => Leak[];
