/** Every object that has a name of its own has its key, and no key is of anything else. */
import { catalogueKinds, nameScopeOf, type ObjectKind, type ObjectMeta } from '@skerry/domain';
import { frontEndKeys } from '@skerry/store/layout/front-end';
import { type Table, under } from './sight.ts';

export function auditNames(frontEnd: Table, problems: string[]): void {
  const wanted = new Map<string, number>();
  const want = (kind: ObjectKind, object: ObjectMeta) => {
    const scope = nameScopeOf(kind, object);
    if (scope !== undefined) wanted.set(`${kind}/${scope}/${object.name}`, object.id);
  };
  for (const kind of catalogueKinds) {
    for (const object of under(frontEnd, frontEndKeys.catalogueOf(kind)).values()) want(kind, object);
  }
  for (const clusterId of under(frontEnd, frontEndKeys.catalogueOf('cluster')).keys()) {
    for (const instance of under(frontEnd, frontEndKeys.mirrored(clusterId, 'instance')).values())
      want('instance', instance);
  }
  const held = under(frontEnd, frontEndKeys.names);
  for (const [key, id] of wanted) {
    if (held.get(key) !== id) problems.push(`the name ${key} of ${id} is held by ${JSON.stringify(held.get(key))}`);
  }
  for (const [key, id] of held) {
    if (!wanted.has(key)) problems.push(`the name ${key} is held for ${JSON.stringify(id)}, which has it not`);
  }
}
