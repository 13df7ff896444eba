/**
 * The clients of the benchmark, a process of their own: `connections` clients, each of which sends its next request
 * when the answer to the last has come. Started by `bench/api.ts`, which sends jobs and gets results.
 */
import { HttpConnection } from './http-connection.ts';

export interface Job {
  readonly port: number;
  readonly token: string;
  readonly connections: number;
  /** Ends after so many requests or milliseconds, whichever comes first. */
  readonly requests: number;
  readonly ms: number;
  readonly what:
    | { readonly kind: 'create'; readonly first: number; readonly body: object; readonly idempotent: boolean }
    | { readonly kind: 'get'; readonly paths: readonly string[] }
    /** From page to page to the end, then again. */
    | { readonly kind: 'pages'; readonly path: string };
}

export interface Result {
  readonly done: number;
  /** Answers that were no success, by status. */
  readonly refused: Readonly<Record<string, number>>;
  readonly seconds: number;
  /** Milliseconds, one for each success. */
  readonly latencies: readonly number[];
  /** Processor seconds of this process meanwhile. */
  readonly cpuSeconds: number;
  /** Of the last answer. */
  readonly sample: string;
}

async function run(job: Job): Promise<Result> {
  const connections = await Promise.all(Array.from({ length: job.connections }, () => HttpConnection.open(job.port)));
  const common = `Host: localhost\r\nAuthorization: Bearer ${job.token}\r\n`;
  const latencies: number[] = [];
  const refused: Record<string, number> = {};
  let sent = 0;
  let sample = '';
  const cpu = process.cpuUsage();
  const began = performance.now();
  const client = async (connection: HttpConnection, number: number) => {
    let after = '';
    while (sent < job.requests && performance.now() - began < job.ms) {
      const n = sent++;
      const { what } = job;
      let head: string;
      let body = '';
      if (what.kind === 'create') {
        const key = what.idempotent ? `Idempotency-Key: bench-${what.first + n}\r\n` : '';
        head = `POST /v1/instances HTTP/1.1\r\n${common}Content-Type: application/json\r\n${key}`;
        body = JSON.stringify({ ...what.body, name: `bench-${what.first + n}` });
      } else if (what.kind === 'get') {
        head = `GET ${what.paths[(n * 7919 + number) % what.paths.length]} HTTP/1.1\r\n${common}`;
      } else {
        head = `GET ${what.path}${after} HTTP/1.1\r\n${common}`;
      }
      const sentAt = performance.now();
      const reply = await connection.send(head, body);
      const took = performance.now() - sentAt;
      if (reply.status >= 200 && reply.status < 300) latencies.push(took);
      else refused[`${reply.status} ${reply.body.toString().slice(0, 200)}`] = (refused[reply.status] ?? 0) + 1;
      if (what.kind === 'pages') {
        // The end of the page is enough: parsing all of it would measure the client.
        const next = /"next":"([^"]+)"/.exec(reply.body.toString('latin1', Math.max(0, reply.body.length - 1100)))?.[1];
        after = next === undefined ? '' : `${what.path.includes('?') ? '&' : '?'}after=${next}`;
      }
      if (sample === '') sample = reply.body.toString();
    }
  };
  await Promise.all(connections.map(client));
  const seconds = (performance.now() - began) / 1000;
  const { user, system } = process.cpuUsage(cpu);
  for (const connection of connections) connection.close();
  return { done: latencies.length, refused, seconds, latencies, cpuSeconds: (user + system) / 1e6, sample };
}

process.on('message', (job: Job) => {
  run(job).then(
    (result) => process.send?.(result),
    (error: unknown) => process.send?.({ error: String(error) }),
  );
});
