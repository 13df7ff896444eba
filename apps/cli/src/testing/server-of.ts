import { fakeServer, type FakeServer, type Handlers } from '@skerry/sdk/testing/fake-server';
import { aCluster, aHost, aPage } from '@skerry/sdk/testing/samples';
import { onTestFinished } from 'vitest';
import { type Ran, runCli, type Setting } from './memory-io.ts';

/** A cluster "harbour" (1) with a host "alpha" (2): what most tables name. */
const names: Handlers = {
  'cluster.list': () => ({ body: aPage([aCluster()]) }),
  'host.list': () => ({ body: aPage([aHost()]) }),
};

/** A server that lives as long as the test, and the command line against it. */
export async function serverOf(handlers: Handlers) {
  const server: FakeServer = await fakeServer({ ...names, ...handlers });
  onTestFinished(() => server.close());
  const skerry = async (line: string | readonly string[], setting: Setting = {}): Promise<Ran> =>
    await runCli(typeof line === 'string' ? line.split(' ') : line, {
      ...setting,
      env: { SKERRY_URL: server.url, SKERRY_TOKEN: 'x', ...setting.env },
    });
  return { server, skerry };
}
