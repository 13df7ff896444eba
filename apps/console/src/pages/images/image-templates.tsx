import { mebibytes } from '../../format/units.ts';
import { useText } from '../../i18n/i18n.ts';
import { ToObject } from '../../ui/to.tsx';
import { RelatedOf } from '../catalogue/related-of.tsx';

export function ImageTemplates({ imageId }: { readonly imageId: number }) {
  const t = useText();
  return (
    <RelatedOf
      title={t('images.templates')}
      kind="template"
      belongs={(template) => template.imageId === imageId}
      empty={t('images.noTemplates')}
      columns={[
        {
          label: t('objects.fields.name'),
          render: ({ id, name }) => (
            <ToObject kind="template" id={id}>
              {name}
            </ToObject>
          ),
        },
        { label: t('objects.fields.kind'), render: ({ kind }) => t(`objects.kinds.${kind}`) },
        { label: t('objects.fields.cpus'), render: ({ cpus }) => cpus },
        { label: t('objects.fields.memory'), render: ({ memoryMiB }) => mebibytes(memoryMiB) },
      ]}
    />
  );
}
