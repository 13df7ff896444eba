import { type HostState, marketplaceTable, type Subject } from '@skerry/domain';
import type { Kind, Objects } from '../catalogue/objects.ts';
import type { Cloud } from '../cloud.ts';
import { agoText } from './ago-text.ts';
import { hostHeardSeconds, hostProblems, hostStateOf } from '../views/host-view.ts';
import { viewOf } from '../views/views.ts';
import type { Look, Why } from './why.ts';
import { explainImage } from './explain-image.ts';
import { explainInstance } from './explain-instance.ts';

type Explainers = { readonly [K in Kind]: (object: Objects[K], cloud: Cloud, look: Look, reader: Subject) => Why };

const fact = (name: string, value: string | number) => ({ name, value: String(value) });
/** A fact of a field that not every reader is told. */
const told = (name: string, value: string | number | undefined) => (value === undefined ? [] : [fact(name, value)]);

function hostNext(name: string, state: HostState): string[] {
  if (state === 'disabled') return ['Enable it to let it take instances: PATCH with "admission": "enabled".'];
  if (state !== 'cut') return [];
  return [
    'Look whether the machine runs, and its agent, and whether it reaches its controller.',
    `If it is gone for good, an administrator gives it up: skerry host delete ${name} --lost`,
  ];
}

