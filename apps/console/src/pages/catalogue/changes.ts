/** Create, edit and delete, the same way for every kind of the catalogue. */
import type { RouteId } from '@skerry/contract';
import { announce, announceTrouble } from '../../activity/activities.ts';
import { api } from '../../api/client.ts';
import type { Kind, ObjectOf } from '../../api/kinds.ts';
import type { Listed } from '../../api/list-state.ts';
import { session } from '../../api/session.ts';
import { pathOf } from '../../app/places.ts';
import { changedOnly } from '../../forms/changed-only.ts';
import { openRouteForm } from '../../forms/open-route-form.ts';
import { text } from '../../i18n/i18n.ts';
import { confirm } from '../../ui/confirm.ts';
import { lackOf } from './rights.ts';

interface Creation {
  readonly kind: Kind;
  readonly title: string;
  readonly about?: string;
  /** Instead of telling that it is there. */
  readonly made?: (answer: unknown) => void;
  readonly done?: (made: Listed) => void;
}

/** A form for all that the API takes of a new one. */
export function openCreation(creation: Creation): void {
  const { kind, made, done, ...question } = creation;
  const route = `${kind}.create` as RouteId;
  const tell = (answer: unknown) => {
    const { id, name } = answer as Listed;
    announce({ title: text('catalogue.created', { name }), state: 'done', path: pathOf(kind, id) });
    done?.(answer as Listed);
  };
  openRouteForm({
    ...question,
    route,
    action: text('catalogue.create'),
    send: async (body) => (made ?? tell)((await api().callAny(route, { body })).data),
  }).catch((error: unknown) => announceTrouble(creation.title, error, () => openCreation(creation)));
}

const saved = ({ name }: Listed) => announce({ title: text('catalogue.saved', { name }), state: 'done' });

/** Reads the object anew, so that what somebody else changed since is not overwritten. */
export async function openEdit(
  kind: Kind,
  id: number,
  /** Where more happens than that it is saved. */
  announceSaved: (object: Listed) => void = saved,
): Promise<void> {
  const route = `${kind}.patch` as RouteId;
  try {
    const { data, etag } = await api().callAny(`${kind}.get` as RouteId, { params: { id } });
    const object = data as Listed & Parameters<typeof lackOf>[1];
    const refusal = lackOf('admin', object, session.get().user) === null ? null : text('catalogue.onlyAdmin');
    await openRouteForm({
      route,
      object,
      title: text('catalogue.editTitle', { name: object.name }),
      changes: { ownerId: { refusal }, groupId: { refusal } },
      action: text('catalogue.save'),
      send: async (value, before) => {
        const body = changedOnly(value, before);
        if (Object.keys(body).length === 0) {
          announce({ title: text('catalogue.unchanged', { name: object.name }), state: 'done' });
          return;
        }
        const options = { params: { id }, body, ...(etag === undefined ? {} : { ifMatch: etag }) };
        announceSaved((await api().callAny(route, options)).data as Listed);
      },
    });
  } catch (error) {
    const again = () => void openEdit(kind, id, announceSaved);
    announceTrouble(text('catalogue.editTitle', { name: String(id) }), error, again);
  }
}

interface Removal<K extends Kind> {
  readonly kind: K;
  readonly object: ObjectOf<K>;
  /** What it means, and what is lost. */
  readonly body: string;
  readonly loses?: readonly string[];
  readonly action?: string;
  readonly done?: () => void;
}

/** Kinds with which more goes than can be made again in a minute: their name is typed first. */
const typedKinds: readonly Kind[] = ['cluster', 'host', 'image'];

export async function removeObject<K extends Kind>(removal: Removal<K>): Promise<void> {
  const { kind, object, body, loses = [], action = text('catalogue.deleteNow'), done } = removal;
  const { id, name } = object as Listed;
  const title = text('catalogue.deleteTitle', { name });
  const typed = typedKinds.includes(kind) ? { typed: name } : {};
  if (!(await confirm({ title, body, loses, action, dangerous: true, ...typed }))) return;
  try {
    await api().callAny(`${kind}.delete` as RouteId, { params: { id } });
    announce({ title: text('catalogue.deleted', { name }), state: 'done' });
    done?.();
  } catch (error) {
    announceTrouble(text('catalogue.notDeleted', { name }), error, () => void removeObject(removal));
  }
}
