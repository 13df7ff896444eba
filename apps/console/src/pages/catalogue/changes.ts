/** Create, edit and delete, the same way for every kind of the catalogue. */
import type { RouteId } from '@skerry/contract';
import { formatPermissions, newPermissions } from '@skerry/domain';
import { announce, announceTrouble } from '../../activity/activities.ts';
import { api } from '../../api/client.ts';
import type { Kind, ObjectOf } from '../../api/kinds.ts';
import type { Listed } from '../../api/list-state.ts';
import { pathOf } from '../../app/places.ts';
import type { Field } from '../../forms/field.ts';
import type { Schema } from '../../forms/field-errors.ts';
import { openForm } from '../../forms/open-form.ts';
import type { Values } from '../../forms/use-form.ts';
import { text } from '../../i18n/i18n.ts';
import { confirm } from '../../ui/confirm.ts';
import { session } from '../../api/session.ts';
import { changeableFields, givenFields, nameField } from './common-fields.ts';
import { lackOf } from './rights.ts';
import { changedOnly, clearing } from '../../forms/field-errors.ts';

/** Schemas come with the first form: what only shows things needs none. */
const schemaOf = async (id: RouteId): Promise<Schema<unknown>> => (await import('../../forms/schemas.ts')).schemaOf(id);

interface Creation {
  readonly kind: Kind;
  readonly title: string;
  readonly about?: string;
  /** Between the name and what every object has. */
  readonly fields: readonly Field[];
  /** Where people write otherwise than the API reads. */
  readonly schema?: Schema<unknown>;
  readonly initial?: Values;
  readonly done?: (made: Listed) => void;
}

export function openCreation(creation: Creation): void {
  const again = () => openCreation(creation);
  showCreation(creation).catch((error: unknown) => announceTrouble(creation.title, error, again));
}

async function showCreation({ kind, title, about, fields, schema, initial = {}, done }: Creation): Promise<void> {
  const id = `${kind}.create` as RouteId;
  openForm({
    title,
    ...(about === undefined ? {} : { about }),
    schema: schema ?? (await schemaOf(id)),
    fields: [nameField(), ...fields, ...givenFields()],
    initial: { permissions: formatPermissions(newPermissions(kind)), ...initial },
    action: text('catalogue.create'),
    send: async (body) => {
      const { data } = await api().callAny(id, { body });
      const made = data as Listed;
      announce({
        title: text('catalogue.created', { name: made.name }),
        state: 'done',
        path: pathOf(kind, made.id),
      });
      done?.(made);
    },
  });
}

interface Changeable {
  readonly description?: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly permissions: string;
  readonly ownerId: number;
  readonly groupId: number;
}

const saved = ({ name }: Listed) => announce({ title: text('catalogue.saved', { name }), state: 'done' });

/** Reads the object anew, so that what somebody else changed since is not overwritten. */
export async function openEdit(
  kind: Kind,
  id: number,
  fields: readonly Field[],
  initialOf: (object: Listed) => Values = () => ({}),
  /** Where more happens than that it is saved. */
  announceSaved?: (object: Listed) => void,
): Promise<void> {
  try {
    const { data, etag } = await api().callAny(`${kind}.get` as RouteId, { params: { id } });
    const object = data as Listed & Changeable;
    const { name, description = '', labels, attributes, permissions, ownerId, groupId } = object;
    const before = { name, description, labels, attributes, permissions, ownerId, groupId, ...initialOf(object) };
    const refusal = lackOf('admin', object, session.get().user) === null ? null : text('catalogue.onlyAdmin');
    openForm({
      title: text('catalogue.editTitle', { name }),
      schema: clearing(await schemaOf(`${kind}.patch` as RouteId)),
      fields: [nameField(), ...fields, ...changeableFields(refusal)],
      initial: before,
      before,
      action: text('catalogue.save'),
      send: async (value) => {
        const body = changedOnly(value as object, before);
        if (Object.keys(body).length === 0) {
          announce({ title: text('catalogue.unchanged', { name }), state: 'done' });
          return;
        }
        const options = { params: { id }, body, ...(etag === undefined ? {} : { ifMatch: etag }) };
        const answer = await api().callAny(`${kind}.patch` as RouteId, options);
        (announceSaved ?? saved)(answer.data as Listed);
      },
    });
  } catch (error) {
    const again = () => void openEdit(kind, id, fields, initialOf, announceSaved);
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
