/** Every object that has a name of its own has its key, and no key is of anything else. */
import { isCatalogueKind, nameScopeOf, type ObjectKind, type ObjectMeta } from '@skerry/domain';
import type { Json } from '@skerry/store';
import { type Table, under } from './sight.ts';

export function auditNames(frontEnd: Table, problems: string[]): void {
  const wanted = new Map<string, number>();
  const want = (kind: ObjectKind, value: Json) => {
    const object = value as unknown as ObjectMeta;
    const scope = nameScopeOf(kind, object);
    if (scope !== undefined) wanted.set(`${kind}/${scope}/${object.name}`, object.id);
  };
  for (const [key, value] of under(frontEnd, '/catalogue/')) {
    const [kind = ''] = key.split('/');
    if (isCatalogueKind(kind)) want(kind, value);
  }
  for (const [key, value] of under(frontEnd, '/mirror/')) if (key.includes('/instance/')) want('instance', value);
  const held = under(frontEnd, '/name/');
  for (const [key, id] of wanted) {
    if (held.get(key) !== id) problems.push(`the name ${key} of ${id} is held by ${JSON.stringify(held.get(key))}`);
  }
  for (const [key, id] of held) {
    if (!wanted.has(key)) problems.push(`the name ${key} is held for ${JSON.stringify(id)}, which has it not`);
  }
}
