import type { ObjectOf } from '../../api/kinds.ts';
import { useNames } from '../../api/use-object.ts';
import { bytes, mebibytes } from '../../format/units.ts';
import { useText } from '../../i18n/i18n.ts';
import { ImageIcon } from '../../icons/image.tsx';
import { ToObject } from '../../ui/to.tsx';
import { ObjectActions } from '../catalogue/object-actions.tsx';
import { ObjectPage } from '../catalogue/object-page.tsx';
import { machineWords } from '../machine/machine-words.ts';
import { ImageTemplates } from './image-templates.tsx';
import { ImportPanel } from './import-panel.tsx';
import { ImageStateMark } from './state-mark.tsx';

export default function ImagePage() {
  const t = useText();
  const datastores = useNames('datastore');
  return (
    <ObjectPage
      kind="image"
      icon={<ImageIcon size={22} />}
      mark={({ state }) => <ImageStateMark state={state} />}
      actions={(image) => (
        <ObjectActions
          kind="image"
          object={image}
          deleteBody={t('images.deleteBody')}
          loses={[t('images.deleteLoses', { name: image.name, size: bytes(image.fileBytes ?? 0) })]}
          list="/images"
        />
      )}
      facts={(image) => [
        [t('images.kinds'), image.kinds.map((kind) => t(`objects.kinds.${kind}`)).join(', ')],
        [t('images.os'), image.os],
        [t('images.architecture'), image.architecture],
        [t('images.size'), image.sizeMiB === undefined ? undefined : mebibytes(image.sizeMiB)],
        [t('images.file'), image.fileBytes === undefined ? undefined : `${bytes(image.fileBytes)}, ${image.format}`],
        [t('images.minMemory'), mebibytes(image.minMemoryMiB)],
        [t('instances.machine'), machineWords(image.machine, t)],
        [t('images.haltSignal'), image.haltSignal],
        [t('images.rebootSignal'), image.rebootSignal],
        [
          t('images.datastore'),
          <ToObject key="datastore" kind="datastore" id={image.datastoreId}>
            {datastores.get(image.datastoreId) ?? image.datastoreId}
          </ToObject>,
        ],
        [t('images.digest'), image.digest === undefined ? undefined : <code key="digest">{image.digest}</code>],
        ...originFacts(image, t),
      ]}
    >
      {(image) => (
        <>
          <ImportPanel image={image} />
          <ImageTemplates imageId={image.id} />
        </>
      )}
    </ObjectPage>
  );
}

/** Where it came from, and what of it is otherwise than one may expect. */
function originFacts({ origin, type }: ObjectOf<'image'>, t: ReturnType<typeof useText>) {
  const { url, reference, pinned, version, format, warnings = [] } = origin ?? {};
  return [
    [t('images.type'), t(`images.types.${type}`)],
    [t('images.cameFrom'), url ?? pinned ?? reference],
    [t('images.version'), version],
    [t('images.cameAs'), format],
    [t('images.warnings'), warnings.length === 0 ? undefined : warnings.join(' ')],
  ] as const;
}
