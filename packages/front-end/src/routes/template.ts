import type { Template } from '@skerry/domain';
import { newMeta, referred } from '../catalogue/meta.ts';
import type { Caller, Handlers } from '../http/call.ts';
import { created, deleteOf, explainOf, getOf, listOf, patchOf } from '../http/standard-routes.ts';
import { contextFrom } from '../instances/context.ts';
import { keys } from '../state/keys.ts';
import type { Model } from '../state/model.ts';

export const templateRoutes = {
  'template.list': listOf('template'),
  'template.get': getOf('template'),
  'template.explain': explainOf('template'),
  'template.create': async (call) => {
    const { cloud, body, caller } = call;
    const id = await cloud.ids.next('template');
    return call.write({ key: 'template/create' }, () => {
      const template: Template = {
        ...newMeta('template', id, body.name, body, caller, cloud),
        kind: body.kind,
        cpus: body.cpus,
        memoryMiB: body.memoryMiB,
        imageId: body.imageId,
        ...(body.diskSizeMiB === undefined ? {} : { diskSizeMiB: body.diskSizeMiB }),
        networkIds: body.networkIds,
        context: contextFrom(body.context),
        requirements: body.requirements,
        rank: body.rank,
      };
      checkReferences(template, caller, cloud.model);
      const answer = created('template', template, call);
      return {
        ...answer,
        conditions: [...answer.conditions, { key: keys.catalogue('image', template.imageId), is: 'present' }],
      };
    });
  },
  'template.patch': patchOf('template', ({ diskSizeMiB, ...patched }, { body, caller, cloud }) => {
    const size = body.diskSizeMiB === undefined ? diskSizeMiB : body.diskSizeMiB;
    const template: Template = {
      ...patched,
      kind: body.kind ?? patched.kind,
      cpus: body.cpus ?? patched.cpus,
      memoryMiB: body.memoryMiB ?? patched.memoryMiB,
      imageId: body.imageId ?? patched.imageId,
      ...(size == null ? {} : { diskSizeMiB: size }),
      networkIds: body.networkIds ?? patched.networkIds,
      context: body.context === undefined ? patched.context : contextFrom(body.context),
      requirements: body.requirements ?? patched.requirements,
      rank: body.rank ?? patched.rank,
    };
    if (body.imageId !== undefined || body.networkIds !== undefined) checkReferences(template, caller, cloud.model);
    return template;
  }),
  'template.delete': deleteOf('template'),
} satisfies Pick<Handlers, Extract<keyof Handlers, `template.${string}`>>;

function checkReferences(template: Template, caller: Caller, model: Model): void {
  referred('image', template.imageId, 'imageId', caller, model);
  for (const id of template.networkIds) referred('network', id, 'networkIds', caller, model);
}
