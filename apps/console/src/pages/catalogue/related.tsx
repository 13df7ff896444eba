import { Text } from '@mantine/core';
import type { Kind, ObjectOf } from '../../api/kinds.ts';
import type { ListParameters } from '../../api/list-state.ts';
import { useList } from '../../api/use-list.ts';
import { number } from '../../format/number.ts';
import { useText } from '../../i18n/i18n.ts';
import { PageSkeleton } from '../../ui/page-skeleton.tsx';
import { Panel } from '../../ui/panel.tsx';
import { To } from '../../ui/to.tsx';
import { type RelatedColumn, RelatedTable } from './related-table.tsx';
import { TroubleNote } from '../../ui/trouble-note.tsx';

interface RelatedProps<K extends Kind> {
  readonly title: string;
  readonly kind: K;
  readonly parameters: ListParameters;
  readonly columns: readonly RelatedColumn<ObjectOf<K>>[];
  readonly empty: string;
  /** Where the whole list is, when it is longer than what is shown here. */
  readonly all?: { readonly to: string; readonly filter: string };
}

/** Objects shown beside the one they belong to; of a long list the beginning. */
const shown = 12;

export function Related<K extends Kind>({ title, kind, parameters, columns, empty, all }: RelatedProps<K>) {
  const t = useText();
  const { items, total, loading, error, retry } = useList(kind, parameters);
  return (
    <Panel
      title={total === undefined || total === 0 ? title : `${title} (${number(total)})`}
      beside={
        all !== undefined && total !== undefined && total > shown ? (
          <To to={all.to} search={{ q: all.filter }}>
            {t('catalogue.showAll', { count: total })}
          </To>
        ) : null
      }
    >
      {error === null ? null : <TroubleNote error={error} onRetry={retry} />}
      {loading ? <PageSkeleton /> : null}
      {total === 0 ? (
        <Text size="sm" c="dimmed">
          {empty}
        </Text>
      ) : null}
      {items.length === 0 ? null : <RelatedTable title={title} items={items.slice(0, shown)} columns={columns} />}
    </Panel>
  );
}
