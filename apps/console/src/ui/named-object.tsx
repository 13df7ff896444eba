import type { Kind } from '../api/kinds.ts';
import type { Listed } from '../api/list-state.ts';
import { useObject } from '../api/use-object.ts';
import { ToObject } from './to.tsx';

interface NamedObjectProps {
  readonly kind: Kind;
  readonly id: number;
}

/**
 * A link to an object by its name, asked for where it is shown. For kinds of which there may be very many: of the others
 * all names are at hand (`useNames`).
 */
export function NamedObject({ kind, id }: NamedObjectProps) {
  const { data } = useObject(kind, id);
  return (
    <ToObject kind={kind} id={id}>
      {(data as Listed | null | undefined)?.name ?? `#${id}`}
    </ToObject>
  );
}
