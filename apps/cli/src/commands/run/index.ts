import { randomBytes } from 'node:crypto';
import type { Register } from '../../cli.ts';
import { addFlags, bodyFlags, bodyFrom, flagContext } from '../../fields/body-flags.ts';
import { parseSeconds } from '../../output/units.ts';
import { waitForAll } from '../../progress/wait.ts';
import { imageFor } from './image-for.ts';
import { sayHowItIs } from './outcome.ts';

/** Said by the reference, or by what stands behind it. */
const without = ['name', 'templateId', 'imageId', 'start', 'application.command'];

export const register: Register = (command, cli) => {
  const flags = bodyFlags('instance.create', without);
  command
    .argument(
      '<reference>',
      'Such as docker://nginx:1.27, lxc:debian/12, https://…/disk.qcow2; or the name of an image',
    )
    .argument('[words...]', 'Arguments of its program, behind "--", instead of those of the image')
    .option('--name <name>', 'Of the instance; made from the reference when it is not given')
    .option('--timeout <time>', 'Stop waiting after this; the work goes on', '10m')
    .addHelpText('after', '\nExample: skerry run docker://busybox --restart never -- echo hello');
  addFlags(command, flags);
  command.action(async (reference: string, words: string[]) => {
    const { name: given, timeout } = command.opts<{ name?: string; timeout: string }>();
    const client = await cli.client();
    const body = await bodyFrom(command, flags, flagContext(cli));
    const image = await imageFor(cli, reference);
    const application = (body['application'] ?? {}) as { readonly restart?: unknown };
    const name = given ?? `${image.name.slice(0, 56)}-${randomBytes(2).toString('hex')}`;
    const said = words.length === 0 ? body : { ...body, application: { ...application, command: words } };
    const { data, commands } = await client.callAny('instance.create', { body: { ...said, name, imageId: image.id } });
    const made = data as { readonly id: number; readonly name: string; readonly clusterId: number };
    cli.say(`The instance ${made.name} has the number ${made.id}.`);
    // What is not started again has an end: who runs it wants to know of it.
    const goal = application.restart === 'never' ? 'exited' : 'running';
    const deadlineSeconds = parseSeconds(timeout, '--timeout');
    await waitForAll(cli, [{ ...made, commands }], { goal, deadlineSeconds });
    await sayHowItIs(cli, made.id);
  });
};
