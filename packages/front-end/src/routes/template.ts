import {
  contextBytes,
  contextTooLarge,
  contextWith,
  emptyContext,
  machineAsked,
  maxContextBytes,
  patchedMachine,
  saidWith,
  type Template,
} from '@skerry/domain';
import { newMeta } from '@skerry/api/catalogue/meta';
import { invalidField } from '@skerry/api/errors';
import type { Caller, Handlers } from '@skerry/api/requests/call';
import { created, deleteOf, patchOf } from './standard-writes.ts';
import { nicsOf, resolveNics } from '@skerry/api/instances/resolve-nics';
import { resolveApplication } from '@skerry/api/instances/resolve-application';
import { readyImage } from '@skerry/api/instances/ready-image';
import { resolveMachine } from '@skerry/api/instances/resolve-machine';
import { checkAgainstImage } from '@skerry/api/instances/resolve-spec';
import { keys } from '@skerry/api/state/keys';
import type { Model } from '@skerry/api/state/model';

export const templateRoutes = {
  'template.create': async (call) => {
    const { cloud, body, caller } = call;
    const id = await cloud.ids.next('template');
    const machine = machineAsked(body.machine);
    return call.write({ key: 'template/create' }, () => {
      const template: Template = {
        ...newMeta('template', id, body.name, body, caller, cloud),
        kind: body.kind,
        cpus: body.cpus,
        memoryMiB: body.memoryMiB,
        imageId: body.imageId,
        ...(body.diskSizeMiB === undefined ? {} : { diskSizeMiB: body.diskSizeMiB }),
        ...nicsOf(body),
        context: contextWith(emptyContext, body.context),
        ...saidOf(saidWith({}, body.application)),
        requirements: body.requirements,
        rank: body.rank,
        ...(machine === undefined ? {} : { machine }),
      };
      checkTemplate(template, caller, cloud.model);
      const answer = created('template', template, call);
      return {
        ...answer,
        conditions: [...answer.conditions, { key: keys.catalogue('image', template.imageId), is: 'present' }],
      };
    });
  },
  'template.patch': patchOf(
    'template',
    ({ diskSizeMiB, networkIds, nics, application, machine: before, ...patched }, { body, caller, cloud }) => {
      const size = body.diskSizeMiB === undefined ? diskSizeMiB : body.diskSizeMiB;
      const networks = [body.networkIds, body.nics].every((given) => given === undefined) ? { networkIds, nics } : body;
      const context = contextWith(patched.context, body.context);
      if (contextBytes(context) > maxContextBytes) throw invalidField('context', contextTooLarge);
      const machine = patchedMachine(before, body.machine);
      const template: Template = {
        ...patched,
        kind: body.kind ?? patched.kind,
        cpus: body.cpus ?? patched.cpus,
        memoryMiB: body.memoryMiB ?? patched.memoryMiB,
        imageId: body.imageId ?? patched.imageId,
        ...(size == null ? {} : { diskSizeMiB: size }),
        ...nicsOf({ networkIds: networks.networkIds ?? undefined, nics: networks.nics ?? undefined }),
        context,
        ...(machine === undefined ? {} : { machine }),
        ...saidOf(saidWith(application, body.application)),
        requirements: body.requirements ?? patched.requirements,
        rank: body.rank ?? patched.rank,
      };
      // Who only changes its labels need not be able to use what it names.
      if (madeOf.some((field) => body[field] !== undefined)) checkTemplate(template, caller, cloud.model);
      return template;
    },
  ),
  'template.delete': deleteOf('template'),
} satisfies Partial<Handlers>;

/** What is looked at again when one of them changes. */
const madeOf = [
  'imageId',
  'networkIds',
  'nics',
  'kind',
  'cpus',
  'memoryMiB',
  'diskSizeMiB',
  'application',
  'machine',
] as const;

const saidOf = (application: Template['application']) => (application === undefined ? {} : { application });

/** Refuses what no instance could be made of: who instantiates it later is not who can mend it. */
function checkTemplate(template: Template, caller: Caller, model: Model): void {
  const image = readyImage(template.imageId, caller, model);
  const { kind, cpus, memoryMiB, diskSizeMiB = image.sizeMiB, machine } = template;
  checkAgainstImage({ image, kind, memoryMiB, diskSizeMiB });
  resolveMachine(kind, cpus, [image.machine], machine);
  resolveApplication(image, template.application);
  resolveNics(template, caller, model);
}
