import { lazy, Suspense, useMemo, useState } from 'react';
import type { ObjectOf } from '../../api/kinds.ts';
import { useNames } from '../../api/use-object.ts';
import { useGo } from '../../app/use-route.ts';
import { bytes, mebibytes } from '../../format/units.ts';
import { text, useText } from '../../i18n/i18n.ts';
import { ImageIcon } from '../../icons/image.tsx';
import type { Column } from '../../table/column.ts';
import { lastColumns, nameColumn, referenceColumn } from '../catalogue/columns.tsx';
import { CatalogueList } from '../catalogue/list-page.tsx';
import { ImportProgress } from './import-progress.tsx';
import { ImageStateMark } from './state-mark.tsx';

/** It needs the schema, and nobody who only looks does. */
const CreateImage = lazy(() => import('./create-image.tsx'));

type Image = ObjectOf<'image'>;

const columns = (datastores: ReadonlyMap<number, string>): readonly Column<Image>[] => [
  nameColumn<Image>('image', <ImageIcon size={16} />),
  {
    id: 'state',
    label: text('objects.fields.state'),
    width: 'minmax(110px, 1fr)',
    sort: 'state',
    show: 'phone',
    render: (image) =>
      image.state === 'importing' ? <ImportProgress image={image} compact /> : <ImageStateMark state={image.state} />,
  },
  {
    id: 'kinds',
    label: text('images.kinds'),
    width: 'minmax(150px, 1.4fr)',
    show: 'usual',
    render: ({ kinds }) => kinds.map((kind) => text(`objects.kinds.${kind}`)).join(', '),
  },
  {
    id: 'os',
    label: text('images.os'),
    width: 'minmax(110px, 1fr)',
    sort: 'os',
    show: 'usual',
    render: ({ os, architecture }) => `${os}, ${architecture}`,
  },
  {
    id: 'size',
    label: text('images.size'),
    width: '110px',
    sort: 'sizeMiB',
    show: 'usual',
    align: 'end',
    render: ({ sizeMiB }) => (sizeMiB === undefined ? '' : mebibytes(sizeMiB)),
  },
  {
    id: 'file',
    label: text('images.file'),
    width: '110px',
    sort: 'fileBytes',
    show: 'wide',
    align: 'end',
    render: ({ fileBytes }) => (fileBytes === undefined ? '' : bytes(fileBytes)),
  },
  referenceColumn<Image>({
    id: 'datastore',
    label: text('images.datastore'),
    width: 'minmax(110px, 1fr)',
    show: 'wide',
    kind: 'datastore',
    sort: 'datastoreId',
    of: ({ datastoreId }) => datastoreId,
    names: datastores,
  }),
  ...lastColumns<Image>(),
];

export default function ImageListPage() {
  const t = useText();
  const go = useGo();
  const datastores = useNames('datastore');
  const shown = useMemo(() => columns(datastores), [datastores]);
  const [creating, setCreating] = useState(false);
  return (
    <>
      <CatalogueList
        kind="image"
        title={t('images.title')}
        columns={shown}
        emptyTitle={t('images.emptyTitle')}
        emptyHint={t('images.emptyHint')}
        create={{ label: t('images.create'), open: () => setCreating(true) }}
      />
      {creating ? (
        <Suspense>
          <CreateImage onClose={() => setCreating(false)} onMade={(id) => go(`/images/${id}`)} />
        </Suspense>
      ) : null}
    </>
  );
}
