import { routeAddresses } from '@skerry/contract';
import type { ReactNode } from 'react';
import type { Kind, ObjectOf } from '../../api/kinds.ts';
import type { Listed } from '../../api/list-state.ts';
import { useMe } from '../../api/session.ts';
import { useGo } from '../../app/use-route.ts';
import { useText } from '../../i18n/i18n.ts';
import { EditIcon } from '../../icons/edit.tsx';
import { TrashIcon } from '../../icons/trash.tsx';
import { ActionButton } from '../../ui/action-button.tsx';
import { openEdit, removeObject } from './changes.ts';
import { lackOf } from './rights.ts';

interface ObjectActionsProps<K extends Kind> {
  readonly kind: K;
  readonly object: ObjectOf<K>;
  readonly deleteBody: string;
  readonly deleteRight?: 'manage' | 'admin';
  readonly deleteLabel?: string;
  readonly loses?: readonly string[];
  /** Of the list that is shown when it is gone. */
  readonly list: string;
  readonly children?: ReactNode;
}

/** Edit, where the API changes anything of its kind, and delete, each with the reason where it is not allowed. */
export function ObjectActions<K extends Kind>(props: ObjectActionsProps<K>) {
  const { kind, object, deleteBody, deleteRight = 'admin', deleteLabel, loses, list, children } = props;
  const t = useText();
  const go = useGo();
  const me = useMe();
  const owned = object as unknown as Parameters<typeof lackOf>[1];
  return (
    <>
      {children}
      {Object.hasOwn(routeAddresses, `${kind}.patch`) ? (
        <ActionButton
          icon={<EditIcon size={16} />}
          refusal={lackOf('manage', owned, me)}
          onClick={() => void openEdit(kind, (object as Listed).id)}
        >
          {t('catalogue.edit')}
        </ActionButton>
      ) : null}
      <ActionButton
        icon={<TrashIcon size={16} />}
        refusal={lackOf(deleteRight, owned, me)}
        onClick={() =>
          void removeObject({
            kind,
            object,
            body: deleteBody,
            ...(loses === undefined ? {} : { loses }),
            done: () => go(list),
          })
        }
      >
        {deleteLabel ?? t('catalogue.delete')}
      </ActionButton>
    </>
  );
}
