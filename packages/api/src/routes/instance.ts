import {
  commandLineOf,
  consoleRefusal,
  defaultGraceSeconds,
  type Instance,
  type InstanceCommand,
  instanceState,
  logLinesOf,
} from '@skerry/domain';
import {
  consolePath,
  consoleProtocol,
  consoleTicketPrefix,
  guestConsoleLog,
  guestLogs,
  mostLogBytes,
} from '@skerry/contract';
import { checkMetaPatch, checkName, mergedTexts, nameTurn, permissionsFrom } from '../catalogue/meta.ts';
import { RequestError } from '../errors.ts';
import type { Call, Handler, Handlers } from '../requests/call.ts';
import { cdromImage, checkDrives } from '../instances/cdrom-image.ts';
import { decideCommands } from '../instances/decide-commands.ts';
import { readHistory } from '../instances/history/read-history.ts';
import { keys } from '../state/keys.ts';
import { readSamples } from '../samples/read-samples.ts';
import { createInstance } from '../instances/create-instance.ts';

/** Characters of what the audit says of a command. */
const mostDetail = 200;

/** What a site does not change, for it is not believed about it. */
const ownership = ['ownerId', 'groupId', 'permissions'] as const;

type Act = 'start' | 'stop' | 'reboot' | 'pause' | 'resume';

/** An action: what is asked becomes one command to the cluster. */
const act = <Verb extends Act>(make: (graceSeconds: number) => InstanceCommand): Handler<`instance.${Verb}`> =>
  (async (call: Call<'instance.stop'>) => {
    const commandId = await call.cloud.ids.next('command');
    const command = make(call.body?.graceSeconds ?? defaultGraceSeconds);
    return call.write({ key: `instance/${call.params.id}` }, () => decideCommands(call, [[commandId, command]]));
  }) as unknown as Handler<`instance.${Verb}`>;

