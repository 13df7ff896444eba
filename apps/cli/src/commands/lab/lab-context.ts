import { basename } from 'node:path';
import type { Lab } from '@skerry/lab/lab';
import type { Cli } from '../../cli.ts';
import { readConfig, withContext, writeConfig } from '../../config/config-file.ts';

/** "lab" for the usual directory, the directory's own name for others. */
const nameOf = (lab: Lab): string => {
  const name = basename(lab.paths.root);
  return name === 'skerry-lab' ? 'lab' : name;
};

/**
 * Makes the lab a context of the command line; the current one where there is none yet. Answers the words to put behind
 * `skerry` so that it speaks to the lab.
 */
export async function enterContext(cli: Cli, lab: Lab): Promise<string> {
  const { url, user } = lab.credentials();
  const config = await readConfig(cli.io);
  const name = nameOf(lab);
  const use = config.current === undefined || config.current === name;
  const context = { name, url, user, automatic: true, credentials: lab.paths.credentials };
  await writeConfig(cli.io, withContext(config, context, use));
  return use && !cli.io.env['SKERRY_STATE'] ? '' : ` -c ${name}`;
}

export async function leaveContext(cli: Cli, lab: Lab): Promise<void> {
  const config = await readConfig(cli.io);
  const ours = config.contexts.find((c) => c.credentials === lab.paths.credentials);
  if (!ours) return;
  const contexts = config.contexts.filter((c) => c !== ours);
  const { current } = config;
  await writeConfig(cli.io, { contexts, ...(current === undefined || current === ours.name ? {} : { current }) });
}
