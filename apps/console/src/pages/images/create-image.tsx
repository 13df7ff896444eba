import { Tabs, Text } from '@mantine/core';
import { useRef, useState } from 'react';
import { announce } from '../../activity/activities.ts';
import { api } from '../../api/client.ts';
import { useMe } from '../../api/session.ts';
import { pathOf } from '../../app/places.ts';
import { FieldInput } from '../../forms/field-input.tsx';
import { FormDialog } from '../../forms/form-dialog.tsx';
import { routeForm } from '../../forms/route-form.ts';
import type { Form } from '../../forms/use-form.ts';
import { useText } from '../../i18n/i18n.ts';
import { FileDrop } from './file-drop.tsx';
import { nameOfFile, sendFile } from './uploads.ts';

type Source = 'upload' | 'url' | 'path';
const sources: readonly Source[] = ['upload', 'url', 'path'];

interface CreateImageProps {
  readonly onClose: () => void;
  readonly onMade: (id: number) => void;
}

/** A new image: of a file of whoever looks at this page, of an address, or of a file of the front-end's machine. */
export default function CreateImage({ onClose, onMade }: CreateImageProps) {
  const t = useText();
  const isAdministrator = useMe()?.administrator === true;
  const [form] = useState(() => routeForm('image.create'));
  const [source, setSource] = useState<Source>('upload');
  const [file, setFile] = useState<File>();
  const chosen = useRef<File>(undefined);
  const fields = form.fields.filter(({ name }) => !sources.includes(name as Source));
  const send = async (body: unknown) => {
    const { data } = await api().call('image.create', { body: body as never });
    if (chosen.current !== undefined && source === 'upload') void sendFile(data, chosen.current);
    else announce({ title: t('images.begun', { name: data.name }), state: 'done', path: pathOf('image', data.id) });
    onMade(data.id);
  };
  const choose = (to: Source, { set }: Form<unknown>) => {
    setSource(to);
    for (const other of sources) if (other !== to) set(other, undefined);
    if (to === 'upload' && file !== undefined) set('upload', { bytes: file.size });
  };
  const take = (given: File, { set, values }: Form<unknown>) => {
    setFile(given);
    chosen.current = given;
    set('upload', { bytes: given.size });
    if ((values['name'] ?? '') === '') set('name', nameOfFile(given.name));
  };
  return (
    <FormDialog
      opened
      onClose={onClose}
      title={t('images.create')}
      schema={form.schema}
      initial={form.initial}
      action={t('catalogue.create')}
      send={send}
    >
      {(state) => (
        <>
          <Tabs value={source} onChange={(to) => choose((to ?? 'upload') as Source, state)}>
            <Tabs.List>
              <Tabs.Tab value="upload">{t('images.sources.upload')}</Tabs.Tab>
              <Tabs.Tab value="url">{t('images.sources.url')}</Tabs.Tab>
              {isAdministrator ? <Tabs.Tab value="path">{t('images.sources.path')}</Tabs.Tab> : null}
            </Tabs.List>
            <Tabs.Panel value="upload" pt="md">
              <FileDrop file={file} onFile={(given) => take(given, state)} />
            </Tabs.Panel>
            {(['url', 'path'] as const).map((name) => (
              <Tabs.Panel key={name} value={name} pt="md">
                <Text size="sm" c="dimmed" mb="xs">
                  {t(`images.about.${name}`)}
                </Text>
                {form.fields
                  .filter((field) => field.name === name)
                  .map((field) => (
                    <FieldInput key={field.name} field={{ ...field, required: true }} form={state} />
                  ))}
              </Tabs.Panel>
            ))}
          </Tabs>
          {fields.map((field) => (
            <FieldInput key={field.name} field={field} form={state} />
          ))}
        </>
      )}
    </FormDialog>
  );
}