export const instanceRoutes = {
  'instance.create': createInstance,
  'instance.start': act<'start'>(() => ({ type: 'start' })),
  'instance.stop': act<'stop'>((graceSeconds) => ({ type: 'stop', graceSeconds })),
  'instance.reboot': act<'reboot'>((graceSeconds) => ({ type: 'reboot', graceSeconds })),
  'instance.pause': act<'pause'>(() => ({ type: 'pause' })),
  'instance.resume': act<'resume'>(() => ({ type: 'resume' })),
  'instance.attach-cdrom': async (call) => {
    const { cloud, body, caller } = call;
    const commandId = await cloud.ids.next('command');
    return call.write({ key: `instance/${call.params.id}` }, () => {
      const { spec, hostId } = call.object();
      const disc = cdromImage(body.imageId, 'imageId', caller, cloud);
      checkDrives(spec.kind, hostId === undefined ? undefined : cloud.model.hostStatus.get(hostId)?.report);
      const decision = decideCommands(call, [[commandId, { type: 'attach-cdrom', ...disc }]]);
      // Nobody takes the image away while it is in a drive.
      const isThere = { key: keys.catalogue('image', disc.imageId), is: 'present' } as const;
      return { ...decision, conditions: [...(decision.conditions ?? []), isThere] };
    });
  },
  'instance.eject-cdrom': async (call) => {
    const commandId = await call.cloud.ids.next('command');
    return call.write({ key: `instance/${call.params.id}` }, () =>
      decideCommands(call, [[commandId, { type: 'eject-cdrom' }]]),
    );
  },
  'instance.delete': async (call) => {
    const commandId = await call.cloud.ids.next('command');
    const graceSeconds = call.query.graceSeconds ?? defaultGraceSeconds;
    return call.write({ key: `instance/${call.params.id}` }, () =>
      decideCommands(call, [[commandId, { type: 'delete', graceSeconds }]]),
    );
  },
  'instance.patch': async (call) => {
    const { cloud, body, caller } = call;
    if (cloud.site !== undefined && ownership.some((field) => body[field] !== undefined)) {
      throw new RequestError(
        'site-read-only',
        'Whose an instance is and who may use it is kept by the front-end, and changed there.',
      );
    }
    const ids = await Promise.all(commandsOf(body, call.object()).map(() => cloud.ids.next('command')));
    ids.sort((a, b) => a - b);
    const nameKey = () => {
      const { name, ownerId } = call.object();
      return nameTurn('instance', body.ownerId ?? ownerId, body.name ?? name);
    };
    const turn = nameKey();
    return call.write({ key: [`instance/${call.params.id}`, turn] }, () => {
      const before = call.object();
      if (nameKey() !== turn) throw new RequestError('changed-meanwhile', 'Its name or owner was just changed.');
      checkMetaPatch(before, body, caller, cloud.model);
      const name = body.name ?? before.name;
      const ownerId = body.ownerId ?? before.ownerId;
      if (name !== before.name || ownerId !== before.ownerId) {
        checkName('instance', { id: before.id, name, ownerId }, cloud.model);
      }
      return decideCommands(
        call,
        commandsOf(body, before).map((command, i) => [ids[i] as number, command]),
      );
    });
  },
  'instance.console': (call) => {
    const { cloud, body, caller, params } = call;
    return call.write({ key: `console/${params.id}` }, async () => {
      const { spec, name, ...instance } = call.object();
      const refusal = consoleRefusal(body.type, spec.kind, instanceState(instance));
      if (refusal !== undefined) throw new RequestError('console-unavailable', refusal);
      if (cloud.links.stateOf(instance.clusterId) !== 'online') {
        throw new RequestError('cluster-cut', 'The link to the cluster is cut: its consoles cannot be reached now.');
      }
      const { type, command, terminal } = body;
      const grant = {
        userId: caller.userId,
        tokenId: caller.token.id,
        instanceId: params.id,
        type,
        ...(command === undefined ? {} : { command, terminal: terminal === true }),
      };
      const { ticket, expiresAt, writes, leftovers } = await cloud.consoles.tickets.issue(grant);
      const protocols = [consoleProtocol, `${consoleTicketPrefix}${ticket}`];
      return {
        body: { type: body.type, path: consolePath, protocols, expiresAt },
        writes,
        leftovers,
        object: { kind: 'instance', id: params.id, name },
        detail: command === undefined ? type : `${type}: ${commandLineOf(command)}`.slice(0, mostDetail),
      };
    });
  },
  'instance.console-log': async ({ cloud, params, query, object }) => {
    const { clusterId } = object();
    return { body: await cloud.links.ask(clusterId, guestConsoleLog, { instanceId: params.id, bytes: query.bytes }) };
  },
  'instance.logs': async ({ cloud, params, query, object }) => {
    const { clusterId } = object();
    const { after, waitSeconds, tail, since } = query;
    const asked = {
      instanceId: params.id,
      bytes: mostLogBytes,
      waitSeconds,
      ...(after === undefined ? {} : { after }),
    };
    const { text, next } = await cloud.links.ask(clusterId, guestLogs, asked);
    return { body: { lines: logLinesOf(text, { tail, since }), next } };
  },
  'instance.context': ({ object }) => {
    const { context, application } = object().spec;
    const environment = application === undefined ? {} : { environment: [...application.environment] };
    return { body: { ...context, sshKeys: [...context.sshKeys], ...environment } };
  },
  'instance.history': async ({ cloud, caller, object }) => ({ body: await readHistory(object(), cloud, caller) }),
  'instance.samples': async ({ cloud, query, object }) => ({
    body: await readSamples('instance', object(), query, cloud),
  }),
} satisfies Partial<Handlers>;

/** The commands of a patch, in the order in which they are asked; always as many for the same body. */
function commandsOf(body: Call<'instance.patch'>['body'], before: Instance): InstanceCommand[] {
  const { name, cpus, memoryMiB, description, labels, attributes, permissions, ownerId, groupId, context } = body;
  const commands: InstanceCommand[] = [];
  if (cpus !== undefined || memoryMiB !== undefined) {
    commands.push({
      type: 'resize',
      ...(cpus === undefined ? {} : { cpus }),
      ...(memoryMiB === undefined ? {} : { memoryMiB }),
    });
  }
  if (name !== undefined) commands.push({ type: 'rename', name });
  if (Object.values(context ?? {}).some((given) => given !== undefined)) {
    const { sshKeys, userData, userDataBase64 } = context ?? {};
    commands.push({
      type: 'reconfigure',
      ...(sshKeys === undefined ? {} : { sshKeys }),
      ...(userDataBase64 == null ? {} : { userDataBase64 }),
      ...(userDataBase64 == null && (userData !== undefined || userDataBase64 === null)
        ? { userData: userData ?? '' }
        : {}),
    });
  }
  const texts = mergedTexts(before, { labels, attributes });
  const update = {
    ...(description === undefined ? {} : { description }),
    ...(labels === undefined ? {} : { labels: texts.labels }),
    ...(attributes === undefined ? {} : { attributes: texts.attributes }),
    ...(permissions === undefined ? {} : { permissions: permissionsFrom(permissions) }),
    ...(ownerId === undefined ? {} : { ownerId }),
    ...(groupId === undefined ? {} : { groupId }),
  };
  if (Object.keys(update).length > 0) commands.push({ type: 'update', ...update });
  return commands;
}