/** Why each kind is as it is. */
export const explainers: Explainers = {
  instance: explainInstance,
  cluster(object, cloud, _, reader) {
    const view = viewOf('cluster', object, cloud, reader);
    const heard = view.lastHeardSeconds === null ? 'never' : agoText(view.lastHeardSeconds);
    const facts = [
      fact('last heard', heard),
      ...told('commands waiting', view.waitingCommands),
      ...told('hosts', view.hosts),
      ...told('instances', view.instances),
    ];
    switch (view.state) {
      case 'online':
        return { summary: `The cluster "${object.name}" is connected.`, facts };
      case 'cut':
        return {
          summary: `The link to the cluster "${object.name}" is cut, last heard ${heard}. It goes on alone.`,
          facts,
          reasons:
            view.waitingCommands === undefined || view.waitingCommands === 0
              ? []
              : [`Commands waiting: ${view.waitingCommands}. They are applied in order when the link heals.`],
          next: [
            'Look whether its controller runs and can reach the link address of this front-end.',
            `If it is gone for good, an administrator gives it up: skerry cluster delete ${object.name} --lost`,
          ],
        };
      case 'waiting':
        return {
          summary: `The controller of the cluster "${object.name}" has not joined yet.`,
          facts,
          next: [`Make a token with "skerry cluster join-token ${object.name}" and start the controller with it.`],
        };
    }
  },
  host(object, cloud, _, reader) {
    const { model, links } = cloud;
    const { instances } = viewOf('host', object, cloud, reader);
    const status = model.hostStatus.get(object.id);
    const state = hostStateOf(object, cloud);
    const seconds = hostHeardSeconds(object, cloud);
    const heard = seconds === null ? 'never heard' : `last heard ${agoText(seconds)}`;
    const problems = hostProblems(object, status?.report, cloud.limits['host-growth-percent']);
    const runtimes = (status?.report?.runtimes ?? []).map((r) =>
      fact(`${r.kind} by ${r.name}`, `${r.available ? 'available' : 'not available'}: ${r.reason}`),
    );
    const cut =
      links.stateOf(object.clusterId) !== 'online' ? ['The link to its cluster is cut: this may be old.'] : [];
    const sentences = {
      joining: `The host "${object.name}" has not reported itself yet.`,
      online: `The host "${object.name}" is connected and takes instances.`,
      cut: `The host "${object.name}" is not connected to its cluster, ${heard}; its instances go on, and what is asked of them waits.`,
      lost: `The host "${object.name}" was declared lost at ${object.declaredLostAt}; it goes when its cluster has answered.`,
      disabled: `The host "${object.name}" is disabled: it keeps its instances and gets no new ones.`,
    } as const;
    return {
      summary: problems.length === 0 ? sentences[state] : `${sentences[state]} It reports ${problems.length} problems.`,
      facts: [fact('state', state), ...told('instances', instances), ...runtimes],
      reasons: [...problems, ...cut],
      next: hostNext(object.name, state),
    };
  },
  image: explainImage,
  marketplace(object, { marketplaces }) {
    const { list, failure, allowance } = marketplaces.aboutOf(object.id);
    const facts = [
      fact('type', marketplaceTable[object.type].word),
      fact('address', object.url),
      ...told('entries', list?.entries),
      ...told('list read', list?.readAt),
      ...(allowance === undefined
        ? []
        : [fact('may be asked', `${allowance.remaining} of ${allowance.limit} times until ${allowance.resetsAt}`)]),
    ];
    if (failure !== undefined) {
      return {
        summary: `The marketplace "${object.name}" did not answer when it was asked last.`,
        facts,
        reasons: [failure.message, ...(list === undefined ? [] : [`Its list is searched as of ${list.readAt}.`])],
        next: failure.hint === undefined ? [] : [failure.hint],
      };
    }
    const asked = list === undefined ? 'is asked when somebody searches it.' : `has ${list.entries} entries.`;
    return { summary: `The marketplace "${object.name}" ${asked}`, facts };
  },
  network(object, cloud, _, reader) {
    const { addresses, state, unbuilt = [] } = viewOf('network', object, cloud, reader);
    const facts = [fact('state', state), fact('cidr', object.cidr), fact('gateway', object.gateway)];
    if (state !== 'ready') {
      const where = state === 'failed' ? 'No host' : 'Not every host';
      return {
        summary: `${where} can build the network "${object.name}": instances that need it there do not start.`,
        facts,
        reasons: unbuilt.map(({ hostName, message }) => `${hostName}: ${message}`),
        next:
          unbuilt.length === 0
            ? ['An administrator sees why.']
            : [...new Set(unbuilt.flatMap(({ hint }) => hint ?? []))],
      };
    }
    if (addresses === undefined)
      return { summary: `Instances in the network "${object.name}" get addresses of ${object.cidr}.`, facts };
    const free = addresses.total - addresses.leased;
    return {
      summary: `The network "${object.name}" has ${free} of ${addresses.total} addresses free.`,
      facts: [...facts, fact('leased', addresses.leased)],
      ...(free > 0 ? {} : { next: ['Delete instances that are not needed, or make another network.'] }),
    };
  },
  datastore: (d, cloud, _, reader) => {
    const problem = cloud.images.problemOf(d.path);
    const { path } = viewOf('datastore', d, cloud, reader);
    if (path === undefined) {
      const state = problem === undefined ? 'keeps images.' : 'cannot be used now; its administrator sees why.';
      return { summary: `The datastore "${d.name}" ${state}` };
    }
    return {
      summary: problem ?? `The datastore "${d.name}" keeps images in ${path}.`,
      facts: [fact('path', path)],
      ...(problem === undefined ? {} : { next: ['Make the directory writable for the front-end, or mount it again.'] }),
    };
  },
  disk: (d, _, look) => {
    const instance = look('instance', d.instanceId);
    return {
      summary: `The disk belongs to the instance "${instance?.name ?? d.instanceId}" and is deleted with it.`,
      facts: [
        fact('size MiB', d.sizeMiB),
        fact('image', d.imageId),
        ...(d.hostId === undefined ? [] : [fact('host', d.hostId)]),
      ],
    };
  },
  lease: (l, _, look) => ({
    summary: `${l.address} is held by the instance "${look('instance', l.instanceId)?.name ?? l.instanceId}".`,
    facts: [fact('network', l.networkId), fact('mac', l.mac)],
    reasons: ['The address is given back when the instance is gone from its host.'],
  }),
  template: (t, { model }, look) => {
    const image = look('image', t.imageId) ?? (model.get('image', t.imageId) && { name: String(t.imageId) });
    return image === undefined
      ? { summary: `The image of the template "${t.name}" is gone.`, next: ['Give the template another image.'] }
      : { summary: `The template "${t.name}" makes a ${t.kind} from the image "${image.name}".` };
  },
  token: (t, { clock }) => ({
    summary:
      Date.parse(t.expiresAt) <= clock.now().getTime()
        ? `This token expired at ${t.expiresAt}.`
        : `This token is good until ${t.expiresAt}.`,
    facts: [fact('purpose', t.purpose), ...(t.purpose === 'access' ? [fact('scope', t.scope ?? 'all')] : [])],
  }),
  user: (u, _, look) => ({
    summary: u.enabled ? `The user "${u.name}" can log in.` : `The user "${u.name}" is disabled and cannot log in.`,
    facts: [fact('groups', u.groupIds.map((g) => look('group', g)?.name ?? g).join(', '))],
    ...(u.enabled ? {} : { next: ['An administrator can enable the user again.'] }),
  }),
  group: (g) => ({
    summary:
      g.id === 0 ? `Members of "${g.name}" may do everything.` : `The group "${g.name}" shares what is given to it.`,
  }),
};
