import { Text } from '@mantine/core';
import { useAll } from '../../api/use-list.ts';
import { bytes } from '../../format/units.ts';
import { useText } from '../../i18n/i18n.ts';
import { DatastoreIcon } from '../../icons/datastore.tsx';
import { Facts } from '../../ui/facts.tsx';
import { Panel } from '../../ui/panel.tsx';
import { ToObject } from '../../ui/to.tsx';
import { ObjectActions } from '../catalogue/object-actions.tsx';
import { ObjectPage } from '../catalogue/object-page.tsx';

export default function DatastorePage() {
  const t = useText();
  return (
    <ObjectPage
      kind="datastore"
      icon={<DatastoreIcon size={22} />}
      actions={(datastore) => (
        <ObjectActions
          kind="datastore"
          object={datastore}
          fields={[]}
          deleteBody={t('datastores.deleteBody')}
          list="/datastores"
        />
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

/** The API cannot be asked for the images of a datastore, and there are few. */
function Images({ datastoreId }: { readonly datastoreId: number }) {
  const t = useText();
  const { items, loading } = useAll('image');
  const inside = items.filter((image) => image.datastoreId === datastoreId);
  return (
    <Panel title={t('datastores.images')}>
      {inside.length === 0 && !loading ? (
        <Text size="sm" c="dimmed">
          {t('datastores.noImages')}
        </Text>
      ) : (
        <Facts
          rows={inside.map(({ id, name, fileBytes, os }) => [
            name,
            <ToObject key={id} kind="image" id={id}>
              {`${os}, ${bytes(fileBytes)}`}
            </ToObject>,
          ])}
        />
      )}
    </Panel>
  );
}
