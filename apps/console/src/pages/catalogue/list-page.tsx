import type { ReactNode } from 'react';
import type { Kind, ObjectOf } from '../../api/kinds.ts';
import { useMe } from '../../api/session.ts';
import { PlusIcon } from '../../icons/plus.tsx';
import type { Column } from '../../table/column.ts';
import { DataTable } from '../../table/data-table.tsx';
import { ActionButton } from '../../ui/action-button.tsx';
import { Empty } from '../../ui/empty.tsx';
import { PageHeader } from '../../ui/page-header.tsx';
import { lackOfAdministrator, onlyAtFrontEnd } from './rights.ts';

interface CatalogueListProps<K extends Kind> {
  readonly kind: K;
  readonly title: string;
  readonly under?: ReactNode;
  /** Always asked with, unless the filter says otherwise. */
  readonly only?: Readonly<Record<string, string>>;
  readonly columns: readonly Column<ObjectOf<K>>[];
  readonly emptyTitle: string;
  readonly emptyHint: string;
  readonly create?: { readonly label: string; readonly open: () => void; readonly forEverybody?: boolean };
  /** What to do first, where that is not to create one of them. */
  readonly emptyAction?: ReactNode;
  readonly more?: ReactNode;
}

/** The list of one kind, with what makes a new one. */
export function CatalogueList<K extends Kind>(props: CatalogueListProps<K>) {
  const { kind, title, under, only, columns, emptyTitle, emptyHint, create, emptyAction, more } = props;
  const me = useMe();
  const button =
    create === undefined ? null : (
      <ActionButton
        variant="filled"
        icon={<PlusIcon size={16} />}
        refusal={create.forEverybody === true ? onlyAtFrontEnd() : lackOfAdministrator(me)}
        onClick={create.open}
      >
        {create.label}
      </ActionButton>
    );
  return (
    <>
      <PageHeader
        title={title}
        {...(under === undefined ? {} : { under })}
        actions={
          <>
            {more}
            {button}
          </>
        }
      />
      <DataTable
        kind={kind}
        label={title}
        columns={columns}
        {...(only === undefined ? {} : { only })}
        empty={<Empty title={emptyTitle} hint={emptyHint} action={button ?? emptyAction} />}
      />
    </>
  );
}
