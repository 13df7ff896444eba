import { Text } from '@mantine/core';
import { useAll } from '../../api/use-list.ts';
import { mebibytes } from '../../format/units.ts';
import { useText } from '../../i18n/i18n.ts';
import { Facts } from '../../ui/facts.tsx';
import { Panel } from '../../ui/panel.tsx';
import { ToObject } from '../../ui/to.tsx';

/** The templates of an image; the API cannot be asked for them, and there are few. */
export function ImageTemplates({ imageId }: { readonly imageId: number }) {
  const t = useText();
  const { items, loading } = useAll('template');
  const using = items.filter((template) => template.imageId === imageId);
  return (
    <Panel title={t('images.templates')}>
      {using.length === 0 && !loading ? (
        <Text size="sm" c="dimmed">
          {t('images.noTemplates')}
        </Text>
      ) : (
        <Facts
          rows={using.map(({ id, name, kind, cpus, memoryMiB }) => [
            name,
            <ToObject key={id} kind="template" id={id}>
              {`${t(`objects.kinds.${kind}`)}, ${cpus} × CPU, ${mebibytes(memoryMiB)}`}
            </ToObject>,
          ])}
        />
      )}
    </Panel>
  );
}
