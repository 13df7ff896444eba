import { mounts, removeTree, run } from '@skerry/host-os';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fail, root, step } from '../bootstrap/report.mjs';
import { serviceNames, stopService } from './services.ts';
import { namePrefix, paths, readState, writeState } from './state.ts';

/** Stops everything and removes what was made on this machine. Data stays unless `purge`. */
export async function down(purge: boolean): Promise<void> {
  for (const name of serviceNames.toReversed()) {
    await step(`Stop ${name}`, async () => ((await stopService(name)) ? 'stopped' : 'did not run'));
  }
  if (existsSync(join(paths.site, 'agent'))) {
    await step('Guests, networks, mounts', async () => {
      const bundle = join(root, 'dist', 'agent.mjs');
      if (!existsSync(bundle)) fail('dist/agent.mjs is missing.', 'Run "npm run build", then this again.');
      const result = await run(
        join(root, 'node_modules', '.bin', 'node'),
        [bundle, '--sweep', '--data', paths.site, '--name-prefix', namePrefix],
        { deadlineMs: 180_000 },
      );
      return result.stdout.trim();
    });
  }
  if (purge) {
    // Deleting through a mount would empty a disk that something still uses.
    const mounted = (await mounts()).map((m) => m.mountPoint).filter((path) => path.startsWith(`${paths.state}/`));
    if (mounted.length > 0)
      fail(
        `Something is still mounted below ${paths.state}: ${mounted.join(', ')}.`,
        'Nothing was deleted. Unmount it and run npm run down -- --purge again.',
      );
    await step('Data', async () => {
      await removeTree(paths.state);
      return `${paths.state} is gone`;
    });
    return;
  }
  const state = readState();
  if (state) {
    const { completed: _, ...rest } = state;
    writeState(rest);
  }
  process.stdout.write(
    `\nData stays in ${paths.state}: npm start brings it all back, npm run down -- --purge deletes it.\n`,
  );
}
