import { instanceState, instanceStates } from '@skerry/domain';
import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { Cloud } from '../cloud.ts';
import type { Connections } from './connections.ts';
import { hostStateOf } from '../views/host-view.ts';

export interface Metrics {
  readonly registry: Registry;
  readonly requests: Histogram<'method' | 'route' | 'status'>;
  readonly slowConsumers: Counter;
}

/**
 * What Prometheus reads. Labels have few values: route patterns, states, numbers of
 * clusters. It tells no names: they would end up in whatever keeps the numbers.
 */
export function createMetrics(cloud: Cloud, connections: Pick<Connections, 'size'>): Metrics {
  const registry = new Registry();
  const registers = [registry];
  const gauge = (settings: ConstructorParameters<typeof Gauge<string>>[0]) =>
    registry.registerMetric(new Gauge<string>({ ...settings, registers: [] }));
  const { model, links, faults } = cloud;
  gauge({
    name: 'skerry_instances',
    help: 'Instances by state and cluster.',
    labelNames: ['state', 'cluster'],
    collect() {
      this.reset();
      for (const cluster of model.all('cluster')) {
        const counts = new Map<string, number>(instanceStates.map((s) => [s, 0]));
        for (const i of model.instancesIn(cluster.id)) {
          const state = faults.attempt(i, 'metrics', () => instanceState(i), undefined);
          if (state === undefined) continue;
          counts.set(state, (counts.get(state) ?? 0) + 1);
        }
        for (const [state, n] of counts) this.set({ state, cluster: String(cluster.id) }, n);
      }
    },
  });
  gauge({
    name: 'skerry_hosts',
    help: 'Hosts by state and cluster.',
    labelNames: ['state', 'cluster'],
    collect() {
      this.reset();
      for (const host of model.all('host')) {
        const state = faults.attempt(host, 'metrics', () => hostStateOf(host, cloud), undefined);
        if (state !== undefined) this.inc({ state, cluster: String(host.clusterId) });
      }
    },
  });
  gauge({
    name: 'skerry_cluster_connected',
    help: '1 while the link to the cluster is up.',
    labelNames: ['cluster'],
    collect() {
      this.reset();
      for (const c of model.all('cluster'))
        this.set({ cluster: String(c.id) }, links.stateOf(c.id) === 'online' ? 1 : 0);
    },
  });
  gauge({
    name: 'skerry_commands_waiting',
    help: 'Commands that clusters have not answered.',
    labelNames: ['cluster'],
    collect() {
      this.reset();
      for (const c of model.all('cluster')) {
        this.set({ cluster: String(c.id) }, model.commandsByCluster.get('cluster', c.id).size);
      }
    },
  });
  gauge({
    name: 'skerry_cluster_refusals',
    help: 'What clusters told and was not taken over, since this front-end began.',
    labelNames: ['cluster'],
    collect() {
      this.reset();
      for (const c of model.all('cluster')) this.set({ cluster: String(c.id) }, links.refusalsOf(c.id)?.count ?? 0);
    },
  });
  gauge({
    name: 'skerry_host_refusals',
    help: 'What hosts told and their cluster did not take over, since its controller began.',
    labelNames: ['host'],
    collect() {
      this.reset();
      for (const [id, { refusals }] of model.hostStatus) if (refusals) this.set({ host: String(id) }, refusals.count);
    },
  });
  gauge({
    name: 'skerry_objects_left_out',
    help: 'How often an object was left out of a list, plan or count because looking at it failed: a fault of ours.',
    collect() {
      this.set(faults.count);
    },
  });
  gauge({
    name: 'skerry_reconciler_failing',
    help: 'Things that a reconciler of this process failed with and tries again.',
    labelNames: ['reconciler'],
    collect() {
      for (const { status } of cloud.reconcilers) this.set({ reconciler: status.name }, status.failing);
    },
  });
  gauge({
    name: 'skerry_store_revision',
    help: 'Revision of the store that reads are served from.',
    collect() {
      this.set(model.revision);
    },
  });
  gauge({
    name: 'skerry_http_connections',
    help: 'Connections to the API that are open.',
    collect() {
      this.set(connections.size);
    },
  });
  const requests = new Histogram({
    name: 'skerry_http_request_seconds',
    help: 'Duration of HTTP requests.',
    labelNames: ['method', 'route', 'status'] as const,
    buckets: [0.001, 0.005, 0.02, 0.1, 0.5, 2, 10],
    registers,
  });
  const slowConsumers = new Counter({
    name: 'skerry_event_consumers_cut_total',
    help: 'Readers of /v1/events that were cut because they read too slowly.',
    registers,
  });
  return { registry, requests, slowConsumers };
}

export function countRequest(metrics: Metrics, method: string, route: string, status: number, ms: number): void {
  metrics.requests.observe({ method, route, status: String(status) }, ms / 1000);
}
