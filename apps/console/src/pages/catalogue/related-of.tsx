import { Text } from '@mantine/core';
import type { Kind, ObjectOf } from '../../api/kinds.ts';
import { useAll } from '../../api/use-list.ts';
import { PageSkeleton } from '../../ui/page-skeleton.tsx';
import { Panel } from '../../ui/panel.tsx';
import { type RelatedColumn, RelatedTable } from './related-table.tsx';

interface RelatedOfProps<K extends Kind> {
  readonly title: string;
  readonly kind: K;
  readonly belongs: (row: ObjectOf<K>) => boolean;
  readonly columns: readonly RelatedColumn<ObjectOf<K>>[];
  readonly empty: string;
}

/** Objects that belong to another, of a kind of which there are few: the API cannot be asked for these alone. */
export function RelatedOf<K extends Kind>({ title, kind, belongs, columns, empty }: RelatedOfProps<K>) {
  const { items, loading } = useAll(kind);
  const related = items.filter(belongs);
  return (
    <Panel title={title}>
      {loading ? <PageSkeleton /> : null}
      {related.length === 0 && !loading ? (
        <Text size="sm" c="dimmed">
          {empty}
        </Text>
      ) : null}
      {related.length === 0 ? null : <RelatedTable title={title} items={related} columns={columns} />}
    </Panel>
  );
}
