/** One place to run in: a cloud, and the states that were made in it. Runs in it come one after the other. */
import { type Boundary, type Combination, combinationText } from './boundary.ts';
import { Client } from './client.ts';
import { CrashCloud } from './crash-cloud.ts';
import type { Engines } from './durable.ts';
import { Injection, type Interception, nothingHappens, Recording } from './interception.ts';
import type { Operation } from './operation.ts';
import { type KeptStates, rested, takeUp } from './states.ts';

/** A cloud comes to rest within this, whatever happened. */
const restMs = 30_000;

export class Site {
  private readonly kept: KeptStates = { made: new Set(), secret: '' };
  private readonly cloud: CrashCloud;

  private constructor(cloud: CrashCloud) {
    this.cloud = cloud;
  }

  static async open(engine: Engines = 'memory'): Promise<Site> {
    return new Site(await CrashCloud.make(engine));
  }

  /** Every step that the operation takes, at every level. */
  async record(operation: Operation): Promise<readonly Boundary[]> {
    const recording = new Recording();
    await this.run(operation, recording);
    return recording.boundaries;
  }

  /** True when the boundary was reached. Throws with what is wrong afterwards. */
  async inject(operation: Operation, { boundary, fault }: Combination): Promise<boolean> {
    const injection = new Injection(boundary, fault);
    try {
      await this.run(operation, injection);
    } catch (error) {
      const at = combinationText({ operation: operation.name, boundary, fault });
      throw new Error(`${at}\n${error instanceof Error ? error.message : String(error)}`, { cause: error });
    }
    return injection.met;
  }

  async close(): Promise<void> {
    await this.cloud.remove();
  }

  private async run(operation: Operation, interception: Interception): Promise<void> {
    const { cloud } = this;
    await takeUp(cloud, operation.from, this.kept);
    const client = new Client(cloud, `run-${operation.name}`, this.kept.secret);
    await rested(cloud, client, restMs);
    for (const world of cloud.worlds.values()) world.resetStarts();
    operation.arrange?.(cloud);
    cloud.interception = interception;
    try {
      await operation.run({ cloud, client });
      await rested(cloud, client, restMs, operation.missing);
    } finally {
      cloud.interception = nothingHappens;
    }
    const starts = [...cloud.worlds.values()].reduce((sum, world) => sum + world.starts, 0);
    if (starts > operation.starts)
      throw new Error(`guests were started ${starts} times instead of ${operation.starts}`);
    await this.askAgain(client);
    await rested(cloud, client, restMs, operation.missing);
    if (client.bugs.length > 0) throw new Error(client.bugs.join('\n'));
  }

  /** Whoever never saw the answer sends the same request again, and gets the same answer. */
  private async askAgain(client: Client): Promise<void> {
    for (const exchange of client.exchanges) {
      const again = await client.again(exchange);
      const same =
        again?.status === exchange.answer.status && again.body['id'] === exchange.answer.body['id'] && again.replayed;
      if (same) continue;
      const { method, path, answer } = exchange;
      throw new Error(`${method} ${path} again: ${JSON.stringify(again)} instead of ${JSON.stringify(answer)}`);
    }
  }
}
