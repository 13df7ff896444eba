import type { Command } from 'commander';
import type { Cli } from '../../cli.ts';
import { reach } from '../../console/reach.ts';
import { CliError, usage } from '../../failure/cli-error.ts';
import { exitCodes } from '../../failure/exit-code.ts';
import type { ObjectOf } from '../../nouns/noun.ts';
import { fetchNames } from '../../objects/names.ts';
import { objectId } from '../../objects/object-ref.ts';
import { parseSeconds } from '../../output/units.ts';
import { readAll } from '../../verbs/delete.ts';

interface Options {
  readonly login: string;
  readonly port: string;
  readonly network?: string;
  readonly jump?: string;
  readonly patience: string;
}

/** Finds the address and leaves the rest to ssh: its configuration, keys and options hold as always. */
export function addSsh(command: Command, cli: Cli): void {
  command
    .command('ssh')
    .description('Log in by SSH at the address of an instance; what stands behind -- goes to ssh')
    .argument('<instance>', 'Name or number')
    .argument('[args...]', 'Options and command of ssh')
    .option('-l, --login <name>', 'User in the guest', 'root')
    .option('-p, --port <number>', 'Where its SSH server listens', '22')
    .option('--network <network>', 'Only its address in this network')
    .option('-J, --jump <host>', 'Go through this machine, as with ssh -J; such as a host of the cluster')
    .option('--patience <time>', 'How long to look for a way to it', '5s')
    .action(async (ref: string, args: string[], options: Options) => {
      if (!/^\d{1,5}$/.test(options.port)) throw usage(`--port: "${options.port}" is not the number of a port.`);
      const deadlineMs = parseSeconds(options.patience, '--patience') * 1000;
      const [instance] = await readAll(cli, 'instance', [ref]);
      if (instance === undefined) return;
      const client = await cli.client();
      const { network } = options;
      const networkId = network === undefined ? undefined : await objectId(client, 'network', network);
      const addresses = addressesOf(instance, networkId);
      const address =
        options.jump === undefined ? await reachable(cli, instance, addresses, options, deadlineMs) : addresses[0];
      // Addresses are used again, by others: a guest is known by its number, whatever its address.
      const alias = `skerry-${new URL(client.url).host.replaceAll(/[^\w.-]/g, '-')}-instance-${instance.id}`;
      const words = [
        '-o',
        `HostKeyAlias=${alias}`,
        '-l',
        options.login,
        '-p',
        options.port,
        ...(options.jump === undefined ? [] : ['-J', options.jump]),
        address ?? '',
        ...args,
      ];
      cli.exitCode = await run(words, instance.name);
    });
}

function addressesOf({ name, state, nics }: ObjectOf<'instance'>, networkId: number | undefined): string[] {
  if (state !== 'running') {
    throw new CliError(`${name} is ${state}: nobody answers there.`, {
      exitCode: exitCodes.refused,
      hint:
        state === 'stopped'
          ? `Start it with \`skerry instance start ${name} --wait\`.`
          : `\`skerry instance explain ${name}\` says why, and what you can do.`,
    });
  }
  const here = nics.filter((nic) => networkId === undefined || nic.networkId === networkId);
  const addresses = here.flatMap(({ address }) => address ?? []);
  if (addresses.length > 0) return addresses;
  const where = networkId === undefined ? '' : ' in this network';
  throw new CliError(`${name} has no address${where}.`, {
    exitCode: exitCodes.refused,
    hint: `\`skerry instance console ${name}\` opens a console, which needs no network.`,
  });
}

async function reachable(
  cli: Cli,
  { name, hostId }: ObjectOf<'instance'>,
  addresses: readonly string[],
  { port }: Options,
  deadlineMs: number,
): Promise<string> {
  const found = await Promise.all(addresses.map((address) => reach(address, Number(port), deadlineMs)));
  const open = addresses[found.indexOf('open')];
  if (open !== undefined) return open;
  const list = addresses.join(', ');
  if (found.includes('refused')) {
    throw new CliError(`${name} is at ${list}, and nothing listens at its port ${port}.`, {
      exitCode: exitCodes.unreachable,
      hint:
        'Its image needs an SSH server, and a guest that has just started needs a while. ' +
        `\`skerry instance console ${name}\` opens a console, which needs none.`,
    });
  }
  const host = (await fetchNames(await cli.client(), ['host'])).of('host', hostId);
  throw new CliError(`No way leads from here to ${name} at ${list}.`, {
    exitCode: exitCodes.unreachable,
    hint:
      `Its network is behind its host ${host}: go through that with \`--jump ${host}\`, or make a route to the network. ` +
      `\`skerry instance console ${name}\` needs no network.`,
  });
}

async function run(words: readonly string[], name: string): Promise<number> {
  const { runAttached, CommandError } = await import('@skerry/host-os');
  try {
    return await runAttached('ssh', words);
  } catch (error) {
    if (!(error instanceof CommandError) || error.code !== 'command-missing') throw error;
    throw new CliError('There is no ssh on this machine.', {
      exitCode: exitCodes.failed,
      hint: `Install it (Debian: openssh-client), or use \`skerry instance console ${name}\`.`,
    });
  }
}
