import { bytes } from '../../format/units.ts';
import { useText } from '../../i18n/i18n.ts';
import { DatastoreIcon } from '../../icons/datastore.tsx';
import { ToObject } from '../../ui/to.tsx';
import { ObjectActions } from '../catalogue/object-actions.tsx';
import { ObjectPage } from '../catalogue/object-page.tsx';
import { RelatedOf } from '../catalogue/related-of.tsx';
import { ImageStateMark } from '../images/state-mark.tsx';

export default function DatastorePage() {
  const t = useText();
  return (
    <ObjectPage
      kind="datastore"
      icon={<DatastoreIcon size={22} />}
      actions={(datastore) => (
        <ObjectActions kind="datastore" object={datastore} deleteBody={t('datastores.deleteBody')} list="/datastores" />
      )}
      facts={({ type, path }) => [
        [t('datastores.type'), type],
        [t('datastores.path'), <code key="path">{path}</code>],
      ]}
    >
      {({ id }) => <Images datastoreId={id} />}
    </ObjectPage>
  );
}

function Images({ datastoreId }: { readonly datastoreId: number }) {
  const t = useText();
  return (
    <RelatedOf
      title={t('datastores.images')}
      kind="image"
      belongs={(image) => image.datastoreId === datastoreId}
      empty={t('datastores.noImages')}
      columns={[
        {
          label: t('objects.fields.name'),
          render: ({ id, name }) => (
            <ToObject kind="image" id={id}>
              {name}
            </ToObject>
          ),
        },
        { label: t('objects.fields.state'), render: ({ state }) => <ImageStateMark state={state} /> },
        { label: t('images.os'), render: ({ os }) => os },
        { label: t('images.file'), render: ({ fileBytes = 0 }) => bytes(fileBytes) },
      ]}
    />
  );
}
