import { useMemo } from 'react';
import type { ObjectOf } from '../../api/kinds.ts';
import { useNames } from '../../api/use-object.ts';
import { useGo } from '../../app/use-route.ts';
import { mebibytes } from '../../format/units.ts';
import { text, useText } from '../../i18n/i18n.ts';
import { TemplateIcon } from '../../icons/template.tsx';
import type { Column } from '../../table/column.ts';
import { openCreation } from '../catalogue/changes.ts';
import { lastColumns, nameColumn, referenceColumn } from '../catalogue/columns.tsx';
import { CatalogueList } from '../catalogue/list-page.tsx';

type Template = ObjectOf<'template'>;

const columns = (images: ReadonlyMap<number, string>): readonly Column<Template>[] => [
  nameColumn<Template>('template', <TemplateIcon size={16} />),
  {
    id: 'kind',
    label: text('objects.fields.kind'),
    width: 'minmax(130px, 1fr)',
    sort: 'kind',
    show: 'phone',
    render: ({ kind }) => text(`objects.kinds.${kind}`),
  },
  referenceColumn<Template>({
    id: 'image',
    label: text('objects.fields.image'),
    width: 'minmax(120px, 1fr)',
    show: 'usual',
    kind: 'image',
    sort: 'imageId',
    of: ({ imageId }) => imageId,
    names: images,
  }),
  {
    id: 'cpus',
    label: text('objects.fields.cpus'),
    width: '110px',
    sort: 'cpus',
    show: 'usual',
    align: 'end',
    render: ({ cpus }) => cpus,
  },
  {
    id: 'memory',
    label: text('objects.fields.memory'),
    width: '110px',
    sort: 'memoryMiB',
    show: 'usual',
    align: 'end',
    render: ({ memoryMiB }) => mebibytes(memoryMiB),
  },
  {
    id: 'disk',
    label: text('templates.disk'),
    width: '110px',
    sort: 'diskSizeMiB',
    show: 'wide',
    align: 'end',
    render: ({ diskSizeMiB }) => (diskSizeMiB === undefined ? '' : mebibytes(diskSizeMiB)),
  },
  ...lastColumns<Template>(),
];

export default function TemplateListPage() {
  const t = useText();
  const go = useGo();
  const images = useNames('image');
  const shown = useMemo(() => columns(images), [images]);
  const open = () =>
    openCreation({
      kind: 'template',
      title: t('templates.create'),
      about: t('templates.about'),
      done: ({ id }) => go(`/templates/${id}`),
    });
  return (
    <CatalogueList
      kind="template"
      title={t('templates.title')}
      columns={shown}
      emptyTitle={t('templates.emptyTitle')}
      emptyHint={t('templates.emptyHint')}
      create={{ label: t('templates.create'), open, forEverybody: true }}
    />
  );
}
